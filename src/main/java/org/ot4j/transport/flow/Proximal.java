package org.ot4j.transport.flow;

import java.util.Arrays;

/**
 * The proximal operator of an energy in the sense of KL (Peyré 2015, Section 3.2): the densities u
 * of the given total mass that minimise
 *
 * <pre>Σ_i v_i (ε (u_i log(u_i / s_i) - u_i) + 2 τ φ(u_i)).</pre>
 *
 * <p>With y = log u, each is the root of an increasing function,
 *
 * <pre>(ε + 2τβ) y + 2τγ m / (m - 1) e^((m - 1) y) = ε log s - 2τ V + λ,</pre>
 *
 * cut at the bound, with the multiplier λ of the mass, which a step cannot change. The operator
 * keeps it in every iteration, so that iterations need not find it.
 */
final class Proximal {
    private static final double ENOUGH = 1e-14;
    private static final int MOST_ROOTS = 200;
    private static final int MOST_OMEGAS = 60;

    private final double epsilon;
    private final double width;
    private final double[] force;
    private final double[] volumes;
    private final double mass;
    private final double exponent;
    // 2 τ γ m / (ε + 2 τ β), and its logarithm.
    private final double ratio;
    private final double logRatio;
    private final double logBound;
    private final double[] t;
    private double lambda;
    private double slope;

    Proximal(
            Energy energy,
            double epsilon,
            double tau,
            double[] potentials,
            double[] volumes,
            double mass) {
        this.epsilon = epsilon;
        this.volumes = volumes;
        this.mass = mass;
        width = epsilon + 2 * tau * energy.entropyWeight();
        force = Arrays.stream(potentials).map(v -> 2 * tau * v).toArray();
        exponent = energy.exponent();
        ratio = 2 * tau * energy.powerWeight() * exponent / width;
        logRatio = Math.log(ratio);
        logBound = Math.log(energy.bound());
        t = new double[volumes.length];
    }

    /** Writes log u for log s. */
    void apply(double[] logS, double[] out) {
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < t.length; i++) {
            t[i] = (epsilon * logS[i] - force[i]) / width;
            top = volumes[i] > 0 ? Math.max(top, t[i]) : top;
        }
        // The greatest is 0, so that λ, in units of the width, does not depend on constants.
        for (int i = 0; i < t.length; i++) {
            t[i] -= top;
        }
        if (ratio == 0 && logBound == Double.POSITIVE_INFINITY) {
            double shift = -excess(0, out);
            for (int i = 0; i < t.length; i++) {
                out[i] = t[i] + shift;
            }
            return;
        }
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        double step = 1;
        for (int k = 0; k < MOST_ROOTS; k++) {
            double excess = excess(lambda, out);
            if (Math.abs(excess) <= ENOUGH) {
                return;
            }
            if (excess > 0) {
                high = lambda;
            } else {
                low = lambda;
            }
            double next = lambda - excess / slope;
            if (!(next > low && next < high)) {
                if (low == Double.NEGATIVE_INFINITY) {
                    next = high - step;
                } else if (high == Double.POSITIVE_INFINITY) {
                    next = low + step;
                } else {
                    next = (low + high) / 2;
                }
                step *= 2;
            }
            if (next == low || next == high) {
                return;
            }
            lambda = next;
        }
    }

    /** Writes log u for a λ and returns log(Σ v u / mass), whose derivative it keeps. */
    private double excess(double at, double[] out) {
        double sum = 0;
        double rise = 0;
        for (int i = 0; i < t.length; i++) {
            double free = t[i] + at;
            double inverse = 1;
            double y = free;
            if (ratio > 0) {
                // z = (m - 1) y solves z + ratio e^z = (m - 1) t.
                double omega = logOmega((exponent - 1) * free + logRatio);
                y = (omega - logRatio) / (exponent - 1);
                inverse = 1 / (1 + Math.exp(omega));
            }
            out[i] = Math.min(y, logBound);
            double share = volumes[i] * Math.exp(out[i]);
            sum += share;
            rise += y < logBound ? share * inverse : 0;
        }
        slope = rise / sum;
        return Math.log(sum / mass);
    }

    /** The logarithm l of Wright's ω: l + e^l = x. */
    static double logOmega(double x) {
        // Convex and increasing: from above, Newton's method falls to the root.
        double l = x <= 1 ? x : Math.log(x);
        for (int k = 0; k < MOST_OMEGAS; k++) {
            double e = Math.exp(l);
            double next = l - (l + e - x) / (1 + e);
            if (Math.abs(next - l) <= 1e-15 * (1 + Math.abs(l))) {
                return next;
            }
            l = next;
        }
        return l;
    }
}
