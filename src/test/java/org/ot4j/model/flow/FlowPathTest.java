package org.ot4j.model.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ot4j.model.Refusals.assertNames;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Between Gaussians N(m, r²) and N(n, s²) on the line, all is Gaussian at all times, and the mean
 * velocity is m_t' + (v_t'/ 2 v_t) (x - m_t) for the mean m_t and the variance v_t. The regression
 * of the network's targets on x_t is computed by Gauss–Hermite quadrature, exact for squares.
 */
class FlowPathTest {
    private static final double M = -1;
    private static final double R = 1.5;
    private static final double N = 2;
    private static final double S = 0.4;

    /** Nodes and weights for N(0, 1), exact to degree 5. */
    private static final double[] NODES = {-Math.sqrt(3), 0, Math.sqrt(3)};

    private static final double[] WEIGHTS = {1 / 6.0, 2 / 3.0, 1 / 6.0};

    /** The moments of a path at a time: E x, Var x, E head, Cov(head, x), with weights of heads. */
    private record Regression(
            double mean, double variance, double[] means, double[] covariances, double weight) {
        /** The network's best answer of a head at x: the target's regression over the weight. */
        double head(int head, double x) {
            return (means[head] + covariances[head] / variance * (x - mean))
                    / (head == 0 ? 1 : weight);
        }
    }

    private static Regression regression(FlowPath path, double t, boolean coupled) {
        int heads = path.heads();
        double mean = 0;
        double square = 0;
        double weight = 1;
        var means = new double[heads];
        var products = new double[heads];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                for (int c = 0; c < 3; c++) {
                    double w = WEIGHTS[a] * WEIGHTS[b] * WEIGHTS[c];
                    var pair =
                            new Pairs(
                                    new float[] {(float) (M + R * NODES[a])},
                                    new float[] {(float) (N + S * NODES[coupled ? a : b])});
                    float[] noise =
                            path.sigma() > 0 ? new float[] {(float) NODES[c]} : new float[0];
                    var at = Waypoints.at(path, pair, new double[] {t}, noise);
                    double x = at.inputs()[0];
                    assertEquals(t, at.inputs()[1], 1e-7);
                    mean += w * x;
                    square += w * x * x;
                    for (int h = 0; h < heads; h++) {
                        means[h] += w * at.targets()[h];
                        products[h] += w * at.targets()[h] * x;
                    }
                    weight = heads == 2 ? at.weights()[1] : 1;
                }
            }
        }
        double centre = mean;
        var covariances = new double[heads];
        Arrays.setAll(covariances, h -> products[h] - means[h] * centre);
        return new Regression(mean, square - mean * mean, means, covariances, weight);
    }

    static Stream<FlowPath> paths() {
        return Stream.of(FlowPath.straight(), FlowPath.straight(0.3), FlowPath.bridge(0.7));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theBestVelocityMovesGaussiansAsInClosedForm(FlowPath path) {
        for (boolean coupled : new boolean[] {false, true}) {
            for (double t : new double[] {0.1, 0.5, 0.8}) {
                var r = regression(path, t, coupled);
                double noise = path.spread(t) * path.spread(t);
                double noiseSlope = path.isBridge() ? path.sigma() * path.sigma() * (1 - 2 * t) : 0;
                double variance;
                double slope;
                if (coupled) {
                    double root = (1 - t) * R + t * S;
                    variance = root * root + noise;
                    slope = 2 * root * (S - R) + noiseSlope;
                } else {
                    variance = (1 - t) * (1 - t) * R * R + t * t * S * S + noise;
                    slope = -2 * (1 - t) * R * R + 2 * t * S * S + noiseSlope;
                }
                double mean = (1 - t) * M + t * N;
                assertEquals(mean, r.mean(), 1e-5);
                assertEquals(variance, r.variance(), 1e-5);
                for (double x : new double[] {-2, 0, 1.3}) {
                    double best = N - M + slope / (2 * variance) * (x - mean);
                    double second = path.isBridge() ? r.head(1, x) : 0;
                    double velocity = r.head(0, x) + path.scoreInVelocity(t) * second;
                    assertEquals(best, velocity, 1e-4, path + " at " + t);
                    if (path.isBridge()) {
                        double score = -(x - mean) / variance;
                        assertEquals(score, -second / path.sigma(), 1e-4);
                        double drift = r.head(0, x) + path.scoreInDrift(t) * second;
                        double half = path.sigma() * path.sigma() / 2;
                        assertEquals(best + half * score, drift, 1e-4);
                    }
                }
            }
        }
    }

    @Test
    void badArguments() {
        assertNames("sigma = -1.0", () -> FlowPath.straight(-1));
        assertNames("sigma = 0.0", () -> FlowPath.bridge(0));
        assertNames("sigma = NaN", () -> FlowPath.bridge(Double.NaN));
        assertNames("kind = null", () -> new FlowPath(null, 1));
    }
}
