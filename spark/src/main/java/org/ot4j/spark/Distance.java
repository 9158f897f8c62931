package org.ot4j.spark;

import java.io.Serializable;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.DistanceCost;
import org.ot4j.transport.cost.SquaredEuclidean;
import org.ot4j.transport.entropic.Sinkhorn;

/** How far two measures are from each other, for {@link Distances}; symmetric. */
public abstract class Distance implements Serializable {

    /** A bound that rounding has raised must spare no pair. */
    private static final double ROUNDING = 1e-9;

    private Distance() {}

    /** The distance of two measures of equal mass and dimension. */
    public abstract double between(Measure a, Measure b);

    /** A number that the distance is not below; 0 if nothing is known. */
    abstract double bound(Sketch a, Sketch b);

    /** A number that the distance is not below, at almost no cost; 0 if nothing is known. */
    abstract double quickBound(Sketch a, Sketch b);

    /**
     * Whether a bound says that the distance is above a number, whatever rounding has done to it.
     */
    final boolean isBeyond(double reach, Sketch a, Sketch b) {
        return isBeyond(reach, quickBound(a, b)) || isBeyond(reach, bound(a, b));
    }

    /** Whether a bound is above a number, whatever rounding has done to it. */
    static boolean isBeyond(double reach, double bound) {
        return bound > reach * (1 + ROUNDING);
    }

    /** Whether there are bounds above 0. */
    abstract boolean bounded();

    /**
     * The p-Wasserstein distance with Euclidean ground distance, exact.
     *
     * @param p at least 1
     */
    public static Distance wasserstein(double p) {
        Check.that(p >= 1 && p < Double.POSITIVE_INFINITY, "p", p, "a finite number from 1");
        return new Power(p, 1) {
            @Override
            public double between(Measure a, Measure b) {
                return Transport.wasserstein(a, b, p);
            }
        };
    }

    /**
     * The least cost of transport, exact.
     *
     * @param cost symmetric. Lower bounds are known for the powers from 1 of the Euclidean distance
     */
    public static Distance exact(Cost cost) {
        Check.notNull(cost, "cost");
        return new Power(exponent(cost), exponent(cost)) {
            @Override
            public double between(Measure a, Measure b) {
                return Transport.exact(a, b, cost).value();
            }
        };
    }

    /**
     * The value of entropic transport, min ⟨C, P⟩ + ε KL(P | a ⊗ b).
     *
     * @param cost symmetric. Lower bounds are known for the powers from 1 of the Euclidean distance
     * @param epsilon above 0, in units of the cost
     */
    public static Distance entropic(Cost cost, double epsilon) {
        Check.notNull(cost, "cost");
        Check.positive(epsilon, "epsilon");
        return new Power(exponent(cost), exponent(cost)) {
            @Override
            public double between(Measure a, Measure b) {
                TransportResult result =
                        Sinkhorn.of(epsilon).solve(TransportProblem.between(a, b).cost(cost));
                if (!result.converged()) {
                    throw new IllegalStateException(
                            "Sinkhorn's iteration has not converged at epsilon = "
                                    + epsilon
                                    + ": take a greater one");
                }
                return result.value();
            }
        };
    }

    /** The sliced Wasserstein distance, with the same directions for all pairs. */
    public static Distance sliced(SlicedWasserstein sliced) {
        Check.notNull(sliced, "sliced");
        double p = sliced.p();
        int projections = sliced.projections();
        long seed = sliced.seed();
        return new Power(Double.NaN, 1) {
            @Override
            public double between(Measure a, Measure b) {
                return SlicedWasserstein.of(p).projections(projections).seed(seed).between(a, b);
            }
        };
    }

    /**
     * p of a cost that is the p-th power of the Euclidean distance, for p from 1; NaN of others.
     */
    private static double exponent(Cost cost) {
        if (cost instanceof SquaredEuclidean) {
            return 2;
        }
        return cost instanceof DistanceCost c && c.p() >= 1 ? c.p() : Double.NaN;
    }

    /**
     * A distance that is not below a power of the p-Wasserstein distance; p is NaN if it may be.
     */
    private abstract static class Power extends Distance {
        private final double p;
        private final double power;

        Power(double p, double power) {
            this.p = p;
            this.power = power;
        }

        @Override
        final boolean bounded() {
            return !Double.isNaN(p);
        }

        @Override
        final double bound(Sketch a, Sketch b) {
            return bounded() ? Math.pow(a.bound(b, p), power) : 0;
        }

        @Override
        final double quickBound(Sketch a, Sketch b) {
            return bounded() ? Math.pow(a.byMeans(b), power) : 0;
        }
    }
}
