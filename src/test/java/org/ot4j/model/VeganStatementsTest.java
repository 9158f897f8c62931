package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Networks;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.map.GaussianTransport;

/** What VEGAN states, on spaces small enough for it to be checked exactly. */
class VeganStatementsTest {
    private final SplittableRandom random = new SplittableRandom(11);

    private double[] distribution(int n) {
        var weights = new double[n];
        for (int i = 0; i < n; i++) {
            weights[i] = -Math.log(1 - random.nextDouble());
        }
        return normalised(weights);
    }

    private static double[] normalised(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    private double[][] points(int n, int d) {
        var points = new double[n][d];
        for (double[] point : points) {
            for (int k = 0; k < d; k++) {
                point[k] = random.nextGaussian();
            }
        }
        return points;
    }

    private static double[][] costs(double[][] x, double[][] y, Cost cost) {
        var c = new double[x.length][y.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                c[i][j] = cost.of(x[i], y[j]);
            }
        }
        return c;
    }

    /**
     * Theorem 1: W_c(P_X, P_G) is the transport cost between P_X and P_Z for c(x, G(z)) (Eq. 10),
     * and what an encoder with Q_Z = P_Z pays at best (Eq. 11), whose way through the codes is a
     * coupling of P_X and P_G (Eq. 8); G may send codes to one point.
     *
     * @equation VEGAN Thm. 1
     * @equation VEGAN 10
     * @equation VEGAN 11
     * @equation WAE Thm. 1
     */
    @Test
    void theorem1OnDiscreteSpaces() {
        for (Cost cost : new Cost[] {Cost.squaredEuclidean(), Cost.euclidean(), Cost.lp(1.5)}) {
            for (int trial = 0; trial < 20; trial++) {
                int n = 2 + random.nextInt(12);
                int m = 2 + random.nextInt(12);
                int images = 1 + random.nextInt(m);
                double[][] x = points(n, 2);
                double[] px = distribution(n);
                double[] pz = distribution(m);
                double[][] y = points(images, 2);
                var g = new double[m][];
                var image = new int[m];
                var pg = new double[images];
                for (int j = 0; j < m; j++) {
                    image[j] = j < images ? j : random.nextInt(images);
                    g[j] = y[image[j]];
                    pg[image[j]] += pz[j];
                }
                double primal = Transport.exact(Measure.of(x, px), Measure.of(y, pg), cost).value();
                double[][] c = costs(x, g, cost);
                var latent = Transport.exact(c, px, pz);
                assertEquals(primal, latent.value(), 1e-9 * (1 + primal), "Eq. 10");

                // The plan's rows are an encoder.
                var gamma = new double[n][images];
                var qz = new double[m];
                double paid = 0;
                for (int i = 0; i < n; i++) {
                    double total = 0;
                    for (int j = 0; j < m; j++) {
                        double q = latent.plan().at(i, j) / px[i];
                        total += q;
                        qz[j] += px[i] * q;
                        gamma[i][image[j]] += px[i] * q;
                        paid += px[i] * q * c[i][j];
                    }
                    assertEquals(1, total, 1e-9);
                }
                for (int j = 0; j < m; j++) {
                    assertEquals(pz[j], qz[j], 1e-12, "Q_Z = P_Z");
                }
                assertEquals(primal, paid, 1e-9 * (1 + primal), "Eq. 11");
                double moved = 0;
                for (int k = 0; k < images; k++) {
                    double reached = 0;
                    for (int i = 0; i < n; i++) {
                        reached += gamma[i][k];
                        moved += gamma[i][k] * cost.of(x[i], y[k]);
                    }
                    assertEquals(pg[k], reached, 1e-12, "Eq. 8");
                }
                assertEquals(primal, moved, 1e-9 * (1 + primal), "Eq. 8");
            }
        }
    }

