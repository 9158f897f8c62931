package org.ot4j.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArrayTextTest {
    @Test
    void aFewNumbersAreAllThere() {
        assertEquals("int[3]\n[1, 2, 3]", ArrayText.ofJava(new int[] {1, 2, 3}));
    }

    @Test
    void rowsStandBelowEachOther() {
        String text = ArrayText.ofJava(new double[][] {{1, 2}, {3, 4.5}});
        assertTrue(text.startsWith("double[2][2]\n"), text);
        assertEquals(3, text.lines().count(), text);
        assertTrue(text.contains("4.5"), text);
    }

    @Test
    void rowsOfDifferentLengthsHaveNoLengthInTheHead() {
        String text = ArrayText.ofJava(new int[][] {{1}, {2, 3}});
        assertTrue(text.startsWith("int[2][]\n"), text);
    }

    @Test
    void aLongAxisShowsItsEnds() {
        var many = new int[2_000];
        Arrays.setAll(many, i -> 7_000 + i);
        String text = ArrayText.ofJava(many);
        assertTrue(text.startsWith("int[2000]\n"), text);
        for (int shown : new int[] {7_000, 7_002, 8_997, 8_999}) {
            assertTrue(text.contains("" + shown), text);
        }
        assertTrue(!text.contains("7003") && !text.contains("8996"), text);
    }
}
