package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;

/** Products with the kernel of a grid are those with the kernel between all its points. */
class SeparableKernelTest {
    private static Measure grid(String shape) {
        int[] sides = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        int n = Arrays.stream(sides).reduce(1, (p, q) -> p * q);
        return Measure.onGrid(new Random(n).doubles(n).toArray(), sides);
    }

    @ParameterizedTest
    @CsvSource({"9, 7", "5x8, 5x8", "5x8, 3x6", "1x6, 6x1", "4x3x5, 2x6x3", "64x64, 9x70"})
    void areThoseOfAllPoints(String rows, String cols) {
        Measure x = grid(rows);
        Measure y = grid(cols);
        for (Cost cost : new Cost[] {Cost.squaredEuclidean(), Cost.lp(1), Cost.lp(1.5)}) {
            var all = cost.between(Measure.of(x.points()), Measure.of(y.points()));
            double epsilon = 0.1;
            var kernel = SeparableKernel.of(cost.between(x, y), epsilon).orElseThrow();
            double[] w = y.weights();
            var expected = new double[x.size()];
            for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < w.length; j++) {
                    expected[i] += Math.exp(-all.at(i, j) / epsilon) * w[j];
                }
            }
            double[] found = kernel.times(w);
            double[] logs = kernel.logTimes(Arrays.stream(w).map(Math::log).toArray());
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], found[i], 1e-13 * expected[i]);
                assertEquals(Math.log(expected[i]), logs[i], 1e-12);
            }
            assertArrayEquals(
                    SeparableKernel.of(cost.between(y, x), epsilon).orElseThrow().times(expected),
                    kernel.transposed().times(expected),
                    1e-300);
        }
    }

    /** Where nearly all factors are beyond the range of a double, and with points of no mass. */
    @Test
    void logarithmsAreRightAtAnySize() {
        Measure x = grid("6x7");
        var all = Cost.squaredEuclidean().between(Measure.of(x.points()), Measure.of(x.points()));
        double[] g = new Random(2).doubles(42, -1e5, 1e5).toArray();
        Arrays.fill(g, 7, 21, Double.NEGATIVE_INFINITY);
        for (double epsilon : new double[] {1, 1e-2, 1e-6}) {
            var kernel =
                    SeparableKernel.of(Cost.squaredEuclidean().between(x, x), epsilon)
                            .orElseThrow();
            double[] found = kernel.logTimes(g);
            for (int i = 0; i < found.length; i++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < g.length; j++) {
                    most = Math.max(most, g[j] - all.at(i, j) / epsilon);
                }
                double sum = 0;
                for (int j = 0; j < g.length; j++) {
                    sum += Math.exp(g[j] - all.at(i, j) / epsilon - most);
                }
                double expected = most + Math.log(sum);
                assertEquals(expected, found[i], 1e-13 * Math.abs(expected));
            }
        }
    }

    /** Products share arrays from one to the next, but not two that are under way at once. */
    @Test
    void productsAtOnceAreThoseInTurn() {
        Measure x = grid("20x30");
        var kernel = SeparableKernel.of(Cost.squaredEuclidean().between(x, x), 0.1).orElseThrow();
        double[][] vectors =
                IntStream.range(0, 200)
                        .mapToObj(k -> new Random(k).doubles(600).toArray())
                        .toArray(double[][]::new);
        double[][] inTurn = Arrays.stream(vectors).map(kernel::times).toArray(double[][]::new);
        double[][] atOnce =
                Arrays.stream(vectors).parallel().map(kernel::times).toArray(double[][]::new);
        for (int k = 0; k < vectors.length; k++) {
            assertArrayEquals(inTurn[k], atOnce[k]);
        }
    }

    @Test
    void otherCostsHaveNone() {
        Measure x = grid("3x4");
        Measure points = Measure.of(x.points());
        assertTrue(SeparableKernel.of(Cost.euclidean().between(x, x), 1).isEmpty());
        assertTrue(SeparableKernel.of(Cost.cosine().between(x, x), 1).isEmpty());
        assertTrue(SeparableKernel.of(Cost.squaredEuclidean().between(x, points), 1).isEmpty());
        assertTrue(
                SeparableKernel.of(Cost.squaredEuclidean().between(x.normalized(), x), 1)
                        .isPresent());
    }
}
