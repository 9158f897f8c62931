package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Estimate;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.internal.Check;
import org.ot4j.model.LatentModel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.Wasserstein;

/**
 * Metrics that take one line each; {@link Fid}, {@link Kid} and {@link Neighbours} have classes of
 * their own.
 */
public final class Metrics {
    /** Weights of red, green and blue in luma (ITU-R BT.601). */
    private static final double[] LUMA = {0.299, 0.587, 0.114};

    /** The neighbour that a ball around a code reaches to. */
    private static final int HOLES = 5;

    private Metrics() {}

    /**
     * Squared MMD between two samples, unbiased, with a jackknife interval.
     *
     * @param x [n, d]
     * @param y [m, d]
     */
    public static Estimate mmd(double[][] x, double[][] y, Kernel kernel) {
        Mmd.Result result = Mmd.unbiased(kernel).detail(x, y);
        String what =
                String.format(
                        "unbiased squared MMD, %s, n = %d and %d", kernel, x.length, y.length);
        return result.standardError().isPresent()
                ? Estimate.normal(
                        result.value(), result.standardError().getAsDouble(), what + "; jackknife")
                : Estimate.exact(result.value(), what + "; too few for an interval");
    }

    /** Squared MMD between two arrays [n, ...] of any type, unbiased, with a jackknife interval. */
    public static Estimate mmd(NDArray x, NDArray y, Kernel kernel) {
        return mmd((Object) x, y, kernel);
    }

    /** Squared MMD between the points of two data sets, unbiased, with a jackknife interval. */
    public static Estimate mmd(Points x, Points y, Kernel kernel) {
        return mmd((Object) x, y, kernel);
    }

    /**
     * Squared MMD between points of any two kinds, unbiased, with a jackknife interval.
     *
     * <pre>{@code
     * Metrics.mmd(data, model.sample(500, 1), Kernel.rbf(1));
     * }</pre>
     *
     * @param x rows {@code double[n][d]}, an {@link NDArray} [n, ...], a data set, a measure of
     *     equal weights or a table
     * @param y of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static Estimate mmd(Object x, Object y, Kernel kernel) {
        return mmd(Rows.checked(x, "x"), Rows.checked(y, "y"), kernel);
    }

    /**
     * How far the aggregated posterior of a trained model is from its prior, comparing one draw of
     * q(z | x) per sample with as many draws of p(z); see {@link #aggregatedPosterior(double[][],
     * double[][])}.
     */
    public static Estimate aggregatedPosterior(LatentModel model, DataSource data, long seed) {
        try (NDArray codes = model.codes(data.size(), ~seed)) {
            return aggregatedPosterior(model.encode(data, seed), codes);
        }
    }

    /**
     * How far the aggregated posterior is from a standard normal prior: the unbiased squared MMD
     * between codes and prior samples with the kernel of Wasserstein Auto-Encoders (Coupled VAE,
     * Table 2, also measures this mismatch by MMD, without naming a kernel).
     *
     * @param codes samples of q(z), one per data point: [n, d]
     * @param prior samples of p(z): [m, d]
     */
    public static Estimate aggregatedPosterior(double[][] codes, double[][] prior) {
        Check.points(codes, "codes", prior, "prior");
        Check.atLeast(codes.length, 2, "codes.length");
        return mmd(codes, prior, Kernel.imqForPrior(codes[0].length, 1));
    }

    /**
     * How far the aggregated posterior is from a standard normal prior, from arrays [n, d] and [m,
     * d] of any type; see {@link #aggregatedPosterior(double[][], double[][])}.
     */
    public static Estimate aggregatedPosterior(NDArray codes, NDArray prior) {
        return aggregatedPosterior((Object) codes, prior);
    }

    /**
     * How far the aggregated posterior is from a standard normal prior, from samples of any two
     * kinds; see {@link #aggregatedPosterior(double[][], double[][])}.
     *
     * <pre>{@code
     * Metrics.aggregatedPosterior(model.encode(data, 1), model.codes(500, 2));
     * }</pre>
     *
     * @param codes rows {@code double[n][d]}, an {@link NDArray} [n, d], a data set, a measure of
     *     equal weights or a table
     * @param prior of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static Estimate aggregatedPosterior(Object codes, Object prior) {
        return aggregatedPosterior(Rows.checked(codes, "codes"), Rows.checked(prior, "prior"));
    }

    /**
     * The hole of the prior: the share of codes from which a model samples that lie where it
     * encodes no data, comparing one draw of q(z | x) per sample with as many draws for {@link
     * LatentModel#sample}; see {@link #holes(Object, Object)}.
     *
     * <pre>{@code
     * Metrics.holes(vae, data, 1);
     * }</pre>
     *
     * @param data samples of any kind that the model takes, at least 6
     */
    public static Estimate holes(LatentModel model, Object data, long seed) {
        DataSource samples = DataSet.checked(data, "data");
        try (NDArray codes = model.codes(samples.size(), seed)) {
            return holes(model.encode(samples, seed), codes);
        }
    }