    /**
     * Corollary 7: with decoders of mean G(z) and variances σ_k², W_c† is Σ σ_k² above the cost for
     * G, and no less than W_c. Here Y = G(z) ± σ, one sign a coordinate.
     *
     * @equation VEGAN Cor. 7
     * @equation VEGAN 16
     * @equation WAE Cor. 1
     * @equation WAE 10
     */
    @Test
    void corollary7OnDiscreteSpaces() {
        boolean strict = false;
        for (int trial = 0; trial < 20; trial++) {
            int n = 2 + random.nextInt(8);
            int m = 2 + random.nextInt(8);
            double[][] x = points(n, 2);
            double[][] g = points(m, 2);
            double[] px = distribution(n);
            double[] pz = distribution(m);
            double[] sigma = {random.nextDouble(), random.nextDouble()};
            var y = new double[4 * m][];
            var py = new double[4 * m];
            var judged = new double[n][m];
            for (int j = 0; j < m; j++) {
                for (int s = 0; s < 4; s++) {
                    y[4 * j + s] =
                            new double[] {
                                g[j][0] + sigma[0] * (2 * (s % 2) - 1),
                                g[j][1] + sigma[1] * (2 * (s / 2) - 1)
                            };
                    py[4 * j + s] = pz[j] / 4;
                    for (int i = 0; i < n; i++) {
                        judged[i][j] += Cost.squaredEuclidean().of(x[i], y[4 * j + s]) / 4;
                    }
                }
            }
            double wc = Transport.exact(Measure.of(x, px), Measure.of(y, py)).value();
            double dagger = Transport.exact(judged, px, pz).value();
            double centres = Transport.exact(costs(x, g, Cost.squaredEuclidean()), px, pz).value();
            double variance = sigma[0] * sigma[0] + sigma[1] * sigma[1];
            assertEquals(variance + centres, dagger, 1e-9, "Eq. 16");
            assertTrue(wc <= dagger + 1e-9, "Eq. 9");
            strict |= wc < 0.9 * dagger;
        }
        assertTrue(strict, "the bound is not always tight");
    }

    /**
     * Proposition 2 on its example, P_X = P_Z = N(0, 1) and G(z) = c z: W_2 to P_G^σ = N(0, c² +
     * σ²) is least, namely 0, at c = √(1 - σ²), while W_c† = σ² + W_2²(N(0, 1), N(0, c²)) is least
     * at c = 1 for every σ.
     *
     * @equation VEGAN Prop. 2
     * @equation WAE Prop. 1
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8})
    void proposition2OnTheLine(double sigma) {
        double best = minimiser(c -> squaredDistance(c[0] * c[0] + sigma * sigma));
        assertEquals(Math.sqrt(1 - sigma * sigma), best, 1e-3);
        assertEquals(0, squaredDistance(best * best + sigma * sigma), 1e-6);
        double dagger = minimiser(c -> sigma * sigma + squaredDistance(c[0] * c[0]));
        assertEquals(1, dagger, 1e-3);
    }

    private static double squaredDistance(double variance) {
        return GaussianTransport.between(
                        new double[1],
                        new double[][] {{1}},
                        new double[1],
                        new double[][] {{variance}})
                .value();
    }

    private static double minimiser(ToDoubleFunction<double[]> f) {
        double best = Double.POSITIVE_INFINITY;
        double at = 0;
        for (double c = 0.001; c < 1.5; c += 5e-4) {
            double value = f.applyAsDouble(new double[] {c});
            if (value < best) {
                best = value;
                at = c;
            }
        }
        return at;
    }

    /** The same by training: the slope of a VAE depends on σ, that of POT does not. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.8})
    void proposition2ByTraining(double sigma) {
        DataSet data = normal(1_000);
        try (var vae =
                        Vae.builder()
                                .prior(Prior.standardNormal(1))
                                .encoder(Networks.linear())
                                .decoder(Networks.linear())
                                .likelihood(Likelihood.gaussian().fixed(sigma))
                                .build();
                var pot =
                        Wae.mmd()
                                .prior(Prior.standardNormal(1))
                                .encoder(Networks.linear())
                                .decoder(Networks.linear())
                                .randomDecoder(sigma)
                                .build()) {
            assertEquals(Math.sqrt(1 - sigma * sigma), slope(vae, data), 0.06);
            assertEquals(1, slope(pot, data), 0.06);
        }
    }

    private static double slope(LatentModel model, DataSet data) {
        model.train(data)
                .steps(700)
                .batchSize(200)
                .learningRate(3e-2)
                .schedule(Schedule.cosine())
                .seed(1)
                .fit();
        return Math.abs(model.decoder().weights().values()[0]);
    }

    /** Standard normal quantiles, so that the sample's own spread is no matter. */
    private static DataSet normal(int n) {
        var normal = new NormalDistribution();
        var points = new double[n][1];
        for (int i = 0; i < n; i++) {
            points[i][0] = normal.inverseCumulativeProbability((i + 0.5) / n);
        }
        return DataSet.of(points);
    }

