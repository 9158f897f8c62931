package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.ot4j.base.Points;
import org.ot4j.internal.Check;
import org.ot4j.internal.Order;
import org.ot4j.internal.Vectors;
import org.ot4j.tensor.Precision;
import org.ot4j.tensor.Scalars;
import org.ot4j.transport.Measure;

/**
 * The sliced Wasserstein distance, SW_p = (E_θ W_p(θ·α, θ·β)^p)^(1/p) over directions θ uniform on
 * the sphere (Bonneel et al. 2015), and its maximum over directions (Deshpande et al. 2019). On the
 * line, transport is sorting, so each projection takes O(n log n).
 *
 * <pre>{@code
 * SlicedWasserstein.of(2).between(x, y);
 * SlicedWasserstein.of(1).projections(50).seed(7).between(x, y);
 * }</pre>
 *
 * @param p the exponent, at least 1
 * @param projections number of random directions
 * @param seed of the directions
 * @param orthogonal whether as many directions as there are coordinates are at right angles to each
 *     other each time: still uniform on the sphere, with less variance between seeds (Rowland et
 *     al. 2019)
 */
public record SlicedWasserstein(double p, int projections, long seed, boolean orthogonal) {
    private static final int PROJECTIONS = 1_000;
    // Sums of powers between these lose no digits to overflow or underflow.
    private static final double LEAST = 1e-280;
    private static final double GREATEST = 1e280;
    private static final double PLAIN_POWER = 16;

    private static final int MAX_SLICED_STARTS = 5;
    private static final int MAX_SLICED_STEPS = 200;

    /** Checks the arguments. */
    public SlicedWasserstein {
        Check.inRange(p, 1, 1000, "p");
        Check.atLeast(projections, 1, "projections");
    }

    /** With independent directions. */
    public SlicedWasserstein(double p, int projections, long seed) {
        this(p, projections, seed, false);
    }

    /** With {@value #PROJECTIONS} directions from seed 0. */
    public static SlicedWasserstein of(double p) {
        return new SlicedWasserstein(p, PROJECTIONS, 0);
    }

    /** With the given number of directions. */
    public SlicedWasserstein projections(int count) {
        return new SlicedWasserstein(p, count, seed, orthogonal);
    }

    /** With directions from another seed. */
    public SlicedWasserstein seed(long number) {
        return new SlicedWasserstein(p, projections, number, orthogonal);
    }

    /**
     * With as many directions as there are coordinates at right angles to each other each time: the
     * mean square of their projections of a vector is exact, and distances vary less with the seed.
     */
    public SlicedWasserstein orthogonalDirections() {
        return new SlicedWasserstein(p, projections, seed, true);
    }

    /** A direction, and the distance between the measures along it. */
    public record Slice(double distance, double[] direction) {
        /** Copies the direction. */
        public Slice {
            direction = direction.clone();
        }

        /** A copy: [d]. */
        @Override
        public double[] direction() {
            return direction.clone();
        }
    }

    /** SW_p between two measures of equal mass. */
    public double between(Measure x, Measure y) {
        checkPair(x, y);
        double[][] directions = directions(x.dimension());
        var sides = new Sides(x, y);
        double mean = mean(directions, theta -> sides.along(theta, p, null));
        if (mean > LEAST && mean < GREATEST) {
            return Math.pow(mean, 1 / p);
        }
        // Powers out of range: in units of the greatest slice.
        double unit = greatest(directions, theta -> sides.root(theta, p, null));
        Check.that(Double.isFinite(unit), "distance along a direction", unit, "a finite number");
        return unit == 0
                ? 0
                : unit
                        * Math.pow(
                                mean(
                                        directions,
                                        theta -> Math.pow(sides.root(theta, p, null) / unit, p)),
                                1 / p);
    }

    // Added up in the order of the directions, whichever thread computed them.
    private static double mean(double[][] directions, ToDoubleFunction<double[]> value) {
        return Arrays.stream(values(directions, value)).average().orElseThrow();
    }