    /**
     * The share of draws from a prior that lie outside of all balls around codes, where the ball
     * around a code reaches to its fifth nearest neighbour among the codes: one less the precision
     * of Kynkäänniemi et al. 2019, in the space of codes. It is 1 if no draw is near a code, and if
     * both have the same distribution it is small but not 0, since a few draws fall into the gaps
     * between finitely many codes. Samples decoded from a hole (Rezende and Viola 2018) are like
     * nothing that the decoder has learned.
     *
     * @param codes draws of q(z), one for each of the data, of any kind that {@link
     *     #aggregatedPosterior(Object, Object)} takes; at least 6
     * @param prior draws of p(z), of any of these kinds; at least 6
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     dimensions differ
     */
    public static Estimate holes(Object codes, Object prior) {
        double[][] draws = Rows.checked(prior, "prior");
        var precision = Neighbours.of(Rows.checked(codes, "codes"), draws, HOLES).precision();
        long outside = Math.round((1 - precision.value()) * draws.length);
        return Estimate.fraction(
                outside, draws.length, "draws outside of all balls of codes, k = " + HOLES);
    }

    /**
     * The p-Wasserstein distance between two samples, solved exactly. The interval comes from the
     * central limit theorem for W_p^p, with variance Var(f(X))/n + Var(g(Y))/m for the optimal
     * potentials f and g (del Barrio and Loubes 2019), carried over to W_p. It measures the scatter
     * of the samples, not their bias, which is upward and fades slowly in many dimensions.
     *
     * <p>With a single sample on either side, the value has no interval, as with {@link
     * Estimate#exact}.
     *
     * @param x [n, d]
     * @param y [m, d]
     * @param p in [1, 1000]
     */
    public static Estimate wasserstein(double[][] x, double[][] y, double p) {
        return wasserstein(Measure.of(x, "x"), Measure.of(y, "y"), p);
    }

    private static Estimate wasserstein(Measure x, Measure y, double p) {
        var wasserstein = Wasserstein.between(x, y, p);
        TransportResult result = wasserstein.solution();
        if (!result.converged()) {
            throw new CancellationException("the Wasserstein distance was stopped");
        }
        double value = wasserstein.distance();
        String what = String.format("W_%s of samples, n = %d and %d", p, x.size(), y.size());
        if (x.size() == 1 || y.size() == 1) {
            return Estimate.exact(value, what + "; one sample has no scatter to measure");
        }
        double unit = Math.max(greatest(result.f()), greatest(result.g()));
        // In units of the greatest potential, since squares of potentials may overflow or
        // underflow.
        double se =
                unit == 0
                        ? 0
                        : Math.hypot(
                                Statistics.standardError(inUnits(result.f(), unit)),
                                Statistics.standardError(inUnits(result.g(), unit)));
        double error = value > 0 ? value / p * se * (unit / result.cost()) : 0;
        return error < Double.POSITIVE_INFINITY
                ? Estimate.normal(value, error, what + "; limit theorem")
                : Estimate.exact(value, what + "; its scatter is beyond the range of a double");
    }

    private static double greatest(double[] potential) {
        return Arrays.stream(potential).map(Math::abs).max().orElseThrow();
    }

    private static double[] inUnits(double[] potential, double unit) {
        return Arrays.stream(potential).map(t -> t / unit).toArray();
    }

    /** The p-Wasserstein distance between the points of two data sets, with its interval. */
    public static Estimate wasserstein(Points x, Points y, double p) {
        return wasserstein((Object) x, y, p);
    }

    /**
     * The p-Wasserstein distance between samples of any two kinds, with its interval; see {@link
     * #wasserstein(double[][], double[][], double)}.
     *
     * <pre>{@code
     * Metrics.wasserstein(data, model.sample(500, 1), 2);
     * }</pre>
     *
     * @param x rows {@code double[n][d]}, an {@link NDArray} [n, d] or [n, c, h, w], a data set, a
     *     measure of equal weights, a table, or numbers on a line
     * @param y of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights (for these
     *     use {@link Wasserstein}), or if dimensions differ
     */
    public static Estimate wasserstein(Object x, Object y, double p) {
        return wasserstein(sample(x, "x"), sample(y, "y"), p);
    }

    private static Measure sample(Object points, String name) {
        Measure measure = Measure.checked(points, name);
        Check.that(
                measure.equalWeights(),
                name,
                measure,
                "a sample, of equal weights; Transport.wasserstein takes any weights");
        return measure;
    }

    /**
     * Mean squared Euclidean distance between samples and their reconstructions, summed over pixels
     * or coordinates.
     *
     * @param originals [n, ...]
     * @param reconstructions the same shape
     */
    public static Estimate reconstruction(NDArray originals, NDArray reconstructions) {
        double[][] x = Rows.checked(originals, "originals");
        double[][] y = Rows.checked(reconstructions, "reconstructions");
        Check.that(
                originals.getShape().equals(reconstructions.getShape()),
                "reconstructions",
                reconstructions.getShape(),
                "the originals' shape " + originals.getShape());
        return errors(x, y);
    }

