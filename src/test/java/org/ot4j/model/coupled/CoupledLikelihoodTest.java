package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.LinearGaussian;
import org.ot4j.network.Networks;

/** The likelihood of a C-VAE, through its posterior, against exact ones. */
class CoupledLikelihoodTest {
    private static final double SIGMA = 0.1;
    private static final DataSet DATA = GaussianMixture.ring(5, 1, 0.1).sample(80, 1);

    private static CoupledVae trained(Prior prior) {
        var model =
                CoupledVae.builder()
                        .prior(prior)
                        .decoder(Networks.linear())
                        .likelihood(Likelihood.gaussian().fixed(SIGMA))
                        .build();
        model.train(DATA).steps(10).batchSize(64).learningRate(1e-2).seed(2).fit();
        return model;
    }

    /** Of a linear decoder; σ is a tenth of the data, where draws from the prior alone fail. */
    @Test
    void itRisesToTheExactLikelihood() {
        try (var model = trained(Prior.standardNormal(2))) {
            double[] logs = LinearGaussian.logLikelihoods(model, SIGMA, DATA.toArray());
            double exact = Arrays.stream(logs).average().orElseThrow();
            Estimate one = model.logLikelihood(DATA, 1, 5);
            Estimate ten = model.logLikelihood(DATA, 10, 5);
            Estimate many = model.logLikelihood(DATA, 1_000, 5);
            assertTrue(one.value() < ten.value() - 0.1, one + " " + ten);
            assertTrue(ten.value() < exact, ten + " " + exact);
            assertEquals(exact, many.value(), 0.02);
        }
    }

    /** No integral is left: Σ_k p_k p(x | e_k), whatever k is. */
    @Test
    void ofAFinitePriorItIsExact() {
        double[] p = {0.2, 0.5, 0.3};
        try (var model = trained(Prior.categorical(p))) {
            double[][] means = model.decode(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
            double expected = 0;
            for (double[] x : DATA.toArray()) {
                double density = 0;
                for (int k = 0; k < 3; k++) {
                    double far = Math.hypot(x[0] - means[k][0], x[1] - means[k][1]) / SIGMA;
                    density += p[k] * Math.exp(-far * far / 2) / (2 * Math.PI * SIGMA * SIGMA);
                }
                expected += Math.log(density) / DATA.size();
            }
            Estimate found = model.logLikelihood(DATA, 1, 5);
            assertEquals(expected, found.value(), 1e-4 * Math.abs(expected));
            assertEquals(found.value(), model.logLikelihood(DATA, 9, 6).value());
        }
    }

    /** Priors in other places: by quadrature over their codes. */
    @ParameterizedTest
    @ValueSource(strings = {"uniform", "Dirichlet", "sphere"})
    void otherPriorsAreWeighedInTheirPlace(String name) {
        Prior prior =
                switch (name) {
                    case "uniform" -> Prior.uniform(1, -1, 1);
                    case "Dirichlet" -> Prior.dirichlet(1, 1);
                    default -> Prior.sphere(2);
                };
        int nodes = 2_000;
        var codes = new double[nodes][];
        for (int i = 0; i < nodes; i++) {
            double t = (i + 0.5) / nodes;
            codes[i] =
                    switch (name) {
                        case "uniform" -> new double[] {2 * t - 1};
                        case "Dirichlet" -> new double[] {t, 1 - t};
                        default ->
                                new double[] {Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)};
                    };
        }
        try (var model = trained(prior)) {
            double[][] means = model.decode(codes);
            double expected = 0;
            for (double[] x : DATA.toArray()) {
                double density = 0;
                for (double[] mean : means) {
                    double far = Math.hypot(x[0] - mean[0], x[1] - mean[1]) / SIGMA;
                    density += Math.exp(-far * far / 2) / (2 * Math.PI * SIGMA * SIGMA) / nodes;
                }
                expected += Math.log(density) / DATA.size();
            }
            double found = model.logLikelihood(DATA, 4_000, 5).value();
            assertEquals(expected, found, 0.02 * Math.abs(expected));
        }
    }
}
