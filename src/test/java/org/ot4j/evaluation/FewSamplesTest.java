package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.transport.Transport;

/** Every metric on no sample, one and two: a right value or an error that says what is missing. */
class FewSamplesTest {
    private static final double[][] NONE = {};
    private static final double[][] ONE = {{0, 0}};
    private static final double[][] OTHER = {{3, 4}};
    private static final double[][] TWO = {{0, 0}, {1, 0}};

    private static Map<String, Callable<Object>> metrics(double[][] x, double[][] y) {
        return Map.ofEntries(
                Map.entry("W_1", () -> Metrics.wasserstein(x, y, 1)),
                Map.entry("W_2", () -> Metrics.wasserstein(x, y, 2)),
                Map.entry("W_1000", () -> Metrics.wasserstein(x, y, 1000)),
                Map.entry("MMD", () -> Metrics.mmd(x, y, Kernel.imq(2))),
                Map.entry("biased MMD", () -> Mmd.biased(Kernel.imq(2)).between(x, y)),
                Map.entry("posterior", () -> Metrics.aggregatedPosterior(x, y)),
                Map.entry("median", () -> Mmd.medianDistance(x, y)),
                Map.entry("neighbours", () -> Neighbours.of(x, y, 1)),
                Map.entry("five neighbours", () -> Neighbours.of(x, y)),
                Map.entry("Gaussian", () -> GaussianFit.of(x).frechetDistance(GaussianFit.of(y))),
                Map.entry("FID", () -> fid(0).between(DataSet.of(x), DataSet.of(y))),
                Map.entry("FID, jackknife", () -> fid(2).between(DataSet.of(x), DataSet.of(y))),
                Map.entry(
                        "KID", () -> Kid.of(Features.raw()).between(DataSet.of(x), DataSet.of(y))),
                Map.entry("sliced", () -> new SlicedWasserstein(2, 5, 1).between(x, y)),
                Map.entry("Sinkhorn", () -> Transport.sinkhornDivergence(x, y, 1)),
                Map.entry("modes", () -> ModeQuality.of(GaussianMixture.ring(4, 1, 0.1), x)));
    }

    private static Fid fid(int groups) {
        return Fid.of(Features.raw()).groups(groups);
    }

    @Test
    void noMetricSaysNaN() throws Exception {
        for (double[][] x : List.of(NONE, ONE, TWO)) {
            for (double[][] y : List.of(NONE, OTHER, new double[][] {{3, 4}, {3, 3}})) {
                for (var metric : metrics(x, y).entrySet()) {
                    String of = metric.getKey() + " of " + x.length + " and " + y.length;
                    try {
                        String said = String.valueOf(metric.getValue().call());
                        assertFalse(said.contains("NaN") || said.contains("Infinity"), of + said);
                        assertTrue(x.length > 0, of + said);
                    } catch (IllegalArgumentException e) {
                        String said = e.getMessage();
                        assertTrue(said.contains("expected"), of + ": " + said);
                        assertFalse(said.contains("standardError") || said.contains("NaN"), said);
                    }
                }
            }
        }
    }

    @Test
    void oneSampleHasADistanceAndNoInterval() {
        Estimate w = Metrics.wasserstein(ONE, OTHER, 2);
        assertEquals(5, w.value(), 1e-15);
        assertEquals(0, w.halfWidth());
        assertTrue(w.estimator().contains("no scatter"), w.estimator());
        double[][] ring = {{3, 4}, {0, 5}, {4, 3}};
        assertEquals(5, Metrics.wasserstein(ONE, ring, 2).value(), 1e-15);
        assertEquals(5, Metrics.wasserstein(ring, ONE, 7).value(), 1e-14);
        // 2 k(|x - x'|) and so on with k = 2 / (2 + t): 2/3 + 2/3 less the mean of the four.
        Estimate mmd = Metrics.mmd(TWO, new double[][] {{3, 4}, {3, 3}}, Kernel.imq(2));
        double cross = (2 / 27.0 + 2 / 20.0 + 2 / 22.0 + 2 / 15.0) / 2;
        assertEquals(4 / 3.0 - cross, mmd.value(), 1e-12);
        assertTrue(mmd.estimator().contains("too few"), mmd.estimator());
    }

    @Test
    void modesWithoutTwoSamplesHaveNoStandardDeviation() {
        var quality = ModeQuality.of(GaussianMixture.ring(4, 1, 0.1), new double[][] {{1, 0}});
        assertFalse(quality.hasStdWithinModes());
        assertTrue(quality.toString().contains("std within modes none"), quality.toString());
        var e = assertThrows(IllegalStateException.class, quality::stdWithinModes);
        assertTrue(e.getMessage().contains("two high-density samples"), e.getMessage());
    }
}
