package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.map.GaussianTransport;

/** Mixtures with full covariances: fit, distance, map, barycenter. */
class GaussianMixtureTest {
    private static GaussianMixture two() {
        return GaussianMixture.of(
                new double[][] {{0, 0}, {3, 1}},
                new double[][][] {{{1, 0.3}, {0.3, 0.5}}, {{0.4, -0.1}, {-0.1, 0.9}}},
                new double[] {0.4, 0.6});
    }

    private static GaussianMixture three() {
        return GaussianMixture.of(
                new double[][] {{1, -2}, {4, 4}, {-1, 0.5}},
                new double[][][] {
                    {{0.7, 0}, {0, 0.2}}, {{2, 0.5}, {0.5, 1}}, {{0.3, 0.1}, {0.1, 0.3}}
                },
                new double[] {0.2, 0.5, 0.3});
    }

    private static GaussianMixture single(double mean, double std) {
        return GaussianMixture.line(std, mean);
    }

    @Test
    void theDistanceIsThatOfPot() {
        assertEquals(7.659307416290625, two().transport(three()).value(), 1e-9);
        assertEquals(two().distance(three()), three().distance(two()), 1e-9);
        assertEquals(0, two().distance(two()), 1e-7);
    }

    @Test
    void betweenSingleGaussiansItIsTheWassersteinDistance() {
        assertEquals(5, single(0, 1).distance(single(3, 5)), 1e-12);
        var map = single(0, 1).transport(single(3, 5)).map();
        assertEquals(13, map.at(new double[] {2})[0], 1e-12);
        assertEquals(2, map.inverse().at(new double[] {13})[0], 1e-12);
    }

    /** W₂ ≤ MW₂, for MW₂ has fewer couplings. */
    @Test
    void itIsNotBelowTheWassersteinDistance() {
        var x = two().sample(1_000, 1);
        var y = three().sample(1_000, 2);
        assertTrue(Transport.wasserstein(x, y, 2) <= two().distance(three()) + 0.1);
    }

    @Test
    void densitySamplesAndMomentsAgree() {
        var mixture = two();
        double sum = 0;
        for (double u = -6; u < 8; u += 0.05) {
            for (double v = -6; v < 7; v += 0.05) {
                sum += 0.0025 * Math.exp(mixture.logDensity(u, v));
            }
        }
        assertEquals(1, sum, 1e-6);
        var x = Measure.of(mixture.sample(20_000, 1).ofClass(0));
        double[][] covariance = GaussianTransport.covariance(x);
        assertEquals(1, covariance[0][0], 0.05);
        assertEquals(0.3, covariance[0][1], 0.03);
        assertEquals(0.5, covariance[1][1], 0.03);
        // (x - m)ᵀ C⁻¹ (x - m) for x - m = (1, 0): C⁻¹ = {{0.5, -0.3}, {-0.3, 1}} / 0.41
        assertEquals(
                0.5 / 0.41, Math.pow(mixture.standardDistance(new double[] {1, 0}, 0), 2), 1e-12);
        double[] shares = mixture.responsibilities(0, 0);
        assertEquals(1, shares[0] + shares[1], 1e-12);
        assertTrue(shares[0] > 0.9);
    }

