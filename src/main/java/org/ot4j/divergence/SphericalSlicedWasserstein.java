package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;

/**
 * The sliced Wasserstein distance on the unit sphere (Bonet et al. 2023), SSW_p = (E W_p(P_U α, P_U
 * β)^p)^(1/p) over great circles in uniformly drawn planes U, to which each point goes along its
 * geodesic: P_U x = Uᵀx / |Uᵀx|. Transport on a circle is that on the line after the best cut
 * (Delon, Salomon and Sobolevski 2010), which is found exactly.
 *
 * <p>Distances are in turns, as in the paper and in POT's {@code ot.sliced_wasserstein_sphere}:
 * half a turn is the furthest; times 2π for radians.
 *
 * <pre>{@code
 * SphericalSlicedWasserstein.of(2).between(x, y);       // rows of length 1
 * SphericalSlicedWasserstein.of(2).toUniform(x);        // how far codes are from a uniform prior
 * }</pre>
 *
 * @param p the exponent, in [1, 100]
 * @param projections number of random great circles
 * @param seed of the great circles
 */
public record SphericalSlicedWasserstein(double p, int projections, long seed) {
    private static final int PROJECTIONS = 500;

    /** How far from 1 lengths may be: single precision is. */
    private static final double LENGTH = 1e-4;

    /** Checks the arguments. */
    public SphericalSlicedWasserstein {
        Check.inRange(p, 1, 100, "p");
        Check.atLeast(projections, 1, "projections");
    }

    /** With {@value #PROJECTIONS} great circles from seed 0. */
    public static SphericalSlicedWasserstein of(double p) {
        return new SphericalSlicedWasserstein(p, PROJECTIONS, 0);
    }

    /** With the given number of great circles. */
    public SphericalSlicedWasserstein projections(int count) {
        return new SphericalSlicedWasserstein(p, count, seed);
    }

    /** With great circles from another seed. */
    public SphericalSlicedWasserstein seed(long number) {
        return new SphericalSlicedWasserstein(p, projections, number);
    }

    /**
     * SSW_p between points of any two kinds on the unit sphere: rows {@code double[n][d]}, an
     * {@link NDArray}, a data set, a {@link Measure} with weights, a table.
     *
     * @param x n points of length 1, of at least two coordinates
     * @param y m points of length 1, of the same mass
     * @return in turns, from 0 to ½
     * @throws IllegalArgumentException if an argument has no points, if one is not on the sphere,
     *     or if dimensions or masses differ
     */
    public double between(Object x, Object y) {
        Measure source = onSphere(x, "x");
        Measure target = onSphere(y, "y");
        Check.that(
                source.dimension() == target.dimension(),
                "dimension of y",
                target.dimension(),
                source.dimension() + ", the dimension of x");
        Check.that(
                Math.abs(source.mass() - target.mass())
                        <= 1e-6 * Math.max(source.mass(), target.mass()),
                "mass of y",
                target.mass(),
                source.mass() + ", the mass of x");
        double[][] from = source.points();
        double[][] to = target.points();
        double[] a = unit(source.weights());
        double[] b = unit(target.weights());
        double power =
                mean(
                        source.dimension(),
                        plane ->
                                CircleTransport.power(
                                        Arc.of(from, a, plane), Arc.of(to, b, plane), p));
        return Math.pow(Math.max(0, power), 1 / p);
    }

    /**
     * SSW_2 between points and the uniform distribution on the sphere, whose projections are
     * uniform: in closed form on each circle (Bonet et al. 2023, Proposition 1).
     *
     * @param x n points of length 1, of any kind, of at least two coordinates
     * @return in turns; √(1/12) where all are in one place
     * @throws IllegalArgumentException if p is not 2, or a point is not on the sphere
     */
    public double toUniform(Object x) {
        Check.that(p == 2, "p", p, "2, for which there is a closed form");
        Measure source = onSphere(x, "x");
        double[][] from = source.points();
        double[] a = unit(source.weights());
        double power =
                mean(
                        source.dimension(),
                        plane -> CircleTransport.squareToUniform(Arc.of(from, a, plane)));
        return Math.sqrt(Math.max(0, power));
    }

    /** Points on a circle in turns, in [0, 1] and in order, with their weights. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Arc(double[] at, double[] weights) {
        private static Arc of(double[][] points, double[] weights, double[][] plane) {
            var at = new double[points.length];
            for (int i = 0; i < at.length; i++) {
                double turn =
                        Math.atan2(
                                        Vectors.product(points[i], plane[1]),
                                        Vectors.product(points[i], plane[0]))
                                / (2 * Math.PI);
                at[i] = turn < 0 ? turn + 1 : turn;
            }
            Integer[] order =
                    IntStream.range(0, at.length)
                            .filter(i -> weights[i] > 0)
                            .boxed()
                            .toArray(Integer[]::new);
            Arrays.sort(order, (i, j) -> Double.compare(at[i], at[j]));
            var sorted = new double[order.length];
            var own = new double[order.length];
            for (int i = 0; i < order.length; i++) {
                sorted[i] = at[order[i]];
                own[i] = weights[order[i]];
            }
            return new Arc(sorted, own);
        }
    }

    private static Measure onSphere(Object points, String name) {
        Measure measure = Measure.checked(points, name);
        Check.that(
                measure.dimension() >= 2,
                "dimension of " + name,
                measure.dimension(),
                "at least 2");
        double[][] rows = measure.points();
        for (int i = 0; i < rows.length; i++) {
            double length = Math.sqrt(Arrays.stream(rows[i]).map(t -> t * t).sum());
            if (!(Math.abs(length - 1) <= LENGTH)) {
                throw Check.error(
                        "length of " + name + "[" + i + "]",
                        length,
                        "1: points on the unit sphere");
            }
        }
        return measure;
    }

    private static double[] unit(double[] weights) {
        double mass = Vectors.sum(weights);
        return Arrays.stream(weights).map(w -> w / mass).toArray();
    }

    // Added up in the order of the planes, whichever thread computed them.
    private double mean(int d, ToDoubleFunction<double[][]> value) {
        var random = new Random(seed);
        var planes = new double[projections][][];
        for (int i = 0; i < projections; i++) {
            planes[i] = plane(d, random);
        }
        return Arrays.stream(Arrays.stream(planes).parallel().mapToDouble(value).toArray())
                .average()
                .orElseThrow();
    }

    /** Two orthonormal directions, uniform. */
    private static double[][] plane(int d, Random random) {
        while (true) {
            double[] u = direction(d, random);
            double[] v = direction(d, random);
            for (int pass = 0; pass < 2; pass++) {
                double part = Vectors.product(u, v);
                for (int k = 0; k < d; k++) {
                    v[k] -= part * u[k];
                }
            }
            double length = Math.sqrt(Vectors.product(v, v));
            if (length > 1e-3) {
                for (int k = 0; k < d; k++) {
                    v[k] /= length;
                }
                return new double[][] {u, v};
            }
        }
    }

    private static double[] direction(int d, Random random) {
        var u = new double[d];
        double length = 0;
        while (length < 1e-6) {
            for (int k = 0; k < d; k++) {
                u[k] = random.nextGaussian();
            }
            length = Math.sqrt(Vectors.product(u, u));
        }
        for (int k = 0; k < d; k++) {
            u[k] /= length;
        }
        return u;
    }
}
