package org.ot4j.transport;

import org.ot4j.internal.Check;

/**
 * How a plan's marginal is tied to the weights w of its side: exactly, or by a penalty ρ
 * KL(marginal | w), so that mass may be dropped or added (C-VAE Eq. 14). Where plans have no
 * entropy, other divergences serve as well: see {@link Penalty}.
 *
 * <pre>{@code
 * var solver = Sinkhorn.builder().epsilon(0.1).marginals(Marginal.relaxed(2)).build();
 * }</pre>
 */
public sealed interface Marginal extends Penalty {
    /** The marginal equals the weights. */
    static Marginal exact() {
        return new Exact();
    }

    /**
     * The marginal is close to the weights: adds ρ KL(marginal | w).
     *
     * @param rho ρ, in units of cost, finite and above 0; mass is given up where moving it costs
     *     much more
     * @throws IllegalArgumentException if ρ is out of range
     */
    static Marginal relaxed(double rho) {
        return new Relaxed(rho);
    }

    @Override
    default boolean isExact() {
        return this instanceof Exact;
    }

    /**
     * The contribution of a potential f to the dual per unit of weight: f, or ρ (1 - exp(-f / ρ)).
     */
    double dual(double f);

    @Override
    default double dual(double f, double weight) {
        return weight == 0 ? 0 : weight * dual(f);
    }

    /** The plan's marginal per unit of weight, the slope of {@link #dual}: 1, or exp(-f / ρ). */
    double mass(double f);

    /**
     * The factor by which the best potential differs from the c,ε-transform of the other one: 1, or
     * ρ / (ρ + ε).
     *
     * @param epsilon weight of the plan's entropy, in units of cost
     */
    double damping(double epsilon);

    /** An exact marginal. */
    record Exact() implements Marginal {
        @Override
        public double rho() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double of(double mass, double weight) {
            return mass == weight ? 0 : Double.POSITIVE_INFINITY;
        }

        @Override
        public double dual(double f) {
            return f;
        }

        @Override
        public double mass(double f) {
            return 1;
        }

        @Override
        public double damping(double epsilon) {
            return 1;
        }

        @Override
        public String toString() {
            return "exact";
        }
    }

    /**
     * A marginal relaxed by a penalty.
     *
     * @param rho its weight ρ, in units of cost
     */
    record Relaxed(double rho) implements Marginal {
        /** Fails where ρ is not finite and above 0. */
        public Relaxed {
            Check.that(
                    rho > 0 && rho < Double.POSITIVE_INFINITY,
                    "rho",
                    rho,
                    "a finite number above 0, or Marginal.exact()");
        }

        @Override
        public double of(double mass, double weight) {
            if (mass == 0) {
                return rho * weight;
            }
            return weight == 0
                    ? Double.POSITIVE_INFINITY
                    : rho * (mass * Math.log(mass / weight) - mass + weight);
        }

        @Override
        public double dual(double f) {
            return -rho * Math.expm1(-f / rho);
        }

        @Override
        public double mass(double f) {
            return Math.exp(-f / rho);
        }

        @Override
        public double damping(double epsilon) {
            return rho / (rho + epsilon);
        }

        @Override
        public String toString() {
            return "relaxed(" + rho + ")";
        }
    }
}