    private static double greatest(double[][] directions, ToDoubleFunction<double[]> value) {
        return Arrays.stream(values(directions, value)).max().orElseThrow();
    }

    private static double[] values(double[][] directions, ToDoubleFunction<double[]> value) {
        return Arrays.stream(directions).parallel().mapToDouble(value).toArray();
    }

    /** SW_p between points [n, d] and [m, d] of equal weight. */
    public double between(double[][] x, double[][] y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * SW_p between points [n, d] and [m, d] of equal weight, of any number type; for a
     * differentiable loss, use {@link #loss}.
     */
    public double between(NDArray x, NDArray y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** SW_p between the points of two data sets. */
    public double between(Points x, Points y) {
        return between(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * SW_p between points of any two kinds: rows {@code double[n][d]}, an {@link NDArray}, a data
     * set, a {@link Measure}, a table.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public double between(Object x, Object y) {
        return between(Measure.checked(x, "x"), Measure.checked(y, "y"));
    }

    /**
     * The direction along which the measures are furthest apart: ascent on the sphere from the best
     * of the random directions and from the line between the means. The result is a local maximum,
     * and at least the largest of the random slices.
     */
    public Slice max(Measure x, Measure y) {
        checkPair(x, y);
        var sides = new Sides(x, y);
        double[][] random = directions(x.dimension());
        double[] values = values(random, theta -> along(sides, theta, null));
        int[] order = Order.descending(values);
        Slice top = ascend(sides, sides.betweenMeans());
        for (int k = 0; k < Math.min(projections, MAX_SLICED_STARTS); k++) {
            Slice slice = ascend(sides, random[order[k]].clone());
            top = slice.distance > top.distance ? slice : top;
        }
        return top;
    }

    /** The direction along which points [n, d] and [m, d] of equal weight are furthest apart. */
    public Slice max(double[][] x, double[][] y) {
        return max(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** The direction along which points [n, d] and [m, d] of equal weight are furthest apart. */
    public Slice max(NDArray x, NDArray y) {
        return max(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * The direction along which points of any two kinds are furthest apart: rows {@code
     * double[n][d]}, an {@link NDArray}, a data set, a {@link Measure}, a table.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public Slice max(Object x, Object y) {
        return max(Measure.checked(x, "x"), Measure.checked(y, "y"));
    }

    private Slice ascend(Sides sides, double[] theta) {
        int d = theta.length;
        var gradient = new double[d];
        double value = along(sides, theta, gradient);
        double step = 1;
        for (int k = 0; k < MAX_SLICED_STEPS && step > 1e-9; k++) {
            double norm = norm(gradient);
            if (norm == 0) {
                break;
            }
            var next = new double[d];
            for (int c = 0; c < d; c++) {
                next[c] = theta[c] + step * gradient[c] / norm;
            }
            normalize(next);
            var slope = new double[d];
            double higher = along(sides, next, slope);
            if (higher > value) {
                theta = next;
                gradient = slope;
                value = higher;
                step = Math.min(4, step * 2);
            } else {
                step /= 4;
            }
        }
        Check.that(Double.isFinite(value), "distance along a direction", value, "a finite number");
        return new Slice(sides.plain(p) ? Math.pow(value, 1 / p) : value, theta);
    }

    // W_p^p along a direction if it fits a double, otherwise W_p, which rises and falls with it.
    private double along(Sides sides, double[] theta, double[] gradient) {
        return sides.plain(p) ? sides.along(theta, p, gradient) : sides.root(theta, p, gradient);
    }

    /**
     * SW_p^p between points [n, d] and [m, d] of equal weight as a loss: a scalar of the points'
     * type, differentiable in both. It runs on their device, in double precision.
     */
    public NDArray loss(NDArray x, NDArray y) {
        Check.notNull(x, "x");
        Check.notNull(y, "y");
        Check.that(x.getShape().dimension() == 2, "x.shape", x.getShape(), "(n, d)");
        Check.that(
                y.getShape().dimension() == 2 && y.getShape().get(1) == x.getShape().get(1),
                "y.shape",
                y.getShape(),
                "(m, " + x.getShape().get(1) + ")");
        int n = Math.toIntExact(x.getShape().get(0));
        int m = Math.toIntExact(y.getShape().get(0));
        double[][] directions = directions(Math.toIntExact(x.getShape().get(1)));
        try (NDManager scope = x.getManager().newSubManager(x.getDevice())) {
            // In doubles: single precision would round points far from 0 by more than their gaps.
            NDArray theta = scope.create(directions).transpose();
            NDArray sx = wide(x, scope).matMul(theta).sort(0);
            NDArray sy = wide(y, scope).matMul(theta).sort(0);
            NDArray powers;
            if (n == m) {
                powers = power(sx.sub(sy)).mean();
            } else {
                var pairs = Pairs.equalWeights(n, m);
                NDArray gap = sx.get(scope.create(pairs.i())).sub(sy.get(scope.create(pairs.j())));
                NDArray weights = scope.create(pairs.mass()).expandDims(1);
                powers = Scalars.div(power(gap).mul(weights).sum(), projections);
            }
            NDArray loss = Precision.as(powers, x);
            loss.attach(x.getManager());
            return loss;
        }
    }

    private static NDArray wide(NDArray x, NDManager scope) {
        NDArray view = x.reshape(x.getShape());
        view.attach(scope);
        return Precision.wide(view);
    }

    private NDArray power(NDArray gap) {
        if (p == 2) {
            return gap.square();
        }
        return p == 1 ? gap.abs() : Scalars.pow(gap.abs(), p);
    }

    private static void checkPair(Measure x, Measure y) {
        Check.notNull(x, "x");
        Check.notNull(y, "y");
        Check.that(
                x.dimension() == y.dimension(),
                "dimension of y",
                y.dimension(),
                x.dimension() + ", the dimension of x");
        Check.that(
                Math.abs(x.mass() - y.mass()) <= 1e-6 * Math.max(x.mass(), y.mass()),
                "mass of y",
                y.mass(),
                x.mass() + ", the mass of x");
    }

    private double[][] directions(int d) {
        var random = new Random(seed);
        var directions = new double[projections][d];
        for (int i = 0; i < projections; i++) {
            double[] theta = directions[i];
            do {
                for (int k = 0; k < d; k++) {
                    theta[k] = random.nextGaussian();
                }
                if (orthogonal) {
                    rightAngles(theta, directions, i - i % d, i);
                }
            } while (norm(theta) < 1e-6);
            normalize(theta);
        }
        return directions;
    }

    /** Takes off what a vector has of earlier directions, twice, because digits cancel. */
    private static void rightAngles(double[] theta, double[][] directions, int from, int to) {
        for (int pass = 0; pass < 2; pass++) {
            for (int i = from; i < to; i++) {
                double part = Vectors.dot(theta, directions[i]);
                for (int k = 0; k < theta.length; k++) {
                    theta[k] -= part * directions[i][k];
                }
            }
        }
    }

    private static double norm(double[] v) {
        double sum = 0;
        double largest = 0;
        for (double t : v) {
            sum += t * t;
            largest = Math.max(largest, Math.abs(t));
        }
        if (largest == 0 || (sum > LEAST && sum < GREATEST)) {
            return Math.sqrt(sum);
        }
        double scaled = 0;
        for (double t : v) {
            scaled += (t / largest) * (t / largest);
        }
        return largest * Math.sqrt(scaled);
    }

    private static void normalize(double[] v) {
        double norm = norm(v);
        for (int k = 0; k < v.length; k++) {
            v[k] /= norm;
        }
    }

    /** Two measures ready to be projected. */
    private static final class Sides {
        private final double[][] x;
        private final double[][] y;
        private final double[] a;
        private final double[] b;

        Sides(Measure x, Measure y) {
            this.x = x.points();
            this.y = y.points();
            this.a = x.weights();
            this.b = y.weights();
            double factor = x.mass() / y.mass();
            for (int j = 0; j < b.length; j++) {
                b[j] *= factor;
            }
        }

        /** W_p^p along a direction; also its gradient in the direction if one is given. */
        double along(double[] theta, double p, double[] gradient) {
            double[] px = project(x, theta);
            double[] py = project(y, theta);
            var pairs = Pairs.sorted(px, a, py, b);
            double sum = 0;
            if (gradient != null) {
                Arrays.fill(gradient, 0);
            }
            for (int k = 0; k < pairs.size(); k++) {
                int i = pairs.i()[k];
                int j = pairs.j()[k];
                double t = px[i] - py[j];
                double mass = pairs.mass()[k];
                sum += mass * power(t, p);
                if (gradient != null && t != 0) {
                    double slope = mass * p * power(t, p - 1) * Math.signum(t);
                    for (int c = 0; c < theta.length; c++) {
                        gradient[c] += slope * (x[i][c] - y[j][c]);
                    }
                }
            }
            return sum;
        }

        /** W_p along a direction, in units of its greatest move; a gradient up to a factor. */
        double root(double[] theta, double p, double[] gradient) {
            double[] px = project(x, theta);
            double[] py = project(y, theta);
            var pairs = Pairs.sorted(px, a, py, b);
            double longest = 0;
            for (int k = 0; k < pairs.size(); k++) {
                longest = Math.max(longest, Math.abs(px[pairs.i()[k]] - py[pairs.j()[k]]));
            }
            if (gradient != null) {
                Arrays.fill(gradient, 0);
            }
            if (longest == 0) {
                return 0;
            }
            double sum = 0;
            for (int k = 0; k < pairs.size(); k++) {
                int i = pairs.i()[k];
                int j = pairs.j()[k];
                double t = (px[i] - py[j]) / longest;
                double mass = pairs.mass()[k];
                sum += mass * power(t, p);
                if (gradient != null && t != 0) {
                    double slope = mass * power(t, p - 1) * Math.signum(t);
                    for (int c = 0; c < theta.length; c++) {
                        gradient[c] += slope * ((x[i][c] - y[j][c]) / longest);
                    }
                }
            }
            return longest * Math.pow(sum, 1 / p);
        }

        /** Whether p-th powers of distances can be added up as they are. */
        boolean plain(double p) {
            double widest = Math.max(range(x), range(y));
            return p <= PLAIN_POWER
                    && Math.pow(widest, p) < GREATEST
                    && (widest == 0 || Math.pow(widest, p) > LEAST);
        }

        private static double range(double[][] points) {
            double largest = 0;
            for (double[] point : points) {
                for (double t : point) {
                    largest = Math.max(largest, Math.abs(t));
                }
            }
            return largest;
        }

        double[] betweenMeans() {
            int d = x[0].length;
            var between = new double[d];
            for (int i = 0; i < a.length; i++) {
                for (int c = 0; c < d; c++) {
                    between[c] += a[i] * x[i][c];
                }
            }
            for (int j = 0; j < b.length; j++) {
                for (int c = 0; c < d; c++) {
                    between[c] -= b[j] * y[j][c];
                }
            }
            if (norm(between) == 0) {
                between[0] = 1;
            }
            normalize(between);
            return between;
        }

        private static double power(double t, double p) {
            if (p == 1) {
                return Math.abs(t);
            }
            return p == 2 ? t * t : Math.pow(Math.abs(t), p);
        }

        private static double[] project(double[][] points, double[] theta) {
            var out = new double[points.length];
            for (int i = 0; i < out.length; i++) {
                double sum = 0;
                for (int c = 0; c < theta.length; c++) {
                    sum += points[i][c] * theta[c];
                }
                out[i] = sum;
            }
            return out;
        }
    }
}