    /**
     * Mean squared Euclidean distance between samples and their reconstructions, summed over pixels
     * or coordinates.
     *
     * @param reconstructions as many as originals, such as {@code vae.reconstruct(originals)}
     */
    public static Estimate reconstruction(Points originals, Points reconstructions) {
        return reconstruction((Object) originals, reconstructions);
    }

    /**
     * Mean squared Euclidean distance between samples and their reconstructions, summed over pixels
     * or coordinates; the two may be of different kinds.
     *
     * @param originals rows {@code double[n][d]}, an {@link NDArray} [n, ...], a data set, a
     *     measure or a table
     * @param reconstructions as many as originals, of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if sizes
     *     differ
     */
    public static Estimate reconstruction(Object originals, Object reconstructions) {
        double[][] x = Rows.checked(originals, "originals");
        double[][] y = Rows.checked(reconstructions, "reconstructions");
        Check.points(x, "originals", y, "reconstructions");
        Check.that(y.length == x.length, "reconstructions.length", y.length, "" + x.length);
        return errors(x, y);
    }

    private static Estimate errors(double[][] x, double[][] y) {
        var errors = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[i].length; j++) {
                errors[i] += (x[i][j] - y[i][j]) * (x[i][j] - y[i][j]);
            }
        }
        return Statistics.mean(errors, "mean squared reconstruction error");
    }

    /**
     * Sharpness: the variance of the Laplacian over a picture, averaged over pictures; blurred
     * pictures score lower. Three channels count as red, green and blue and become luma first
     * (0.299, 0.587, 0.114), as in the published code of the WAE authors; the text of WAE that this
     * library follows has no sharpness. Any other number of channels is averaged.
     *
     * @param pictures samples (c, h, w) of at least 3 x 3
     * @throws IllegalArgumentException if they are none or smaller
     */
    public static Estimate sharpness(DataSource pictures) {
        var shape = Check.notNull(pictures, "pictures").sampleShape();
        Check.that(
                shape.dimension() == 3 && shape.get(1) >= 3 && shape.get(2) >= 3,
                "pictures",
                shape,
                "samples (c, h, w) of at least 3 x 3");
        int c = Math.toIntExact(shape.get(0));
        int h = Math.toIntExact(shape.get(1));
        int w = Math.toIntExact(shape.get(2));
        var values = new double[pictures.size()];
        Features.each(
                Features.raw(),
                pictures,
                (from, batch) -> {
                    double[][] rows = Features.rows(batch);
                    for (int i = 0; i < rows.length; i++) {
                        values[from + i] = laplacianVariance(rows[i], c, h, w);
                    }
                });
        return Statistics.mean(values, "variance of the Laplacian");
    }

    /**
     * Sharpness of pictures in an array, such as a model's samples: the variance of the Laplacian
     * over a picture, averaged over pictures.
     *
     * @param pictures [n, c, h, w] of any number type, at least 3 x 3
     */
    public static Estimate sharpness(NDArray pictures) {
        return sharpness(DataSet.checked(pictures, "pictures"));
    }

    private static double laplacianVariance(double[] picture, int c, int h, int w) {
        var grey = new double[h * w];
        for (int k = 0; k < picture.length; k++) {
            double share = c == LUMA.length ? LUMA[k / grey.length] : 1.0 / c;
            grey[k % grey.length] += share * picture[k];
        }
        double sum = 0;
        double squares = 0;
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int at = y * w + x;
                double v = grey[at - 1] + grey[at + 1] + grey[at - w] + grey[at + w] - 4 * grey[at];
                sum += v;
                squares += v * v;
            }
        }
        double n = (h - 2.0) * (w - 2);
        return squares / n - sum / n * (sum / n);
    }

    /**
     * The importance-weighted bound on the mean log-likelihood, in nats (Burda et al. 2016): the
     * mean over samples of log 1/K Σ_k p(x, z_k) / q(z_k | x). It is at most log p(x) on average
     * and rises with K.
     *
     * @param logWeights log p(x, z_k) - log q(z_k | x) with z_k from q(z | x): one row per sample,
     *     [n, K]
     */
    public static Estimate logLikelihoodBound(double[][] logWeights) {
        Check.atLeast(logWeights.length, 1, "logWeights.length");
        var bounds = new double[logWeights.length];
        for (int i = 0; i < bounds.length; i++) {
            double[] row = logWeights[i];
            Check.atLeast(row.length, 1, "logWeights[" + i + "].length");
            double max = Double.NEGATIVE_INFINITY;
            for (double v : row) {
                if (!(v < Double.POSITIVE_INFINITY)) {
                    throw Check.error("logWeights[" + i + "]", v, "a number");
                }
                max = Math.max(max, v);
            }
            double sum = 0;
            for (double v : row) {
                sum += Math.exp(v - max);
            }
            bounds[i] = max == Double.NEGATIVE_INFINITY ? max : max + Math.log(sum / row.length);
        }
        return Statistics.mean(bounds, "importance-weighted bound, K = " + logWeights[0].length);
    }
}
