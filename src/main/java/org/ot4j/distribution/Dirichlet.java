package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scope;

/**
 * Dirichlet on the simplex: log p(z) = Σ (α_k - 1) log z_k + log Γ(Σ α) - Σ log Γ(α_k), with
 * respect to Lebesgue measure on all coordinates but one.
 *
 * @param concentration α, each above 0
 */
public record Dirichlet(double[] concentration) implements Prior {
    /** Smallest coordinate that a draw can have in float32 without losing its logarithm. */
    private static final double LEAST = 1e-30;

    /** Checks and copies. */
    public Dirichlet {
        Check.notNull(concentration, "concentration");
        Check.atLeast(concentration.length, 2, "concentration.length");
        concentration = concentration.clone();
        for (int i = 0; i < concentration.length; i++) {
            Check.positive(concentration[i], "concentration[" + i + "]");
        }
    }

    /** A copy. */
    @Override
    public double[] concentration() {
        return concentration.clone();
    }

    @Override
    public String name() {
        return "Dirichlet";
    }

    @Override
    public int dimension() {
        return concentration.length;
    }

    @Override
    public Support support() {
        return Support.SIMPLEX;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        int d = concentration.length;
        var values = new double[n * d];
        var logs = new double[d];
        for (int row = 0; row < n; row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < d; k++) {
                logs[k] = logGamma(concentration[k], random);
                largest = Math.max(largest, logs[k]);
            }
            double sum = 0;
            for (int k = 0; k < d; k++) {
                logs[k] = Math.exp(logs[k] - largest);
                sum += logs[k];
            }
            for (int k = 0; k < d; k++) {
                values[row * d + k] = Math.max(logs[k] / sum, LEAST);
            }
        }
        return Tensors.of(manager, values, n, d);
    }

    @Override
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        var powers = new double[concentration.length];
        double total = 0;
        double constant = 0;
        for (int k = 0; k < powers.length; k++) {
            powers[k] = concentration[k] - 1;
            total += concentration[k];
            constant -= Gamma.logGamma(concentration[k]);
        }
        constant += Gamma.logGamma(total);
        NDArray weights = Tensors.of(z.getManager(), powers, 1, powers.length);
        return z.log().mul(weights).sum(new int[] {1}).add(constant);
    }

    /**
     * The logarithm of a Gamma(a, 1) draw by Marsaglia and Tsang (2000); below 1 from a + 1 and a
     * uniform, in logarithms, for such draws can be too small for a double.
     */
    private static double logGamma(double a, RandomGenerator random) {
        if (a < 1) {
            return logGamma(a + 1, random) + Math.log1p(-random.nextDouble()) / a;
        }
        double d = a - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                double u = 1 - random.nextDouble();
                if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                    return Math.log(d * v);
                }
            }
        }
    }
}