    /**
     * Proposition 3, first part: a witness within ε of the optimum whose gradient at a code points
     * the other way. P_X sits at (0, 0) and (4, 0), P_G at (1, 0) and (3, 0), and f* is the
     * greatest 1-Lipschitz function with f* = 2 on P_X; a cone of height ε on its flank is as
     * Lipschitz. The other parts are shown by the two tests below.
     *
     * @equation VEGAN Prop. 3
     * @equation WAE Prop. 2
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3, 1e-5})
    void proposition3TheGradientIsOpposite(double epsilon) {
        double[][] x = {{0, 0}, {4, 0}};
        double[][] y = {{1, 0}, {3, 0}};
        ToDoubleFunction<double[]> best =
                p -> Math.max(2 - distance(p, x[0]), 2 - distance(p, x[1]));
        // The top of the cone is ε/4 beside y_0, on the side away from x_0.
        double[] top = {1 + epsilon / 4, 0};
        double height = best.applyAsDouble(y[0]) + epsilon / 4 + epsilon / 8;
        ToDoubleFunction<double[]> near =
                p -> Math.max(best.applyAsDouble(p), height - distance(p, top));
        double optimum = Transport.wasserstein(x, y, 1);
        assertEquals(optimum, witness(best, x, y), 1e-12);
        double reached = witness(near, x, y);
        assertTrue(reached <= optimum && optimum - reached <= epsilon, "ε-optimal " + reached);
        assertLipschitz(near);
        double h = epsilon * 1e-3;
        double[] right = gradient(best, y[0], h);
        double[] wrong = gradient(near, y[0], h);
        assertEquals(-1, cosine(right, wrong), 1e-6);
    }

    private static double witness(ToDoubleFunction<double[]> f, double[][] x, double[][] y) {
        return (f.applyAsDouble(x[0]) + f.applyAsDouble(x[1])) / 2
                - (f.applyAsDouble(y[0]) + f.applyAsDouble(y[1])) / 2;
    }

    private void assertLipschitz(ToDoubleFunction<double[]> f) {
        for (int i = 0; i < 10_000; i++) {
            double[] p = {random.nextDouble(-1, 5), random.nextDouble(-2, 2)};
            double scale = Math.pow(10, random.nextDouble(-7, 0));
            double[] q = {
                p[0] + scale * random.nextGaussian(), p[1] + scale * random.nextGaussian()
            };
            double rise = Math.abs(f.applyAsDouble(p) - f.applyAsDouble(q));
            assertTrue(rise <= distance(p, q) + 1e-12);
        }
    }

    private static double distance(double[] p, double[] q) {
        return Math.hypot(p[0] - q[0], p[1] - q[1]);
    }

    private static double[] gradient(ToDoubleFunction<double[]> f, double[] at, double h) {
        var gradient = new double[2];
        for (int k = 0; k < 2; k++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[k] += h;
            down[k] -= h;
            gradient[k] = (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * h);
        }
        return gradient;
    }

    private static double cosine(double[] u, double[] v) {
        double dot = u[0] * v[0] + u[1] * v[1];
        return dot / (Math.hypot(u[0], u[1]) * Math.hypot(v[0], v[1]));
    }

    /**
     * Proposition 3 for smooth witnesses: where two generated points lie close to each other
     * between the data, f* pulls them apart, but a function whose Hessian is bounded by M has
     * nearly one gradient for both, so that at one of them it is off by almost a right angle.
     */
    @Test
    void proposition3SmoothWitnessesAreWrongAtOneOfTwoClosePoints() {
        double bound = 5;
        double delta = 1e-3;
        double[][] right = {{-1, 0}, {1, 0}};
        int judged = 0;
        for (int trial = 0; trial < 200; trial++) {
            double[][] waves = points(4, 2);
            double[] heights = points(1, 4)[0];
            double[] shifts = points(1, 4)[0];
            double slope = 0;
            double curvature = 0;
            for (int k = 0; k < 4; k++) {
                double w = Math.hypot(waves[k][0], waves[k][1]);
                slope += Math.abs(heights[k]) * w;
                curvature += Math.abs(heights[k]) * w * w;
            }
            double scale = Math.min(1 / slope, bound / curvature);
            var gradients = new double[2][2];
            for (int side = 0; side < 2; side++) {
                double[] at = {2 + (2 * side - 1) * delta, 0};
                for (int k = 0; k < 4; k++) {
                    double phase = waves[k][0] * at[0] + waves[k][1] * at[1] + shifts[k];
                    for (int c = 0; c < 2; c++) {
                        gradients[side][c] -= scale * heights[k] * Math.sin(phase) * waves[k][c];
                    }
                }
            }
            double least =
                    Math.min(
                            Math.hypot(gradients[0][0], gradients[0][1]),
                            Math.hypot(gradients[1][0], gradients[1][1]));
            if (least > 0.1) {
                judged++;
                // Half the angle between the two gradients is all that the Hessian leaves.
                double turn = 2 * Math.asin(Math.min(1, bound * delta / least));
                double worst =
                        Math.min(cosine(gradients[0], right[0]), cosine(gradients[1], right[1]));
                assertTrue(worst <= Math.sin(turn) + 1e-12, "cosine " + worst);
            }
        }
        assertTrue(judged > 50, judged + " witnesses with a gradient");
    }