    /** The standard error of a mean of n points of variance v is √(v / n); four of those. */
    @Test
    void aFitFindsThePlantedMixture() {
        var fitted = GaussianMixture.fit(three().sample(4_000, 1), 3);
        assertEquals(0.5, fitted.weight(0), 0.03);
        assertEquals(0.3, fitted.weight(1), 0.03);
        assertArrayEquals(new double[] {4, 4}, fitted.mean(0), 0.15);
        assertArrayEquals(new double[] {-1, 0.5}, fitted.mean(1), 0.1);
        assertEquals(0.5, fitted.covariance(0)[0][1], 0.15);
        assertTrue(fitted.distance(three()) < 0.15, () -> "" + fitted.distance(three()));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void the25GaussiansAreFound(long seed) {
        var grid = GaussianMixture.grid(5, 0.05);
        var fitted = GaussianMixture.fit(grid.sample(2_500, 1), 25, seed);
        assertEquals(0, fitted.distance(grid), 0.02);
        var again = GaussianMixture.fit(grid.sample(2_500, 1), 25, seed);
        assertArrayEquals(fitted.mean(7), again.mean(7));
    }

    /** Each pass of expectation maximisation can only help: one Gaussian has a closed form. */
    @Test
    void oneModeIsTheMomentsAndWeightsCount() {
        double[][] points = {{0, 1}, {2, 0}, {5, 5}, {9, 9}};
        var weighted = Measure.of(points).withWeights(1, 2, 3, 0);
        var fitted = GaussianMixture.fit(weighted, 1);
        assertArrayEquals(GaussianTransport.mean(weighted), fitted.mean(0), 1e-12);
        double[][] covariance = GaussianTransport.covariance(weighted);
        assertEquals(covariance[0][1], fitted.covariance(0)[0][1], 1e-12);
        assertEquals(covariance[0][0], fitted.covariance(0)[0][0], 1e-5 * covariance[0][0]);
    }

    @Test
    void asManyModesAsPointsAreThePoints() {
        var fitted = GaussianMixture.fit(new double[] {0, 0, 0, 4, 4, 9}, 3);
        assertArrayEquals(new double[] {0.5, 1 / 3.0, 1 / 6.0}, fitted.weights(), 1e-12);
        assertEquals(4, fitted.mean(1)[0], 1e-9);
        assertTrue(Double.isFinite(fitted.logDensity(0)));
        var crowded = GaussianMixture.fit(new double[] {0, 0, 0, 4}, 4);
        assertTrue(Double.isFinite(crowded.logDensity(0)));
    }

    @Test
    void theWayLeadsFromOneToTheOther() {
        var transport = two().transport(three());
        assertEquals(0, transport.interpolate(0).distance(two()), 1e-6);
        assertEquals(0, transport.interpolate(1).distance(three()), 1e-6);
        double half = transport.interpolate(0.5).distance(two());
        assertEquals(transport.distance() / 2, half, 1e-6);
    }

    /** Between far modes the map is affine in each, so that errors of samples grow with it. */
    @Test
    void theMapMovesSamplesToTheTarget() {
        var from = GaussianMixture.of(new double[][] {{0, 0}, {50, 0}}, 1);
        var to = GaussianMixture.of(new double[][] {{0, 20}, {60, 20}}, 2);
        var x = from.sample(500, 1);
        double[][] moved = from.transport(to).map().at(x);
        double error = GaussianMixture.fit(x, 2).transport(from).value();
        assertEquals(4 * error, GaussianMixture.fit(moved, 2).transport(to).value(), 1e-3);
        double[][] back = from.transport(to).map().inverse().at(moved);
        assertArrayEquals(x.toArray()[7], back[7], 1e-6);
    }

    @Test
    void theBarycenterOfTwoIsHalfway() {
        var middle = GaussianMixture.barycenter(List.of(two(), three()));
        double apart = two().distance(three());
        assertEquals(apart / 2, middle.distance(two()), 1e-6);
        assertEquals(apart / 2, middle.distance(three()), 1e-6);
        var near = GaussianMixture.barycenter(List.of(two(), three()), new double[] {0.9, 0.1});
        assertEquals(0.1 * apart, near.distance(two()), 1e-6);
    }

    /** On the line, a barycenter of Gaussians has the mean of means and of standard deviations. */
    @Test
    void theBarycenterOfGaussiansIsGaussian() {
        var middle =
                GaussianMixture.barycenter(
                        List.of(single(0, 1), single(3, 2), single(9, 6)),
                        new double[] {0.5, 0.25, 0.25});
        assertEquals(1, middle.modes());
        assertEquals(3, middle.mean(0)[0], 1e-6);
        assertEquals(2.5, middle.std(0), 1e-5);
    }

    @Test
    void noMixtureNearbyIsBetterThanABarycenter() {
        List<GaussianMixture> all =
                List.of(two(), three(), GaussianMixture.of(new double[][] {{2, 7}, {-3, 1}}, 0.7));
        var center = GaussianMixture.barycenter(all);
        double value = sum(center, all);
        var random = new Random(1);
        for (int trial = 0; trial < 20; trial++) {
            var means = new double[center.modes()][];
            var covariances = new double[center.modes()][][];
            for (int k = 0; k < means.length; k++) {
                means[k] = center.mean(k);
                covariances[k] = center.covariance(k);
                means[k][random.nextInt(2)] += 0.05 * random.nextGaussian();
                covariances[k][0][0] *= 1 + 0.05 * random.nextDouble();
            }
            assertTrue(sum(GaussianMixture.of(means, covariances, center.weights()), all) > value);
        }
        for (var mixture : all) {
            assertTrue(sum(mixture, all) > value);
        }
    }

    private static double sum(GaussianMixture center, List<GaussianMixture> all) {
        return all.stream().mapToDouble(other -> center.transport(other).value()).sum();
    }

    private static void assertFails(String message, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(message), error::getMessage);
    }

    @Test
    void badInputIsNamed() {
        double[][] means = {{0, 0}};
        double[] one = {1};
        assertFails(
                "covariances[0] = ",
                () -> GaussianMixture.of(means, new double[][][] {{{1, 2}, {2, 1}}}, one));
        assertFails(
                "covariances[0][0][1] = 2.0",
                () -> GaussianMixture.of(means, new double[][][] {{{1, 2}, {0, 1}}}, one));
        assertFails(
                "covariances[0] = 1 x 1",
                () -> GaussianMixture.of(means, new double[][][] {{{1}}}, one));
        assertFails("k = 3", () -> GaussianMixture.fit(new double[] {1, 2}, 3));
        assertFails("k = 0", () -> GaussianMixture.fit(new double[] {1, 2}, 0));
        assertFails(
                "variance of the data = 0.0", () -> GaussianMixture.fit(new double[] {1, 1}, 1));
        assertFails("dimension of the other mixture = 1", () -> two().distance(single(0, 1)));
        assertFails("t = 2.0", () -> two().transport(three()).interpolate(2));
        assertFails(
                "sum of lambda = 2.0",
                () -> GaussianMixture.barycenter(List.of(two(), two()), new double[] {1, 1}));
        assertFails(
                "lambda.length = 1", () -> GaussianMixture.barycenter(List.of(two(), two()), one));
        assertEquals(2, Arrays.stream(two().weights()).filter(w -> w > 0).count());
    }
}
