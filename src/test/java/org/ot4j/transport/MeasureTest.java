package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class MeasureTest {
    private static final double[][] POINTS = {{1, 2}, {3, 4}, {5, 6}};

    private static void check(Measure measure) {
        assertEquals(3, measure.size());
        assertEquals(2, measure.dimension());
        assertArrayEquals(POINTS, measure.points());
        assertArrayEquals(new double[] {3, 4}, measure.point(1));
    }

    @Test
    void comesFromArraysAndTables() {
        check(Measure.of(POINTS));
        check(Measure.flat(new double[] {1, 2, 3, 4, 5, 6}, 2));
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = {1, 2, 3, 4, 5, 6};
            check(Measure.of(manager.create(values, new Shape(3, 2))));
            check(Measure.of(manager.create(new double[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2))));
            var weighted =
                    Measure.of(
                            manager.create(new int[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)),
                            manager.create(new float[] {0.5f, 0, 1.5f}));
            check(weighted);
            assertArrayEquals(new double[] {0.5, 0, 1.5}, weighted.weights());
            assertEquals(1, Measure.of(manager.create(values)).dimension());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Measure.of(manager.create(new Shape(2, 2, 2))));
        }
        Table table =
                Table.create(
                        IntColumn.create("y", new int[] {2, 4, 6}),
                        DoubleColumn.create("x", 1, 3, 5),
                        DoubleColumn.create("w", 1, 1, 2),
                        StringColumn.create("name", "a", "b", "c"));
        var weighted = Measure.of(table, "x", "y").withWeights(table, "w");
        check(weighted);
        assertArrayEquals(new double[] {0.25, 0.25, 0.5}, weighted.normalized().weights());
        assertThrows(IllegalArgumentException.class, () -> Measure.of(table, "z"));
        assertThrows(IllegalArgumentException.class, () -> Measure.of(table, "name"));
        table.doubleColumn("x").setMissing(1);
        assertThrows(IllegalArgumentException.class, () -> Measure.of(table, "x", "y"));
    }

    @Test
    void cannotBeChangedFromOutside() {
        double[][] points = {{1, 2}, {3, 4}, {5, 6}};
        double[] weights = {1, 2, 3};
        Measure measure = Measure.of(points, weights);
        points[1][0] = 99;
        weights[0] = 99;
        measure.points()[1][0] = 99;
        measure.weights()[0] = 99;
        check(measure);
        assertEquals(6, measure.mass());
    }

    @Test
    void gridsHaveTheirPointsInOrder() {
        var picture = Measure.onGrid(new double[][] {{1, 0, 2}, {0, 3, 0}});
        assertEquals(6, picture.mass());
        assertArrayEquals(new double[] {1, 0, 2, 0, 3, 0}, picture.weights());
        assertArrayEquals(new double[] {0, 1}, picture.point(2));
        assertArrayEquals(new double[] {0.5, 0.5}, picture.point(4));
        var volume = Measure.onGrid(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, 2, 1, 4);
        assertArrayEquals(new double[] {1.0 / 3, 0, 2.0 / 3}, volume.point(6));
        assertArrayEquals(new double[] {0}, Measure.onGrid(new double[] {5}, 1).point(0));
    }

    @Test
    void badGridsAreNamed() {
        refuses(
                () -> Measure.onGrid(new double[][] {{1, 2}, {3, -1}}),
                "picture[1][1] = -1.0: expected");
        refuses(() -> Measure.onGrid(new double[][] {{1, 2}, {3}}), "picture[1].length = 1");
        refuses(() -> Measure.onGrid(new double[][] {{0, 0}}), "sum of weights = 0.0");
        refuses(() -> Measure.onGrid(new double[5], 2, 3), "weights.length = 5: expected 6");
        refuses(() -> Measure.onGrid(new double[0], 2, 0), "shape[1] = 0");
        refuses(() -> Measure.onGrid(new double[1]), "shape.length = 0");
        refuses(() -> Measure.onGrid(new double[1], 1 << 16, 1 << 16), "shape = [65536, 65536]");
    }

    private static void refuses(Executable call, String part) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
