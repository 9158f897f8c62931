package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.Synthetic;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.network.Networks;

class TwoSampleTestTest {
    private static double[][] normal(int n, int d, double shift, double scale, long seed) {
        double[][] rows = Synthetic.normal(n, d, seed).toArray();
        for (double[] row : rows) {
            for (int k = 0; k < d; k++) {
                row[k] = shift + scale * row[k];
            }
        }
        return rows;
    }

    @Test
    void valuesAreThoseOfTheDistances() {
        double[][] x = normal(30, 3, 0, 1, 1);
        double[][] y = normal(50, 3, 0.4, 1.3, 2);
        var kernel = Kernel.imq(2);
        var mmd = TwoSampleTest.mmd(kernel).permutations(9).between(x, y, 1);
        assertEquals(Mmd.unbiased(kernel).between(x, y), mmd.value(), 1e-12);
        var energy = TwoSampleTest.energy().permutations(9).between(x, y, 1);
        assertEquals(Mmd.biased(Kernel.energy()).between(x, y), energy.value(), 1e-12);
        var gaussian = TwoSampleTest.mmd().permutations(9).between(x, y, 1);
        double median = Mmd.medianDistance(x, y);
        double expected = Mmd.unbiased(Kernel.rbf(median)).between(x, y);
        assertEquals(expected, gaussian.value(), 1e-2 * expected);
    }

    /** All 70 ways to choose 4 of 8 points, by hand. */
    @Test
    void thePValueIsTheShareOfAllLabellings() {
        double[][] x = {{0.1}, {0.4}, {1.3}, {0.9}};
        double[][] y = {{1.1}, {2.0}, {0.6}, {1.7}};
        var all = new double[8][];
        System.arraycopy(x, 0, all, 0, 4);
        System.arraycopy(y, 0, all, 4, 4);
        var distance = Mmd.unbiased(Kernel.rbf(0.7));
        double observed = distance.between(x, y);
        int extreme = 0;
        int count = 0;
        for (int mask = 0; mask < 256; mask++) {
            if (Integer.bitCount(mask) == 4) {
                int chosen = mask;
                double[][] a = rows(all, i -> (chosen >> i & 1) == 1);
                double[][] b = rows(all, i -> (chosen >> i & 1) == 0);
                extreme += distance.between(a, b) >= observed - 1e-12 ? 1 : 0;
                count++;
            }
        }
        assertEquals(70, count);
        var result = TwoSampleTest.mmd(Kernel.rbf(0.7)).permutations(40_000).between(x, y, 3);
        // Four standard errors.
        assertEquals(extreme / 70.0, result.pValue(), 4 * Math.sqrt(0.25 / 40_000));
    }

    private static double[][] rows(double[][] all, IntPredicate chosen) {
        return IntStream.range(0, all.length)
                .filter(chosen)
                .mapToObj(i -> all[i])
                .toArray(double[][]::new);
    }

    /** Under the null hypothesis at most α of the tests reject at level α; here about α. */
    @Test
    void theLevelIsKept() {
        int runs = 400;
        for (var test :
                List.of(
                        TwoSampleTest.mmd(),
                        TwoSampleTest.mmd(Kernel.imq(1)),
                        TwoSampleTest.energy(),
                        TwoSampleTest.neighbours(3))) {
            var p = new double[runs];
            for (int r = 0; r < runs; r++) {
                p[r] =
                        test.permutations(99)
                                .between(
                                        normal(18, 2, 0, 1, 2L * r + 1),
                                        normal(25, 2, 0, 1, 2L * r + 2),
                                        r)
                                .pValue();
            }
            for (double level : new double[] {0.05, 0.2, 0.5}) {
                double rejected = Arrays.stream(p).filter(v -> v <= level).count() / (double) runs;
                double error = Math.sqrt(level * (1 - level) / runs);
                assertTrue(rejected <= level + 4 * error, level + ": " + rejected);
                if (isContinuous(test)) {
                    assertTrue(rejected >= level - 4 * error, level + ": " + rejected);
                }
            }
        }
    }

