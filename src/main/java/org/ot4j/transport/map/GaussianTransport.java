package org.ot4j.transport.map;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.tensor.Matrices;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.internal.RawMeasures;

/**
 * Transport between two Gaussians at squared Euclidean cost, in closed form: W_2² = |m - n|² + tr(A
 * + B - 2 (A^½ B A^½)^½), attained by the affine map T(x) = n + M (x - m) with M = A^-½ (A^½ B
 * A^½)^½ A^-½ (Dowson and Landau 1982). The last term is the squared Bures distance of the
 * covariances A and B.
 *
 * @param value W_2²
 * @param cost also W_2²; for {@link #entropic}, the part without the entropy
 * @param sourceMean m: [d]
 * @param targetMean n: [d]
 * @param matrix M: [d, d], symmetric; if A is degenerate, it maps the range of A
 */
public record GaussianTransport(
        double value, double cost, double[] sourceMean, double[] targetMean, double[][] matrix) {

    /**
     * Transport between Gaussians with given means [d] and covariances [d, d], symmetric and
     * positive semidefinite.
     */
    public static GaussianTransport between(
            double[] mean, double[][] covariance, double[] otherMean, double[][] otherCovariance) {
        check(mean, covariance, otherMean, otherCovariance);
        // Each covariance near 1, by a power of four, which loses no digit.
        int there = halfExponent(covariance);
        int back = halfExponent(otherCovariance);
        double[][] a = scaled(covariance, -2 * there);
        double[][] b = scaled(otherCovariance, -2 * back);
        Matrices.GaussianMap map =
                SymmetricEigen.isLarge(a.length) ? Matrices.gaussianMap(a, b) : byJacobi(a, b);
        int unit = Math.max(there, back);
        double bures =
                Math.max(
                        0,
                        Math.scalb(trace(a), 2 * (there - unit))
                                + Math.scalb(trace(b), 2 * (back - unit))
                                - 2 * Math.scalb(map.traceOfRoot(), there + back - 2 * unit));
        double value =
                inRange(
                        Vectors.squaredDistance(mean, otherMean) + scalb(bures, 2 * unit),
                        mean,
                        otherMean);
        double[][] matrix = scaled(map.matrix(), back - there);
        return new GaussianTransport(value, value, mean.clone(), otherMean.clone(), matrix);
    }

    private static Matrices.GaussianMap byJacobi(double[][] a, double[][] b) {
        var eigen = new SymmetricEigen(a);
        // A = F Fᵀ; the eigenvalues of Fᵀ B F are those of A^½ B A^½.
        double[][] factor = eigen.scaled(t -> Math.sqrt(Math.max(0, t)));
        var inner =
                new SymmetricEigen(
                        symmetric(
                                SymmetricEigen.multiply(
                                        SymmetricEigen.transposed(factor),
                                        SymmetricEigen.multiply(b, factor))));
        double traceOfRoot = Arrays.stream(inner.values).map(t -> Math.sqrt(Math.max(0, t))).sum();
        // M = H Hᵀ with H = F⁻ᵀ W D^¼, for Fᵀ B F = W D Wᵀ.
        double[][] half =
                SymmetricEigen.multiply(
                        eigen.scaled(inverseRoot(eigen)),
                        inner.scaled(t -> Math.sqrt(Math.sqrt(Math.max(0, t)))));
        return new Matrices.GaussianMap(
                SymmetricEigen.multiply(half, SymmetricEigen.transposed(half)), traceOfRoot);
    }

    /**
     * The entropic value between Gaussians, OT_ε of C-VAE Eq. 7 (Janati et al. 2020, Theorem 1,
     * with their 2σ² = ε): the reference for Sinkhorn on many points.
     */
    public static GaussianTransport entropic(
            double[] mean,
            double[][] covariance,
            double[] otherMean,
            double[][] otherCovariance,
            double epsilon) {
        check(mean, covariance, otherMean, otherCovariance);
        Check.positive(epsilon, "epsilon");
        int unit =
                Math.max(
                        Math.floorDiv(Math.getExponent(epsilon), 2),
                        Math.max(halfExponent(covariance), halfExponent(otherCovariance)));
        double[][] a = scaled(covariance, -2 * unit);
        double[][] b = scaled(otherCovariance, -2 * unit);
        double half = scalb(epsilon, -2 * unit) / 2;
        double[][] root = SymmetricEigen.root(a);
        var product =
                new SymmetricEigen(
                        symmetric(SymmetricEigen.multiply(root, SymmetricEigen.multiply(b, root))));
        double traceD = 0;
        double entropy = 0;
        for (double t : product.values) {
            // D = (4 A^½ B A^½ + σ⁴)^½ with σ² = ε / 2.
            double square = 4 * Math.max(0, t);
            double d = Math.sqrt(square + half * half);
            // d - σ² without cancellation.
            traceD += square / (d + half);
            entropy += Math.log((d + half) / (2 * half));
        }
        double means = Vectors.squaredDistance(mean, otherMean);
        double traces = trace(a) + trace(b);
        double cost = inRange(means + scalb(traces - traceD, 2 * unit), mean, otherMean);
        double value = cost + scalb(half * entropy, 2 * unit);
        // The cross-covariance is A^½ (D - σ²) A^-½ / 2; its regression on the source is affine.
        double[][] middle =
                product.apply(
                        t -> {
                            double square = 4 * Math.max(0, t);
                            return square / (Math.sqrt(square + half * half) + half) / 2;
                        });
        var eigen = new SymmetricEigen(a);
        double[][] inverse = eigen.apply(inverseRoot(eigen));
        double[][] matrix =
                SymmetricEigen.multiply(inverse, SymmetricEigen.multiply(middle, inverse));
        return new GaussianTransport(value, cost, mean.clone(), otherMean.clone(), matrix);
    }

    /** Transport between Gaussians with the means and covariances of two measures. */
    public static GaussianTransport between(Measure source, Measure target) {
        return between(mean(source), covariance(source), mean(target), covariance(target));
    }

    /**
     * Transport between Gaussians with the means and covariances of points of any two kinds: rows
     * {@code double[n][d]}, an NDArray, a data set, a {@link Measure}, a table.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static GaussianTransport between(Object source, Object target) {
        return between(Measure.checked(source, "source"), Measure.checked(target, "target"));
    }

    /** W_2, the distance. */
    public double distance() {
        return Math.sqrt(value);
    }

    /** T(x): the image of x under the plan, [d]; for an entropic plan, the mean image. */
    public double[] map(double... x) {
        Check.that(x.length == sourceMean.length, "x.length", x.length, "" + sourceMean.length);
        return new Affine(sourceMean, targetMean, matrix, true).image(x);
    }

    /**
     * T(x) of each row: the images of points, including points that it was not computed from.
     *
     * @param points [n, d]
     * @return [n, d]
     */
    public double[][] map(double[][] points) {
        Check.points(points, "points");
        var image = new double[points.length][];
        for (int i = 0; i < image.length; i++) {
            image[i] = map(points[i]);
        }
        return image;
    }

    /**
     * T as a map with an inverse, which for a degenerate M is that on its range.
     *
     * @throws IllegalArgumentException from {@code inverse()} if this is the mean image of an
     *     entropic plan: the way back is that of the Gaussians exchanged
     */
    public TransportMap map() {
        return new Affine(sourceMean, targetMean, matrix, value == cost);
    }

    /** n + M (x - m), whose inverse is of the same kind. */
    private static final class Affine extends TransportMap {
        private final double[] from;
        private final double[] to;
        private final double[][] matrix;
        private final boolean invertible;

        Affine(double[] from, double[] to, double[][] matrix, boolean invertible) {
            super(Kind.GAUSSIAN, from.length);
            this.from = from;
            this.to = to;
            this.matrix = matrix;
            this.invertible = invertible;
        }

        @Override
        protected double[] image(double[] x) {
            double[] y = to.clone();
            for (int i = 0; i < y.length; i++) {
                for (int k = 0; k < y.length; k++) {
                    y[i] += matrix[i][k] * (x[k] - from[k]);
                }
            }
            return y;
        }

        @Override
        public TransportMap inverse() {
            Check.that(
                    invertible,
                    "plan",
                    "entropic",
                    "one without entropy, or GaussianTransport.entropic(...) of the Gaussians"
                            + " exchanged");
            var eigen = new SymmetricEigen(matrix);
            double least = 1e-14 * Arrays.stream(eigen.values).max().orElseThrow();
            double[][] back = eigen.apply(t -> t > least ? 1 / t : 0);
            return new Affine(to, from, back, true);
        }
    }

    /** The mean of a measure: [d]. */
    public static double[] mean(Measure measure) {
        int d = Check.notNull(measure, "measure").dimension();
        double[] x = RawMeasures.points(measure);
        double[] w = RawMeasures.weights(measure);
        double mass = measure.mass();
        var mean = new double[d];
        for (int i = 0; i < w.length; i++) {
            for (int k = 0; k < d; k++) {
                mean[k] += w[i] / mass * x[i * d + k];
            }
        }
        return mean;
    }

    /** The covariance of a measure: [d, d], Σ w_i (x_i - m)(x_i - m)ᵀ / Σ w_i. */
    public static double[][] covariance(Measure measure) {
        double[] mean = mean(measure);
        int d = mean.length;
        double[] x = RawMeasures.points(measure);
        double[] w = RawMeasures.weights(measure);
        double mass = measure.mass();
        var covariance = new double[d][d];
        for (int i = 0; i < w.length; i++) {
            for (int k = 0; k < d; k++) {
                double t = w[i] / mass * (x[i * d + k] - mean[k]);
                for (int l = 0; l < d; l++) {
                    covariance[k][l] += t * (x[i * d + l] - mean[l]);
                }
            }
        }
        return covariance;
    }

    private static void check(double[] m, double[][] a, double[] n, double[][] b) {
        Check.finite(m, "mean");
        Check.finite(n, "otherMean");
        Check.atLeast(m.length, 1, "mean.length");
        Check.that(
                n.length == m.length,
                "otherMean.length",
                n.length,
                m.length + ", the length of mean");
        checkCovariance(a, m.length, "covariance");
        checkCovariance(b, m.length, "otherCovariance");
    }

    private static void checkCovariance(double[][] matrix, int d, String name) {
        Check.notNull(matrix, name);
        Check.that(matrix.length == d, name + ".length", matrix.length, "" + d);
        for (int i = 0; i < d; i++) {
            Check.finite(matrix[i], name + "[" + i + "]");
            Check.that(
                    matrix[i].length == d, name + "[" + i + "].length", matrix[i].length, "" + d);
        }
        double trace = trace(matrix);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                if (!(Math.abs(matrix[i][j] - matrix[j][i]) <= 1e-6 * Math.abs(trace))) {
                    throw Check.error(
                            name + "[" + i + "][" + j + "]",
                            matrix[i][j],
                            matrix[j][i] + ", as on the other side of the diagonal");
                }
            }
        }
        if (trace == 0 || !SymmetricEigen.isAtLeast(matrix, 1e-6 * Math.abs(trace))) {
            double least = new SymmetricEigen(matrix).least();
            Check.that(
                    least >= -1e-6 * Math.abs(trace),
                    "an eigenvalue of " + name,
                    least,
                    "at least 0, as of a covariance");
        }
    }

    private static int halfExponent(double[][] covariance) {
        double trace = trace(covariance);
        return trace > 0 ? Math.floorDiv(Math.getExponent(trace), 2) : 0;
    }

    private static double[][] scaled(double[][] matrix, int exponent) {
        var scaled = new double[matrix.length][];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Vectors.scaled(matrix[i], exponent);
        }
        return scaled;
    }

    // In two steps, for a product of one with a power that alone is out of range.
    private static double scalb(double value, int exponent) {
        return Math.scalb(Math.scalb(value, exponent / 2), exponent - exponent / 2);
    }

    // A value that a double cannot hold is no value.
    private static double inRange(double value, double[] mean, double[] otherMean) {
        Check.that(
                Double.isFinite(value),
                "squared distance of the Gaussians",
                value,
                "a finite number: scale means and covariances");
        Check.that(
                value >= Double.MIN_NORMAL || Arrays.equals(mean, otherMean),
                "squared distance of the means",
                value,
                "at least " + Double.MIN_NORMAL + " or none at all: scale means and covariances");
        return value;
    }

    // The inverse on what the matrix spans.
    private static DoubleUnaryOperator inverseRoot(SymmetricEigen eigen) {
        double least = 1e-14 * Arrays.stream(eigen.values).max().orElseThrow();
        return t -> t > least ? 1 / Math.sqrt(t) : 0;
    }

    private static double trace(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i];
        }
        return sum;
    }

    private static double[][] symmetric(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (matrix[i][j] + matrix[j][i]) / 2;
                matrix[i][j] = mean;
                matrix[j][i] = mean;
            }
        }
        return matrix;
    }
}
