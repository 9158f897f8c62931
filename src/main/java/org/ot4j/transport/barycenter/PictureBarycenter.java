package org.ot4j.transport.barycenter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.Flat;

/**
 * The entropic barycenter of grey pictures, each a measure on the same grid of pixels whose longer
 * side is 1: a {@link FixedSupportBarycenter} at squared Euclidean cost on {@link Measure#onGrid}.
 * The kernel is a product over lines and columns (Solomon et al. 2015), so that pictures of some
 * hundred pixels per side are fast.
 *
 * <pre>{@code
 * double[][] p = {{1, 0, 0}}, q = {{0, 0, 1}};
 * PictureBarycenter.of(1e-3).solve(List.of(p, q)).picture();       // all in the middle
 * }</pre>
 *
 * With square pictures and ε = reg it is POT's {@code ot.bregman.convolutional_barycenter2d}, or,
 * {@linkplain #debiased(boolean) debiased}, {@code convolutional_barycenter2d_debiased}.
 *
 * @param epsilon weight of the entropy, above 0, in units of the squared length of the longer side;
 *     unless debiased, it blurs by a standard deviation of √(ε/2)
 * @param debiased whether to remove the blur
 * @param tolerance see {@link FixedSupportBarycenter.Builder#tolerance}
 * @param maxIterations maximum number of iterations; after that, not converged
 */
public record PictureBarycenter(
        double epsilon, boolean debiased, double tolerance, int maxIterations) {
    /** Checks the arguments. */
    public PictureBarycenter {
        Check.positive(epsilon, "epsilon");
        Check.notNegative(tolerance, "tolerance");
        Check.atLeast(maxIterations, 1, "maxIterations");
    }

    /** Not debiased, with tolerance 1e-4 and at most 1,000 iterations. */
    public static PictureBarycenter of(double epsilon) {
        return new PictureBarycenter(epsilon, false, 1e-4, 1_000);
    }

    /** Returns a solver that removes the blur, or does not. */
    public PictureBarycenter debiased(boolean sharp) {
        return new PictureBarycenter(epsilon, sharp, tolerance, maxIterations);
    }

    /**
     * A barycenter.
     *
     * @param picture [h, w]; its sum is the weighted mean of the pictures' sums
     * @param iterations number of iterations
     * @param error see {@link FixedSupportBarycenter.Result}
     * @param converged whether the tolerance was reached
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Result(double[][] picture, int iterations, double error, boolean converged) {}

    /** The barycenter with equal weights. */
    public Result solve(List<double[][]> pictures) {
        Check.notNull(pictures, "pictures");
        Check.that(!pictures.isEmpty(), "pictures.size", 0, "at least one picture");
        var lambda = new double[pictures.size()];
        Arrays.fill(lambda, 1.0 / lambda.length);
        return solve(pictures, lambda);
    }

    /**
     * The barycenter of pictures.
     *
     * @param pictures each [h, w], at least 0 and not all 0; each counts as a measure of mass 1
     * @param lambda the weight of each picture; they sum to 1
     */
    public Result solve(List<double[][]> pictures, double[] lambda) {
        Check.notNull(pictures, "pictures");
        Check.notNull(lambda, "lambda");
        Check.that(!pictures.isEmpty(), "pictures.size", 0, "at least one picture");
        Check.that(
                lambda.length == pictures.size(),
                "lambda.length",
                lambda.length,
                pictures.size() + ", one for each picture");
        int height = Check.notNull(pictures.get(0), "pictures[0]").length;
        int width = Check.points(pictures.get(0), "pictures[0]");
        var measures = new Measure[lambda.length];
        double sum = 0;
        for (int k = 0; k < measures.length; k++) {
            double[] masses = masses(pictures.get(k), height, width, "pictures[" + k + "]");
            sum += lambda[k] * DoubleStream.of(masses).sum();
            measures[k] = Measure.onGrid(masses, height, width).normalized();
        }
        var found =
                FixedSupportBarycenter.builder()
                        .epsilon(epsilon)
                        .debiased(debiased)
                        .tolerance(tolerance)
                        .maxIterations(maxIterations)
                        .build()
                        .solve(measures[0], List.of(measures), lambda);
        double[] weights = found.measure().weights();
        var picture = new double[height][width];
        for (int i = 0; i < weights.length; i++) {
            picture[i / width][i % width] = sum * weights[i];
        }
        return new Result(picture, found.iterations(), found.error(), found.converged());
    }

    private static double[] masses(double[][] picture, int height, int width, String name) {
        int w = Check.points(picture, name);
        Check.that(
                picture.length == height && w == width,
                name,
                picture.length + " x " + w,
                height + " x " + width + ", as pictures[0]");
        for (int i = 0; i < height; i++) {
            Check.notNegative(picture[i], name + "[" + i + "]");
        }
        double[] masses = Flat.rows(picture, name);
        Check.that(DoubleStream.of(masses).sum() > 0, "sum of " + name, 0.0, "above 0");
        return masses;
    }
}
