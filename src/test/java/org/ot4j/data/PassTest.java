package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassTest {
    @Test
    void allRowsComeOnceInOrderAndAreFreed() {
        DataSet data = DataSet.of(new double[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}});
        var rows = new ArrayList<Integer>();
        var values = new ArrayList<Float>();
        var batches = new ArrayList<NDArray>();
        Pass.over(
                data,
                2,
                (from, batch) -> {
                    rows.add(from);
                    assertEquals(2, batch.getShape().dimension());
                    for (float v : batch.toFloatArray()) {
                        values.add(v);
                    }
                    batches.add(batch);
                });
        assertEquals(List.of(0, 2, 4), rows);
        assertEquals(List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f), values);
        assertTrue(batches.stream().allMatch(NDArray::isReleased));
        assertArrayEquals(new float[] {1, 2}, data.floats(0));
    }
}
