package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Prior;
import org.ot4j.distribution.Support;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.LogSumExp;

/**
 * Codes for importance weights, drawn near those of a {@link CoupledPosterior} and with a density
 * that is known exactly, which makes the weights' mean an unbiased estimate of p(x) however well
 * the coupling was solved: for each sample a mixture of the prior and of normal kernels about the
 * reference codes that weigh most, each as wide as the space between codes there. Half of a code's
 * weight is that under the coupling's q(z | x), half that under the decoder's own p(z | x), from
 * which q differs where decoder and data do not agree. A prior that is not a density in space is
 * drawn from as it is.
 */
final class PosteriorProposal {
    /** Reference codes that have a kernel. */
    private static final int KERNELS = 64;

    /** Share of the prior, which bounds the weights by p(x | z) / share. */
    private static final double SHARE = 0.1;

    private final Prior prior;
    private final CoupledPosterior posterior;
    private final BinaryOperator<NDArray> cost;
    private final boolean kernels;
    private final double[][] codes;
    private final double[] widths;

    /**
     * A proposal for the codes of a model.
     *
     * @param cost -log p(x_i | z_j) of n samples and m codes, [n, m]
     */
    PosteriorProposal(Prior prior, CoupledPosterior posterior, BinaryOperator<NDArray> cost) {
        this.prior = prior;
        this.posterior = posterior;
        this.cost = cost;
        kernels = prior.support() == Support.SPACE || prior.support() == Support.BOUNDED;
        codes = posterior.codes();
        widths = kernels ? widths() : null;
    }

    /** The side of a cube with as much of the prior as one code, at most the prior's own width. */
    private double[] widths() {
        int d = prior.dimension();
        double most = Math.sqrt(prior.spread() / (2 * d));
        try (NDManager scope = Tensors.newManager()) {
            double[] logs = Tensors.doubles(prior.logDensity(posterior.codes(scope)));
            return Arrays.stream(logs)
                    .map(log -> Math.exp(-(log + Math.log(codes.length)) / d))
                    .map(side -> Math.min(side, most))
                    .toArray();
        }
    }

    /**
     * Codes with what p(z) is more than the density that they were drawn with.
     *
     * @param z [n · k, latent dimension], those of one sample after the other
     * @param logRatio log p(z) / r(z | x), [n · k]
     */
    record Drawn(NDArray z, NDArray logRatio) {}

    /** Draws k codes for each of n samples. */
    Drawn draw(NDArray x, int k, RandomGenerator random) {
        NDManager scope = x.getManager();
        int n = Math.toIntExact(x.size(0));
        int d = prior.dimension();
        NDArray z = prior.sample(scope, n * k, random);
        if (!kernels) {
            return new Drawn(z, scope.zeros(z.getShape().slice(0, 1)));
        }
        var mixtures = new Kernels[n];
        NDArray own = cost.apply(x, posterior.codes(scope)).neg().softmax(1);
        double[] weights = Tensors.doubles(own.add(posterior.weights(x)));
        var values = Tensors.doubles(z);
        for (int i = 0; i < n; i++) {
            int m = codes.length;
            mixtures[i] = kernels(Arrays.copyOfRange(weights, i * m, (i + 1) * m));
            for (int row = i * k; row < (i + 1) * k; row++) {
                if (random.nextDouble() >= SHARE) {
                    mixtures[i].draw(values, row * d, random);
                }
            }
        }
        z = Tensors.of(scope, values, (long) n * k, d);
        double[] drawn = Tensors.doubles(z); // as rounded
        double[] log = Tensors.doubles(prior.logDensity(z));
        for (int row = 0; row < log.length; row++) {
            double any = Math.log(SHARE) + log[row];
            double near = Math.log(1 - SHARE) + mixtures[row / k].logDensity(drawn, row * d);
            log[row] -= LogSumExp.of(new double[] {any, near});
        }
        return new Drawn(z, Tensors.of(scope, log, log.length));
    }

    /** Kernels about the codes with the largest weights. */
    private Kernels kernels(double[] weights) {
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        double least = sorted[Math.max(0, sorted.length - KERNELS)];
        var chosen = new int[Math.min(KERNELS, weights.length)];
        double sum = 0;
        int count = 0;
        for (int j = 0; j < weights.length && count < chosen.length; j++) {
            if (weights[j] >= least) {
                chosen[count++] = j;
                sum += weights[j];
            }
        }
        var shares = new double[chosen.length];
        for (int c = 0; c < shares.length; c++) {
            shares[c] = weights[chosen[c]] / sum;
        }
        return new Kernels(chosen, shares);
    }

    /** The mixture of one sample. */
    private final class Kernels {
        private final int[] chosen;
        private final double[] shares;
        private final double[] logScales;
        private final double[] logs;

        Kernels(int[] chosen, double[] shares) {
            this.chosen = chosen;
            this.shares = shares;
            logs = new double[chosen.length];
            logScales = new double[chosen.length];
            int d = prior.dimension();
            for (int c = 0; c < chosen.length; c++) {
                double width = widths[chosen[c]];
                logScales[c] = Math.log(shares[c]) - d * Math.log(width * Math.sqrt(2 * Math.PI));
            }
        }

        void draw(double[] into, int at, RandomGenerator random) {
            double u = random.nextDouble();
            int c = 0;
            while (c < shares.length - 1 && u >= shares[c]) {
                u -= shares[c++];
            }
            double[] centre = codes[chosen[c]];
            for (int k = 0; k < centre.length; k++) {
                into[at + k] = centre[k] + widths[chosen[c]] * random.nextGaussian();
            }
        }

        double logDensity(double[] z, int at) {
            for (int c = 0; c < chosen.length; c++) {
                double[] centre = codes[chosen[c]];
                double square = 0;
                for (int k = 0; k < centre.length; k++) {
                    double far = (z[at + k] - centre[k]) / widths[chosen[c]];
                    square += far * far;
                }
                logs[c] = logScales[c] - square / 2;
            }
            return LogSumExp.of(logs);
        }
    }
}
