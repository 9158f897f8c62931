package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.entropic.Sinkhorn;

/** What C-VAE states beside its objectives, on spaces small enough for it to be checked exactly. */
class CoupledStatementsTest {
    private final SplittableRandom random = new SplittableRandom(5);

    private double[] distribution(int n) {
        double[] weights = random.doubles(n, 0.05, 1).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /**
     * The ELBO is -KL(q(z) | p(z)) - E_{q(z)} KL(q(x | z) | p(x | z)) + E log p_D(x), for any
     * encoder and decoder.
     *
     * @equation C-VAE 3
     */
    @Test
    void theElboByWhatItLeaves() {
        for (int trial = 0; trial < 50; trial++) {
            int n = 2 + random.nextInt(4);
            int m = 2 + random.nextInt(4);
            double[] data = distribution(n);
            double[] prior = distribution(m);
            var encoder = new double[n][];
            Arrays.setAll(encoder, i -> distribution(m));
            var decoder = new double[m][];
            Arrays.setAll(decoder, j -> distribution(n));
            double elbo = 0;
            double right = 0;
            var aggregated = new double[m];
            for (int i = 0; i < n; i++) {
                elbo -= data[i] * FDivergence.KL.between(encoder[i], prior);
                right += data[i] * Math.log(data[i]);
                for (int j = 0; j < m; j++) {
                    elbo += data[i] * encoder[i][j] * Math.log(decoder[j][i]);
                    aggregated[j] += data[i] * encoder[i][j];
                }
            }
            right -= FDivergence.KL.between(aggregated, prior);
            for (int j = 0; j < m; j++) {
                var inverse = new double[n];
                for (int i = 0; i < n; i++) {
                    inverse[i] = encoder[i][j] * data[i] / aggregated[j];
                }
                right -= aggregated[j] * FDivergence.KL.between(inverse, decoder[j]);
            }
            assertEquals(elbo, right, 1e-12);
        }
    }

    /** A discrete model: p(x), p(z), p(x | z), and encoders. */
    private final class Discrete {
        final int n = 2 + random.nextInt(3);
        final int m = 2 + random.nextInt(3);
        final double[] data = distribution(n);
        final double[] prior = distribution(m);
        final double[][] decoder = new double[m][];
        final double[][] costs = new double[n][m];

        Discrete() {
            Arrays.setAll(decoder, j -> distribution(n));
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    costs[i][j] = -Math.log(decoder[j][i]);
                }
            }
        }

        double[][] encoder() {
            var q = new double[n][];
            Arrays.setAll(q, i -> distribution(m));
            return q;
        }