    /**
     * Proposition 3, last part: on a line, the best witness with |f''| ≤ M is |p - 2| rounded at 2;
     * moved by less than ε it is ε-optimal, and at one of two codes closer than that its gradient
     * has turned round.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1e-3})
    void proposition3AMovedSmoothWitnessTurnsRound(double epsilon) {
        double bound = 3;
        double delta = epsilon / 4;
        double[] x = {0, 4};
        double[] y = {2 - delta, 2 + delta};
        double best = smooth(x, y, 0, bound);
        for (double move = -1; move <= 1; move += 1e-3) {
            assertTrue(smooth(x, y, move, bound) <= best + 1e-12);
        }
        double move = epsilon / 2;
        assertTrue(best - smooth(x, y, move, bound) <= epsilon);
        assertTrue(huberSlope(y[0], 0, bound) * huberSlope(y[0], move, bound) < 0);
    }

    private static double smooth(double[] x, double[] y, double move, double bound) {
        return (huber(x[0], move, bound) + huber(x[1], move, bound)) / 2
                - (huber(y[0], move, bound) + huber(y[1], move, bound)) / 2;
    }

    private static double huber(double p, double move, double bound) {
        double t = Math.abs(p + move - 2);
        return t < 1 / bound ? bound * t * t / 2 : t - 1 / (2 * bound);
    }

    private static double huberSlope(double p, double move, double bound) {
        double t = p + move - 2;
        return Math.max(-1, Math.min(1, bound * t));
    }

    private double[][] encoder(int n, int m) {
        var q = new double[n][];
        for (int i = 0; i < n; i++) {
            q[i] = distribution(m);
        }
        return q;
    }

    private static double[] aggregated(double[] px, double[][] q) {
        var qz = new double[q[0].length];
        for (int i = 0; i < px.length; i++) {
            for (int j = 0; j < qz.length; j++) {
                qz[j] += px[i] * q[i][j];
            }
        }
        return qz;
    }

    private static double mean(double[] px, double[][] q, ToDoubleFunction<double[]> f) {
        double sum = 0;
        for (int i = 0; i < px.length; i++) {
            sum += px[i] * f.applyAsDouble(q[i]);
        }
        return sum;
    }

    /**
     * Proposition 4 and 5 for a class of encoders: the regulariser of AAE, on Q_Z, is at most that
     * of AVB, on each Q(z | x), and that at most the VAE's where each KL is at least ¼; the
     * reconstruction is the same in all three. D_GAN = 2 JS - log 4, f-GAN's bound at its best.
     *
     * @equation VEGAN Prop. 4
     * @equation VEGAN Prop. 5
     * @equation WAE Prop. 3
     * @equation WAE Prop. 4
     */
    @Test
    void propositions4And5() {
        for (int trial = 0; trial < 100; trial++) {
            int n = 2 + random.nextInt(6);
            int m = 2 + random.nextInt(6);
            double[] px = distribution(n);
            double[] pz = distribution(m);
            double aae = Double.POSITIVE_INFINITY;
            double avb = Double.POSITIVE_INFINITY;
            double vae = Double.POSITIVE_INFINITY;
            for (int k = 0; k < 20; k++) {
                double[][] q = encoder(n, m);
                double fit = random.nextDouble();
                aae = Math.min(aae, fit + FDivergence.GAN.between(aggregated(px, q), pz));
                avb = Math.min(avb, fit + mean(px, q, r -> FDivergence.GAN.between(r, pz)));
                if (Arrays.stream(q).allMatch(r -> FDivergence.KL.between(r, pz) >= 0.25)) {
                    vae = Math.min(vae, fit + mean(px, q, r -> FDivergence.KL.between(r, pz)));
                }
            }
            assertTrue(aae <= avb + 1e-12, "Proposition 4");
            assertTrue(aae <= vae + 1e-12, "Proposition 5");
        }
    }

