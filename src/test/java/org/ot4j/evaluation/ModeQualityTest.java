package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;

class ModeQualityTest {
    private final GaussianMixture mixture = GaussianMixture.grid(5, 0.05);

    @Test
    void countsByHand() {
        var two = GaussianMixture.line(0.1, 0, 10);
        // Radius 0.4: 0.39 is in, 0.41 out; mode 1 gets a single point and no say in the std.
        var q = ModeQuality.of(two, new double[][] {{0.39}, {-0.09}, {0.41}, {10.2}, {5.1}});
        assertEquals(3.0 / 5, q.highDensityRatio().value());
        assertArrayEquals(new int[] {2, 1}, q.counts());
        assertEquals(2, q.modesCovered());
        // Two points 0.48 apart: variance 0.48^2 / 2 with one degree of freedom.
        assertEquals(0.48 / Math.sqrt(2), q.stdWithinModes().value(), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theMixtureItselfHasTheTruth(long seed) {
        var q = ModeQuality.of(mixture, mixture.sample(7_500, seed));
        // Outside 4 std in the plane: exp(-8) = 0.034 %.
        assertEquals(1 - Math.exp(-8), q.highDensityRatio().value(), 0.001);
        assertTrue(q.stdWithinModes().low() < 0.0503 && q.stdWithinModes().high() > 0.0497);
        assertEquals(25, q.modesCovered());
    }

    @Test
    void aShiftedModeKeepsItsStd() {
        var x = mixture.sample(7_500, 4).toArray();
        double before = ModeQuality.of(mixture, DataSet.of(x)).stdWithinModes().value();
        for (double[] p : x) {
            p[0] += 0.02;
        }
        assertEquals(before, ModeQuality.of(mixture, x).stdWithinModes().value(), 2e-4);
    }

    @Test
    void uniformSamplesFallOnTheDiscs() {
        int n = 397;
        var x = new double[n * n][];
        for (int i = 0; i < x.length; i++) {
            x[i] = new double[] {-2.5 + 5.0 * (i % n + 0.5) / n, -2.5 + 5.0 * (i / n + 0.5) / n};
        }
        // 25 discs of radius 0.2 in a square of side 5.
        assertEquals(Math.PI * 0.04, ModeQuality.of(mixture, x).highDensityRatio().value(), 0.002);
    }

    @Test
    void wilsonIntervalAsPublished() {
        // statsmodels 0.14 proportion_confint(81, 263, method="wilson"): (0.2553, 0.3662), also
        // Newcombe 1998, table I.
        var e = Estimate.fraction(81, 263, "");
        assertEquals(0.2553, e.low(), 5e-5);
        assertEquals(0.3662, e.high(), 5e-5);
        assertEquals(1, Estimate.fraction(10, 10, "").high());
        assertTrue(Estimate.fraction(10, 10, "").low() < 0.75);
    }

    @Test
    void refusesOtherDimensionsAndNaN() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ModeQuality.of(mixture, new double[][] {{1, 2, 3}}));
        assertThrows(
                IllegalArgumentException.class,
                () -> ModeQuality.of(mixture, new double[][] {{1, Double.NaN}}));
    }
}