        /** p(z | x) of the decoder. */
        double[][] inverse() {
            var q = new double[n][m];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    q[i][j] = prior[j] * decoder[j][i] / density(i);
                }
            }
            return q;
        }

        /** p(x). */
        double density(int i) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += prior[j] * decoder[j][i];
            }
            return sum;
        }

        /** Eq. 1. */
        double logLikelihood() {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += data[i] * Math.log(density(i));
            }
            return sum;
        }

        /** E E_q -log p(x | z). */
        double cost(double[][] q) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    sum += data[i] * q[i][j] * costs[i][j];
                }
            }
            return sum;
        }

        /** E KL(q(z | x) | r), for a distribution of codes or one for each x. */
        double divergence(double[][] q, double[]... r) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += data[i] * FDivergence.KL.between(q[i], r[r.length == 1 ? 0 : i]);
            }
            return sum;
        }

        double[] aggregated(double[][] q) {
            var sum = new double[m];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    sum[j] += data[i] * q[i][j];
                }
            }
            return sum;
        }

        /** E_{q(z)} KL(q(x | z) | p(x | z)). */
        double inverseDivergence(double[][] q) {
            double[] codes = aggregated(q);
            double sum = 0;
            for (int j = 0; j < m; j++) {
                var given = new double[n];
                for (int i = 0; i < n; i++) {
                    given[i] = q[i][j] * data[i] / codes[j];
                }
                sum += codes[j] * FDivergence.KL.between(given, decoder[j]);
            }
            return sum;
        }

        /** Eq. 14 for an encoder. */
        double relaxed(double[][] q, double epsilon, double rho) {
            return cost(q)
                    + epsilon * divergence(q, prior)
                    + rho * FDivergence.KL.between(aggregated(q), prior);
        }
    }

    /**
     * The log-likelihood (Eq. 1) less the ELBO (Eq. 2) is E KL(q(z | x) | p(z | x)); it vanishes
     * for the decoder's own inverse, and C-VAE's value at ε = 1 is minus the ELBO of the best
     * encoder with q(z) = p(z).
     */
    @Test
    void theElboIsBelowTheLikelihoodByTheEncodersError() {
        for (int trial = 0; trial < 20; trial++) {
            var model = new Discrete();
            double[][] q = model.encoder();
            double elbo = -model.cost(q) - model.divergence(q, model.prior);
            double gap = model.divergence(q, model.inverse());
            assertTrue(gap > 0);
            assertEquals(model.logLikelihood(), elbo + gap, 1e-12);
            double[][] best = model.inverse();
            double tight = -model.cost(best) - model.divergence(best, model.prior);
            assertEquals(model.logLikelihood(), tight, 1e-12);

            var coupling = solve(model, 1, Marginal.exact());
            double[][] own = encoder(model, coupling);
            assertEquals(
                    0, FDivergence.KL.between(model.aggregated(own), model.prior), 1e-9, "q(z)");
            double coupled = -model.cost(own) - model.divergence(own, model.prior);
            assertEquals(-coupling.value(), coupled, 1e-8);
            double entropy = 0;
            for (double p : model.data) {
                entropy -= p * Math.log(p);
            }
            assertEquals(coupled, -model.inverseDivergence(own) - entropy, 1e-8);
            assertTrue(coupled <= model.logLikelihood() + 1e-9);
        }
    }

    private static TransportResult solve(Discrete model, double epsilon, Marginal ofPrior) {
        return Sinkhorn.builder()
                .epsilon(epsilon)
                .targetMarginal(ofPrior)
                .tolerance(1e-12)
                .maxIterations(100_000)
                .build()
                .solve(TransportProblem.of(model.costs, model.data, model.prior));
    }

    private static double[][] encoder(Discrete model, TransportResult coupling) {
        var q = new double[model.n][model.m];
        for (int i = 0; i < model.n; i++) {
            for (int j = 0; j < model.m; j++) {
                q[i][j] = coupling.plan().at(i, j) / model.data[i];
            }
        }
        return q;
    }

    /**
     * With ε = 1 - α and ς = α + λ - 1, Eq. 14 is minus InfoVAE's objective, in both of the forms
     * that Eq. 4 prints, and the relaxed coupling is its best encoder: no other comes below.
     */
    @Test
    void theRelaxedCouplingIsInfoVaesBestEncoder() {
        for (double[] weights : new double[][] {{0, 2}, {0.3, 1.2}, {-1, 2.5}, {0.5, 20}}) {
            double alpha = weights[0];
            double lambda = weights[1];
            double epsilon = 1 - alpha;
            double rho = alpha + lambda - 1;
            var model = new Discrete();
            double entropy = 0;
            for (double p : model.data) {
                entropy -= p * Math.log(p);
            }
            for (int trial = 0; trial < 5; trial++) {
                double[][] q = model.encoder();
                double[] codes = model.aggregated(q);
                double hole = FDivergence.KL.between(codes, model.prior);
                double information = model.divergence(q, codes);
                double first = -lambda * hole - model.inverseDivergence(q) + alpha * information;
                assertEquals(
                        -model.relaxed(q, epsilon, rho), first - entropy, 1e-12, "up to E log p_D");
            }
            var coupling = solve(model, epsilon, Marginal.relaxed(rho));
            double[][] best = encoder(model, coupling);
            double least = model.relaxed(best, epsilon, rho);
            assertEquals(coupling.value(), least, 1e-7);
            assertEquals(descended(model, epsilon, rho), least, 1e-6);
            for (int trial = 0; trial < 50; trial++) {
                double[][] other = model.encoder();
                double share = trial < 25 ? 1 : 0.01;
                for (int i = 0; i < model.n; i++) {
                    for (int j = 0; j < model.m; j++) {
                        other[i][j] = share * other[i][j] + (1 - share) * best[i][j];
                    }
                }
                assertTrue(model.relaxed(other, epsilon, rho) >= least - 1e-9);
            }
        }
    }

    /** The minimum of Eq. 14 by mirror descent on the encoder's rows, which knows no transport. */
    private static double descended(Discrete model, double epsilon, double rho) {
        var q = new double[model.n][];
        Arrays.setAll(q, i -> model.prior.clone());
        double rate = 0.3 / (epsilon + rho);
        for (int step = 0; step < 20_000; step++) {
            double[] codes = model.aggregated(q);
            for (int i = 0; i < model.n; i++) {
                double sum = 0;
                for (int j = 0; j < model.m; j++) {
                    double slope =
                            model.costs[i][j]
                                    + epsilon * Math.log(q[i][j] / model.prior[j])
                                    + rho * Math.log(codes[j] / model.prior[j]);
                    q[i][j] *= Math.exp(-rate * slope);
                    sum += q[i][j];
                }
                for (int j = 0; j < model.m; j++) {
                    q[i][j] /= sum;
                }
            }
        }
        return model.relaxed(q, epsilon, rho);
    }

    /** The smaller ς, the farther may q(z) go, and the lower is the value; trained, too. */
    @Test
    void aTrainedRelaxationTradesHolesForFit() {
        DataSet two = DataSet.of(new double[][] {{-1}, {1}});
        double[] skewed = {0.8, 0.2};
        double hole = Double.POSITIVE_INFINITY;
        double value = Double.NEGATIVE_INFINITY;
        for (Marginal ofPrior :
                List.of(Marginal.relaxed(0.02), Marginal.relaxed(0.5), Marginal.exact())) {
            try (var model =
                    CoupledVae.builder()
                            .prior(Prior.categorical(skewed))
                            .decoder(Networks.linear())
                            .likelihood(Likelihood.gaussian().fixed(0.5))
                            .marginals(Marginal.exact(), ofPrior)
                            .inner(1e-6, 500)
                            .build()) {
                var run = model.train(two).steps(150).learningRate(0.05).seed(4).fit();
                double[][] q = model.posterior().weights(two);
                double[] codes = {(q[0][0] + q[1][0]) / 2, (q[0][1] + q[1][1]) / 2};
                double own = FDivergence.KL.between(codes, skewed);
                double reached =
                        run.history().doubleColumn("decoder.transport cost").last(1).get(0);
                assertTrue(own < hole, own + " " + hole);
                assertTrue(reached > value, reached + " " + value);
                hole = own;
                value = reached;
            }
        }
        assertEquals(0, hole, 1e-4, "none with the exact marginal");
    }

    /**
     * Two data at ±1 and two codes: between codes that decode to ±m the plan leaves 1/(1 + e^(2m /
     * σ²ε)) of each where it should not be, so the best decoder, the mean of what it gets, is at
     * tanh(m / σ²ε). Blur is 1 - m at the fixed point; from σ²ε = 1, the variance of the data, only
     * m = 0 is left, both codes decode to the mean, and the plan is independent: the posterior
     * collapses.
     */
    @Test
    void blurAndCollapseAreReadOffTheEntropicPlan() {
        double sigma = 0.5;
        DataSet two = DataSet.of(new double[][] {{-1}, {1}});
        double[] half = {0.5, 0.5};
        for (double epsilon : new double[] {1, 2.4, 5}) {
            double scale = sigma * sigma * epsilon;
            double fixed = 1;
            for (int k = 0; k < 200; k++) {
                var costs = new double[2][2];
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < 2; j++) {
                        double far = (2 * i - 1) - (2 * j - 1) * fixed;
                        costs[i][j] = far * far / (2 * sigma * sigma);
                    }
                }
                var plan =
                        Sinkhorn.builder()
                                .epsilon(epsilon)
                                .tolerance(1e-12)
                                .build()
                                .solve(TransportProblem.of(costs, half, half))
                                .plan();
                double mean = (plan.at(1, 1) - plan.at(0, 1)) / 0.5;
                assertEquals(Math.tanh(fixed / scale), mean, 1e-9);
                fixed = mean;
            }
            boolean collapsed = scale >= 1;
            assertEquals(collapsed, fixed < 1e-6, "m = " + fixed);
            try (var model =
                    CoupledVae.builder()
                            .prior(Prior.categorical(half))
                            .decoder(Networks.linear())
                            .likelihood(Likelihood.gaussian().fixed(sigma))
                            .epsilon(epsilon)
                            .inner(1e-6, 500)
                            .build()) {
                model.train(two).steps(150).learningRate(0.05).seed(4).fit();
                double[][] means = model.decode(new double[][] {{1, 0}, {0, 1}});
                assertEquals(fixed, Math.abs(means[0][0]), 0.02);
                assertEquals(-means[0][0], means[1][0], 0.02);
                for (double[] q : model.posterior().weights(two)) {
                    assertEquals((1 + fixed) / 2, Math.max(q[0], q[1]), 0.02);
                }
            }
        }
    }

    /** A decoder that ignores z has a cost without z: the plan is the independent one. */
    @Test
    void aDecoderThatIgnoresCodesMakesThePosteriorThePrior() {
        var model = new Discrete();
        for (double[] row : model.costs) {
            Arrays.fill(row, row[0]);
        }
        for (double[] q : encoder(model, solve(model, 0.7, Marginal.exact()))) {
            for (int j = 0; j < model.m; j++) {
                assertEquals(model.prior[j], q[j], 1e-9);
            }
        }
    }

    /**
     * A solver's value less its cost is ε KL(π | μ ⊗ ν).
     *
     * @equation C-VAE 8
     */
    @Test
    void valueLessCostIsTheEntropy() {
        var costs = new double[6][];
        Arrays.setAll(costs, i -> random.doubles(4).toArray());
        double[] mu = distribution(6);
        double[] nu = distribution(4);
        for (double epsilon : new double[] {1, 0.1}) {
            var result =
                    Sinkhorn.builder()
                            .epsilon(epsilon)
                            .tolerance(1e-13)
                            .build()
                            .solve(TransportProblem.of(costs, mu, nu));
            double entropy = 0;
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 4; j++) {
                    double mass = result.plan().at(i, j);
                    entropy += mass * Math.log(mass / (mu[i] * nu[j]));
                }
            }
            assertTrue(entropy > 0.01, "" + entropy);
            assertEquals(epsilon * entropy, result.value() - result.cost(), 1e-10);
        }
    }

    /**
     * The cost of a Gaussian decoder is Σ log √(2πσ_k²) at its mean and grows by ½ Σ (x_k - μ_k)² /
     * σ_k² from there. The paper calls it positive, which it is not where σ is small.
     *
     * @equation C-VAE Prop. 3.1
     */
    @Test
    void theGaussiansCostIsLeastAtItsMean() {
        double[] mu = {0.3, -1.2, 0.5};
        for (double[] sigma : new double[][] {{1, 2, 0.5}, {0.1, 0.2, 0.05}}) {
            double least = 0;
            var output = new float[6];
            for (int k = 0; k < 3; k++) {
                least += Math.log(Math.sqrt(2 * Math.PI) * sigma[k]);
                output[k] = (float) mu[k];
                output[3 + k] = (float) (2 * Math.log(sigma[k]));
            }
            for (double far : new double[] {0, 1, 2}) {
                var x = new float[3];
                for (int k = 0; k < 3; k++) {
                    x[k] = (float) (mu[k] + far * sigma[k]);
                }
                assertEquals(least + 1.5 * far * far, cost(x, output), 1e-4);
            }
            assertEquals(sigma[0] < 1, least < 0, "the slip in the paper");
        }
    }

    private static double cost(float[] x, float[] output) {
        try (NDManager manager = Tensors.newManager()) {
            NDArray sample = Tensors.of(manager, x, 1, 3);
            NDArray decoded = Tensors.of(manager, output, 1, 6);
            return Likelihood.gaussian()
                    .predictedVariance()
                    .build(new Shape(3))
                    .pairwise(sample, decoded)
                    .getFloat();
        }
    }
}
