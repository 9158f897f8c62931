package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42})
    void theMixtureOfThePaperHas300PointsAMode(long seed) {
        var mixture = GaussianMixture.grid(5, 0.05);
        var x = mixture.sample(7_500, seed);
        var counts = new int[25];
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            double[] point = x.rows(i).toArray()[0];
            int mode = x.labels()[i];
            counts[mode]++;
            assertEquals(mode, mixture.nearest(point));
            squares += mixture.squaredDistance(point, mode);
        }
        assertArrayEquals(IntStream.generate(() -> 300).limit(25).toArray(), counts);
        // 15,000 coordinates: the std has a relative error of 1/sqrt(30000) = 0.6 %; 4 of those.
        assertEquals(0.05, Math.sqrt(squares / 15_000), 0.05 * 0.024);
        assertArrayEquals(new double[] {-2, -2}, mixture.mean(0));
        assertArrayEquals(new double[] {2, 2}, mixture.mean(24));
        assertEquals(x.fingerprint(), mixture.sample(7_500, seed).fingerprint());
        assertNotEquals(x.fingerprint(), mixture.sample(7_500, seed + 1).fingerprint());
    }

    @Test
    void weightsAreMetByLargestRemainder() {
        var mixture =
                GaussianMixture.of(
                        new double[][] {{0}, {5}, {9}},
                        new double[] {1, 1, 1},
                        new double[] {1, 1, 2});
        var counts = new int[3];
        for (int label : mixture.sample(10, 1).labels()) {
            counts[label]++;
        }
        assertArrayEquals(new int[] {3, 2, 5}, counts);
    }

    @Test
    void densityOfTheMixtureIntegratesToOne() {
        var mixture = GaussianMixture.line(0.3, -1, 2);
        double sum = 0;
        for (double x = -5; x < 6; x += 0.01) {
            sum += 0.01 * Math.exp(mixture.logDensity(x));
        }
        assertEquals(1, sum, 1e-9);
        // log(0.5 N(0; 0, 1)) + tiny: -log 2 - log(2 pi) / 2
        assertEquals(
                -Math.log(2) - 0.5 * Math.log(2 * Math.PI),
                GaussianMixture.line(1, 0, 50).logDensity(0),
                1e-12);
    }

    @Test
    void noiselessShapesLieOnTheirCurves() {
        var moons = Synthetic.twoMoons(101, 0, 3);
        for (int i = 0; i < moons.size(); i++) {
            double[] p = moons.rows(i).toArray()[0];
            boolean second = moons.labels()[i] == 1;
            double cx = second ? 1 : 0;
            double cy = second ? 0.5 : 0;
            assertEquals(1, Math.hypot(p[0] - cx, p[1] - cy), 1e-6);
            assertTrue(second ? p[1] <= 0.5 + 1e-6 : p[1] >= -1e-6);
        }
        for (double[] p : Synthetic.swissRoll(200, 0, 3).toArray()) {
            double t = Math.hypot(p[0], p[2]);
            assertEquals(t * Math.cos(t), p[0], 1e-4);
            assertEquals(t * Math.sin(t), p[2], 1e-4);
            assertTrue(p[1] >= 0 && p[1] <= 21);
        }
    }

    @Test
    void standardNormalHasMeanZeroAndUnitVariance() {
        double sum = 0;
        double squares = 0;
        float[] values =
                Synthetic.normal(20_000, 2, 9).floats(IntStream.range(0, 20_000).toArray());
        for (float v : values) {
            sum += v;
            squares += v * v;
        }
        assertEquals(0, sum / values.length, 4 / Math.sqrt(values.length));
        assertEquals(1, squares / values.length, 4 * Math.sqrt(2.0 / values.length));
    }

    @Test
    void badArgumentsAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.grid(0, 0.1));
        assertThrows(IllegalArgumentException.class, () -> GaussianMixture.grid(5, 0));
        assertThrows(
                IllegalArgumentException.class, () -> GaussianMixture.grid(5, 0.1).sample(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Synthetic.twoMoons(10, -1, 1));
    }
}
