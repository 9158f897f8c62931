package org.ot4j.transport.flow;

import java.util.function.ToDoubleFunction;
import org.ot4j.internal.Check;

/**
 * An energy of a density u on points x with volumes v, whose gradient flow a {@link JkoFlow}
 * follows: a sum of terms that each look at one point,
 *
 * <pre>F(u) = Σ_i v_i (β u_i log u_i + γ u_i^m / (m - 1) + V(x_i) u_i),   u_i ≤ κ.</pre>
 *
 * <table>
 * <caption>Energies and what their flows are</caption>
 * <tr><th>energy</th><th>equation</th></tr>
 * <tr><td>{@code entropy()}</td><td>∂u/∂t = Δu, heat</td></tr>
 * <tr><td>{@code entropy().plus(potential(V))}</td><td>∂u/∂t = Δu + div(u ∇V), Fokker–Planck</td></tr>
 * <tr><td>{@code power(m)}</td><td>∂u/∂t = Δu^m, porous medium</td></tr>
 * <tr><td>{@code potential(V).plus(atMost(κ))}</td><td>a crowd that V draws, never denser than
 * κ</td></tr>
 * </table>
 *
 * <pre>{@code
 * var ornsteinUhlenbeck = Energy.entropy().times(0.01)
 *         .plus(Energy.potential(p -> p[0] * p[0] / 2));
 * }</pre>
 *
 * (Jordan, Kinderlehrer and Otto 1998; Otto 2001; of crowds, Maury, Roudneff-Chupin and
 * Santambrogio 2010). Immutable.
 */
public final class Energy {
    private final double entropy;
    private final double power;
    private final double exponent;
    private final double bound;
    private final ToDoubleFunction<double[]> potential;

    private Energy(
            double entropy,
            double power,
            double exponent,
            double bound,
            ToDoubleFunction<double[]> potential) {
        this.entropy = entropy;
        this.power = power;
        this.exponent = exponent;
        this.bound = bound;
        this.potential = potential;
    }

    /** The negative entropy ∫ u log u. */
    public static Energy entropy() {
        return new Energy(1, 0, 2, Double.POSITIVE_INFINITY, null);
    }

    /**
     * The energy ∫ u^m / (m - 1).
     *
     * @param m above 0 and not 1; above 1 for porous media, below for fast diffusion
     */
    public static Energy power(double m) {
        Check.positive(m, "m");
        Check.that(m != 1, "m", m, "another number than 1, of which entropy() is the limit");
        return new Energy(0, 1, m, Double.POSITIVE_INFINITY, null);
    }

    /**
     * The energy ∫ V u.
     *
     * @param v finite at all points of the support; takes a point [d], which it must not change
     */
    public static Energy potential(ToDoubleFunction<double[]> v) {
        return new Energy(0, 0, 2, Double.POSITIVE_INFINITY, Check.notNull(v, "v"));
    }

    /**
     * 0 as long as the density is at most κ everywhere, otherwise ∞.
     *
     * @param density κ, above 0
     */
    public static Energy atMost(double density) {
        return new Energy(0, 0, 2, Check.positive(density, "density"), null);
    }

    /** This energy times a number above 0. A bound stays what it is. */
    public Energy times(double weight) {
        Check.positive(weight, "weight");
        ToDoubleFunction<double[]> v = potential;
        return new Energy(
                weight * entropy,
                weight * power,
                exponent,
                bound,
                v == null ? null : x -> weight * v.applyAsDouble(x));
    }

    /**
     * The sum of two energies; of two bounds, the lower one holds.
     *
     * @throws IllegalArgumentException if both have a power of the density, and these differ
     */
    public Energy plus(Energy other) {
        Check.notNull(other, "other");
        boolean both = power > 0 && other.power > 0;
        Check.that(
                !both || exponent == other.exponent,
                "m of the other energy",
                other.exponent,
                exponent + ", the power that this energy has");
        return new Energy(
                entropy + other.entropy,
                power + other.power,
                power > 0 ? exponent : other.exponent,
                Math.min(bound, other.bound),
                sum(potential, other.potential));
    }

    private static ToDoubleFunction<double[]> sum(
            ToDoubleFunction<double[]> v, ToDoubleFunction<double[]> w) {
        if (v == null || w == null) {
            return v == null ? w : v;
        }
        return x -> v.applyAsDouble(x) + w.applyAsDouble(x);
    }

    double entropyWeight() {
        return entropy;
    }

    double powerWeight() {
        return power;
    }

    double exponent() {
        return exponent;
    }

    double bound() {
        return bound;
    }

    /** V at points [n, d]: [n]. */
    double[] potentials(double[][] points) {
        var values = new double[points.length];
        for (int i = 0; potential != null && i < values.length; i++) {
            values[i] = potential.applyAsDouble(points[i]);
        }
        return Check.finite(values, "potential");
    }

    /**
     * The energy of masses [n] on points with volumes and potentials [n].
     *
     * @param slack by which part densities may exceed the bound, as rounded numbers do
     */
    double of(double[] masses, double[] volumes, double[] potentials, double slack) {
        double sum = 0;
        for (int i = 0; i < masses.length; i++) {
            if (masses[i] > 0) {
                double u = masses[i] / volumes[i];
                sum += masses[i] * potentials[i];
                if (entropy > 0) {
                    sum += entropy * masses[i] * Math.log(u);
                }
                if (power > 0) {
                    sum += power * masses[i] * Math.pow(u, exponent - 1) / (exponent - 1);
                }
                if (u > bound * (1 + slack)) {
                    return Double.POSITIVE_INFINITY;
                }
            }
        }
        return sum;
    }
}