    /** The steps of Proposition 5's proof, each on its own. */
    @Test
    void theChainOfProposition5() {
        for (int trial = 0; trial < 500; trial++) {
            int m = 2 + random.nextInt(8);
            double[] p = distribution(m);
            double[] q = distribution(m);
            double js = FDivergence.JENSEN_SHANNON.between(p, q);
            double kl = FDivergence.KL.between(p, q);
            assertEquals(2 * js - Math.log(4), FDivergence.GAN.between(p, q), 1e-12);
            assertTrue(FDivergence.GAN.between(p, q) <= js);
            assertTrue(js <= 0.5 * Math.sqrt(kl) + 1e-15);
            assertTrue(kl < 0.25 || 0.5 * Math.sqrt(kl) <= kl);
        }
    }

    /**
     * Eq. 15 for any encoder: -log p_G(x) = -KL(Q | P_G(z | x)) + KL(Q | P_Z) - E log p_G(x | z).
     *
     * @equation VEGAN 15
     * @equation WAE 13
     */
    @Test
    void equation15HoldsForEveryEncoder() {
        for (int trial = 0; trial < 100; trial++) {
            int m = 2 + random.nextInt(6);
            double[] pz = distribution(m);
            double[] q = distribution(m);
            double[] likelihood = distribution(m);
            double left = FDivergence.KL.between(q, inverse(pz, likelihood));
            assertEquals(
                    -Math.log(evidence(pz, likelihood)), bound(q, pz, likelihood) - left, 1e-12);
        }
    }

    /**
     * Eq. 14: of all encoders that which inverts the decoder has the least bound, the evidence; the
     * further another is from it, the more it pays.
     */
    @Test
    void equation14TheBestEncoderInvertsTheDecoder() {
        for (int trial = 0; trial < 100; trial++) {
            int m = 2 + random.nextInt(6);
            double[] pz = distribution(m);
            double[] likelihood = distribution(m);
            double[] best = inverse(pz, likelihood);
            double[] other = distribution(m);
            double before = -Math.log(evidence(pz, likelihood));
            assertEquals(before, bound(best, pz, likelihood), 1e-12);
            for (double t = 0.1; t < 1; t += 0.1) {
                var q = new double[m];
                for (int j = 0; j < m; j++) {
                    q[j] = (1 - t) * best[j] + t * other[j];
                }
                double value = bound(q, pz, likelihood);
                assertTrue(value > before, value + " at " + t);
                before = value;
            }
        }
    }