    /** An accuracy has few values, so its test rejects less often than it may. */
    private static boolean isContinuous(TwoSampleTest test) {
        double[][] some = normal(8, 2, 0, 1, 5);
        return !test.between(some, some, 0).statistic().startsWith("accuracy");
    }

    /** A shift, a spread and a shape, seen by those tests that can see them. */
    @Test
    void differencesAreFound() {
        double[][] x = normal(150, 2, 0, 1, 1);
        BiFunction<TwoSampleTest, double[][], Double> p = (t, y) -> t.between(x, y, 7).pValue();
        double[][] shifted = normal(120, 2, 1, 1, 2);
        double[][] wide = normal(120, 2, 0, 3, 3);
        for (Supplier<TwoSampleTest> test :
                List.<Supplier<TwoSampleTest>>of(
                        TwoSampleTest::mmd,
                        TwoSampleTest::energy,
                        () -> TwoSampleTest.neighbours(15))) {
            assertTrue(p.apply(test.get(), shifted) <= 0.01);
            assertTrue(p.apply(test.get(), wide) <= 0.01);
        }
    }

    @Test
    void aTrainedClassifierKnowsARingFromItsGaussian() {
        var x = new double[200][];
        double[][] noise = Synthetic.normal(200, 2, 1).toArray();
        for (int i = 0; i < x.length; i++) {
            // On a circle with the second moments of the standard normal distribution.
            double norm = Math.hypot(noise[i][0], noise[i][1]) / Math.sqrt(2);
            x[i] = new double[] {noise[i][0] / norm, noise[i][1] / norm};
        }
        var test = TwoSampleTest.classifier(Networks.mlp(32));
        var found = test.between(x, Synthetic.normal(300, 2, 2), 4);
        assertTrue(found.value() > 0.7, found::toString);
        assertEquals(0.001, found.pValue());
        assertTrue(found.rejects(0.05));
        assertEquals(found, test.between(x, Synthetic.normal(300, 2, 2), 4));
        var same = test.between(Synthetic.normal(200, 2, 3), Synthetic.normal(300, 2, 2), 4);
        assertTrue(Math.abs(same.value() - 0.5) < 0.15, same::toString);
        assertFalse(same.rejects(0.001), same::toString);
    }

    @Test
    void pointsOfAnyKind() {
        double[][] x = normal(10, 2, 0, 1, 1);
        double[][] y = normal(12, 2, 1, 1, 2);
        var test = TwoSampleTest.energy().permutations(99);
        var a = DataSet.of(x);
        var b = DataSet.of(y);
        assertEquals(test.between(a.toArray(), b.toArray(), 1), test.between(a, b, 1));
        assertNames("y", () -> test.between(x, "points", 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void tooFewPoints(int n) {
        double[][] few = normal(n, 2, 0, 1, 1);
        double[][] many = normal(9, 2, 0, 1, 2);
        if (n < 2) {
            assertNames("x.length = 1", () -> TwoSampleTest.mmd().between(few, many, 1));
        }
        assertNames("y.length = " + n, () -> TwoSampleTest.neighbours(1).between(many, few, 1));
    }

    @Test
    void badSettings() {
        double[][] x = normal(4, 2, 0, 1, 1);
        assertNames("k = 0", () -> TwoSampleTest.neighbours(0));
        assertNames("k = 9", () -> TwoSampleTest.neighbours(9).between(x, x, 1));
        assertNames("permutations = 0", () -> TwoSampleTest.energy().permutations(0));
        assertNames("kernel = null", () -> TwoSampleTest.mmd(null));
        assertNames("layers = null", () -> TwoSampleTest.classifier(null));
        assertNames(
                "dimension of y = 1",
                () -> TwoSampleTest.energy().between(x, new double[][] {{1}, {2}}, 1));
        var result = TwoSampleTest.energy().between(x, x, 1);
        assertEquals(1, result.pValue());
        assertNames("level = 1.0", () -> result.rejects(1));
    }

    private static void assertNames(String what, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.startsWith(what), message);
    }
}
