package org.ot4j.data;

import java.util.Arrays;
import java.util.List;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.map.GaussianTransport;

/**
 * The barycenter of mixtures of Gaussians under MW₂. Of two it is a point of the geodesic, which is
 * exact. Of more, it starts from these geodesics one after the other, which gives weights to as
 * many modes as a barycenter can have, and then each mode moves to the barycenter of the Gaussians
 * that its plans send it to, until none moves; the objective never increases (as Álvarez-Esteban et
 * al. 2016 for points).
 */
final class MixtureBarycenter {
    private static final int MOST_PASSES = 200;
    private static final double TOLERANCE = 1e-10;

    private MixtureBarycenter() {}

    static GaussianMixture of(List<GaussianMixture> mixtures, double[] lambda) {
        Check.atLeast(Check.notNull(mixtures, "mixtures").size(), 1, "mixtures.size()");
        Check.notNull(lambda, "lambda");
        Check.that(
                lambda.length == mixtures.size(),
                "lambda.length",
                lambda.length,
                mixtures.size() + ", one for each mixture");
        for (int k = 0; k < lambda.length; k++) {
            Check.notNegative(lambda[k], "lambda[" + k + "]");
        }
        double sum = Vectors.sum(lambda);
        Check.that(Math.abs(sum - 1) <= 1e-6, "sum of lambda", sum, "1");
        GaussianMixture at = null;
        double so = 0;
        int counted = 0;
        for (int k = 0; k < lambda.length; k++) {
            if (lambda[k] > 0) {
                so += lambda[k];
                counted++;
                GaussianMixture next = mixtures.get(k);
                at = at == null ? next : at.transport(next).interpolate(lambda[k] / so);
            }
        }
        return counted > 2 ? settled(at, mixtures, lambda) : at;
    }

    private static GaussianMixture settled(
            GaussianMixture at, List<GaussianMixture> mixtures, double[] lambda) {
        double last = Double.POSITIVE_INFINITY;
        try (var progress = Progress.start("barycenter", MOST_PASSES)) {
            for (int pass = 1; pass <= MOST_PASSES && !Progress.stopRequested(); pass++) {
                int n = at.modes();
                int d = at.dimension();
                double[] weights = at.weights();
                var means = new double[n][d];
                // The mean of the maps of Gaussians, by which a covariance moves.
                var maps = new double[n][d][d];
                double value = 0;
                for (int k = 0; k < lambda.length; k++) {
                    if (lambda[k] == 0) {
                        continue;
                    }
                    var transport = at.transport(mixtures.get(k));
                    value += lambda[k] * transport.value();
                    double part = lambda[k];
                    transport
                            .plan()
                            .forEach(
                                    (i, j, mass) ->
                                            add(
                                                    transport.pair(i, j),
                                                    part * mass / weights[i],
                                                    means[i],
                                                    maps[i]));
                }
                progress.update(pass);
                if (last - value <= TOLERANCE * value) {
                    break;
                }
                last = value;
                var modes = new GaussianMode[n];
                for (int i = 0; i < n; i++) {
                    double[][] moved = Symmetric.conjugated(maps[i], at.covariance(i));
                    modes[i] = GaussianMode.of(means[i], moved, "covariance of a barycenter");
                }
                at = new GaussianMixture("Gaussian mixture", modes, weights);
            }
        }
        return at;
    }

    private static void add(GaussianTransport pair, double share, double[] mean, double[][] map) {
        double[] to = pair.targetMean();
        double[][] matrix = pair.matrix();
        for (int k = 0; k < mean.length; k++) {
            mean[k] += share * to[k];
            for (int l = 0; l < mean.length; l++) {
                map[k][l] += share * matrix[k][l];
            }
        }
    }

    /** Equal weights for so many mixtures. */
    static double[] equal(List<GaussianMixture> mixtures) {
        var lambda = new double[Check.notNull(mixtures, "mixtures").size()];
        Arrays.fill(lambda, 1.0 / lambda.length);
        return lambda;
    }
}