    /** p_G(x) of one x, given p_G(x | z) of each code. */
    private static double evidence(double[] pz, double[] likelihood) {
        double sum = 0;
        for (int j = 0; j < pz.length; j++) {
            sum += likelihood[j] * pz[j];
        }
        return sum;
    }

    /**
     * The encoder that inverts the decoder, P_G(z | x) = P_G(x | z) P_Z(z) / P_G(x).
     *
     * @equation VEGAN 14
     * @equation WAE 12
     */
    private static double[] inverse(double[] pz, double[] likelihood) {
        var posterior = new double[pz.length];
        for (int j = 0; j < pz.length; j++) {
            posterior[j] = likelihood[j] * pz[j] / evidence(pz, likelihood);
        }
        return posterior;
    }

    /** What a VAE minimises, KL(Q | P_Z) - E log p_G(x | z). */
    private static double bound(double[] q, double[] pz, double[] likelihood) {
        double fit = 0;
        for (int j = 0; j < q.length; j++) {
            fit -= q[j] * Math.log(likelihood[j]);
        }
        return FDivergence.KL.between(q, pz) + fit;
    }

    /**
     * Blur (VEGAN section 4.1): with the encoder that inverts a Gaussian decoder the best decoder
     * averages data points. For data at -1 and 1 it makes ± m with m = tanh(m / σ²), and from σ = 1
     * on nothing but their mean; with transport's encoder it makes the points. Codes are 40 normal
     * quantiles.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.7, 0.9, 1.1})
    void invertingTheDecoderBlursAndTransportDoesNot(double sigma) {
        double[] x = {-1, 1};
        assertEquals(0, blur(x, encoderOfTransport(x)), 1e-12);
        double m = 1;
        for (int k = 0; k < 10_000; k++) {
            m = Math.tanh(m / (sigma * sigma));
        }
        assertEquals((1 - m) * (1 - m), blur(x, fit(x, sigma)), 1e-3);
        assertEquals(sigma > 1, m < 1e-6);
    }

    private static final int CODES = 40;

    /** The decoder G(z) = E[x | z] for an encoder. */
    private static double[] decoder(double[] x, double[][] q) {
        var g = new double[CODES];
        for (int j = 0; j < CODES; j++) {
            g[j] = (x[0] * q[0][j] + x[1] * q[1][j]) / (q[0][j] + q[1][j]);
        }
        return g;
    }

    private static double[][] encoderOfTransport(double[] x) {
        double[] g = start();
        for (int round = 0; round < 5; round++) {
            var plan = Transport.exact(Measure.onLine(x), Measure.onLine(g)).plan();
            var q = new double[2][CODES];
            for (int j = 0; j < CODES; j++) {
                q[0][j] = 2 * plan.at(0, j);
                q[1][j] = 2 * plan.at(1, j);
            }
            g = decoder(x, q);
            if (round == 4) {
                return q;
            }
        }
        throw new AssertionError();
    }

    /** Coordinate descent on the VAE's bound with encoders unrestricted: Eq. 14, then G. */
    private static double[][] fit(double[] x, double sigma) {
        double[] g = start();
        var q = new double[2][CODES];
        for (int round = 0; round < 2_000; round++) {
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < CODES; j++) {
                    q[i][j] = Math.exp(-Math.pow(x[i] - g[j], 2) / (2 * sigma * sigma));
                }
                q[i] = normalised(q[i]);
            }
            g = decoder(x, q);
        }
        return q;
    }

    private static double[] start() {
        var normal = new NormalDistribution();
        var g = new double[CODES];
        for (int j = 0; j < CODES; j++) {
            g[j] = 0.5 * normal.inverseCumulativeProbability((j + 0.5) / CODES);
        }
        return g;
    }

    /** Mean squared distance of what codes decode to from the nearest data point. */
    private static double blur(double[] x, double[][] q) {
        double sum = 0;
        for (double g : decoder(x, q)) {
            sum += Math.min(Math.pow(g - x[0], 2), Math.pow(g - x[1], 2)) / CODES;
        }
        return sum;
    }
}
