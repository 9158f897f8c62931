package org.ot4j.transport.cost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.FunctionCostMatrix;
import org.ot4j.transport.internal.RawMeasures;

/**
 * A ground cost c(x, y) between two points. Any function of two rows is a cost: {@code Cost c = (x,
 * y) -> Math.abs(x[0] - y[0])}; the costs created here are evaluated row by row in tight loops. A
 * cost can be sent to other machines if what it uses is serialisable.
 */
@FunctionalInterface
public interface Cost extends Serializable {
    /** c(x, y); finite for all points. The arguments must not be modified. */
    double of(double[] x, double[] y);

    /** The costs between all points of two measures, [n, m], computed on demand. */
    default CostMatrix between(Measure x, Measure y) {
        RawMeasures.checkDimensions(x, y);
        return new FunctionCostMatrix(this::of, x, y);
    }

    /**
     * Whether this is a metric: symmetric, zero only from a point to itself, with the triangle
     * inequality. The Kantorovich–Rubinstein dual needs that.
     */
    default boolean isMetric() {
        return false;
    }

    /** Σ_k (x_k - y_k)². */
    static Cost squaredEuclidean() {
        return new SquaredEuclidean();
    }

    /** The Euclidean distance, a metric. */
    static Cost euclidean() {
        return new Euclidean();
    }

    /** The Euclidean distance to the power p > 0: the ground cost of the p-Wasserstein distance. */
    static Cost euclidean(double p) {
        Check.positive(p, "p");
        if (p == 1) {
            return euclidean();
        }
        return p == 2 ? squaredEuclidean() : new EuclideanPower(p);
    }

    /** Σ_k |x_k - y_k|^p, p > 0: the p-th power of the Lp distance. A metric for p ≤ 1. */
    static Cost lp(double p) {
        Check.positive(p, "p");
        return p == 2 ? squaredEuclidean() : new Lp(p);
    }

    /**
     * 1 - cos of the angle between x and y, in [0, 2] and 0 between equal vectors, of any length; 1
     * if one of them is zero and has no direction. Computed as half the squared distance of the
     * unit vectors, which keeps small angles accurate.
     */
    static Cost cosine() {
        return new Cosine();
    }

    /**
     * The squared Mahalanobis distance (x - y)ᵀ S⁻¹ (x - y), in which coordinates of different
     * units count alike and those that say the same count once.
     *
     * <pre>{@code
     * Transport.exact(x, y, Cost.mahalanobis(x, y));
     * }</pre>
     *
     * @param covariance S, [d, d], symmetric and positive definite
     * @throws IllegalArgumentException if it is not
     */
    static Cost mahalanobis(double[][] covariance) {
        return new Mahalanobis(covariance);
    }

    /**
     * The squared Mahalanobis distance by the covariance of all points of two sets together, as
     * SciPy's {@code cdist} has it by default.
     *
     * @param x points of any kind
     * @param y points of any kind, of the same dimension
     * @throws IllegalArgumentException if dimensions differ or the covariance is not of full rank
     */
    static Cost mahalanobis(Object x, Object y) {
        double[][] from = Rows.checked(x, "x");
        double[][] to = Rows.checked(y, "y");
        Check.points(from, "x", to, "y");
        double[][] all = Stream.of(from, to).flatMap(Arrays::stream).toArray(double[][]::new);
        return new Mahalanobis(new Covariance(all).getCovarianceMatrix().getData());
    }

    /**
     * Σ_k h(x_k - y_k) for a function h. On the line, a convex h has a closed form; convexity is
     * checked numerically, and if h is not convex, exact transport uses the general solver.
     */
    static Cost ofDifference(DoubleUnaryOperator h) {
        return new ConvexCost(Check.notNull(h, "h"));
    }

    /** Declares that a function is a metric. */
    static Cost metric(Cost metric) {
        Check.notNull(metric, "metric");
        return new Cost() {
            @Override
            public double of(double[] x, double[] y) {
                return metric.of(x, y);
            }

            @Override
            public CostMatrix between(Measure x, Measure y) {
                return metric.between(x, y);
            }

            @Override
            public boolean isMetric() {
                return true;
            }
        };
    }
}
