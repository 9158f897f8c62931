package org.ot4j.model;

import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.ot4j.base.Rows;
import org.ot4j.network.Tensors;

/**
 * The exact likelihood of models whose decoder is linear, with a standard normal prior and noise of
 * standard deviation σ (probabilistic PCA): x is normal with mean b and covariance W W' + σ² I.
 */
public final class LinearGaussian {
    private LinearGaussian() {}

    /** log p(x) of each row. */
    public static double[] logLikelihoods(LatentModel model, double sigma, double[][] x) {
        int latent = model.prior().dimension();
        int d = x[0].length;
        var codes = new float[(latent + 1) * latent];
        for (int k = 0; k < latent; k++) {
            codes[(k + 1) * latent + k] = 1;
        }
        double[][] ends;
        try (NDManager scope = Tensors.newManager()) {
            ends = Rows.of(model.decode(Tensors.of(scope, codes, latent + 1, latent)));
        }
        var covariance = new double[d][d];
        for (int i = 0; i < d; i++) {
            covariance[i][i] = sigma * sigma;
            for (int j = 0; j < d; j++) {
                for (int k = 1; k <= latent; k++) {
                    covariance[i][j] += (ends[k][i] - ends[0][i]) * (ends[k][j] - ends[0][j]);
                }
            }
        }
        var normal = new MultivariateNormalDistribution(ends[0], covariance);
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.log(normal.density(x[i])))
                .toArray();
    }
}
