package org.ot4j.transport;

import org.ot4j.internal.Check;

/**
 * How a plan's marginal is tied to the weights w of its side, where the plan has no entropy: by a
 * divergence D(marginal | w) of this kind, summed over points, as in GPC Eq. 6. A {@link Marginal},
 * which is exact or relaxed by Kullback-Leibler, is one.
 *
 * <pre>{@code
 * var free = UnbalancedTransport.of(Penalty.totalVariation(2));
 * var asEquation6 = UnbalancedTransport.builder().sourceMarginal(Marginal.relaxed(2)).build();
 * }</pre>
 */
public sealed interface Penalty permits Marginal, Penalty.TotalVariation, Penalty.SquaredDistance {
    /**
     * ρ Σ |marginal - w|: mass is given up where moving it costs more than ρ on each side, and is
     * otherwise kept whole.
     *
     * @param rho ρ, in units of cost, finite and above 0
     * @throws IllegalArgumentException if ρ is out of range
     */
    static Penalty totalVariation(double rho) {
        return new TotalVariation(rho);
    }

    /**
     * ρ / 2 Σ (marginal - w)².
     *
     * @param rho ρ, in units of cost per mass, finite and above 0
     * @throws IllegalArgumentException if ρ is out of range
     */
    static Penalty squaredDistance(double rho) {
        return new SquaredDistance(rho);
    }

    /** Whether the marginal is exact. */
    default boolean isExact() {
        return false;
    }

    /** ρ; infinite for an exact marginal, which is the limit. */
    double rho();

    /**
     * D for one point: 0 if the mass is the weight; infinite if it must be and is not.
     *
     * @param mass the plan's mass at the point, at least 0
     * @param weight the weight of the point, at least 0
     */
    double of(double mass, double weight);

    /**
     * What a potential f of the point contributes to the dual: the least D(mass | weight) + f mass
     * over masses, that is, -D*(-f).
     *
     * @param weight the weight of the point, at least 0
     */
    double dual(double f, double weight);

    /**
     * ρ Σ |marginal - w|.
     *
     * @param rho ρ, in units of cost
     */
    record TotalVariation(double rho) implements Penalty {
        /** Fails where ρ is not finite and above 0. */
        public TotalVariation {
            Check.positive(rho, "rho");
        }

        @Override
        public double of(double mass, double weight) {
            return rho * Math.abs(mass - weight);
        }

        @Override
        public double dual(double f, double weight) {
            return f < -rho ? Double.NEGATIVE_INFINITY : weight * Math.min(f, rho);
        }

        @Override
        public String toString() {
            return "totalVariation(" + rho + ")";
        }
    }

    /**
     * ρ / 2 Σ (marginal - w)².
     *
     * @param rho ρ, in units of cost per mass
     */
    record SquaredDistance(double rho) implements Penalty {
        /** Fails where ρ is not finite and above 0. */
        public SquaredDistance {
            Check.positive(rho, "rho");
        }

        @Override
        public double of(double mass, double weight) {
            return rho / 2 * (mass - weight) * (mass - weight);
        }

        @Override
        public double dual(double f, double weight) {
            double most = Math.min(f, rho * weight);
            return most * (weight - most / (2 * rho));
        }

        @Override
        public String toString() {
            return "squaredDistance(" + rho + ")";
        }
    }
}
