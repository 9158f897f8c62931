package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.ot4j.tensor.Scalars;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * The entropic transport problem between data and prior (C-VAE Eq. 13), with marginals that hold
 * exactly or by a penalty ρ KL (C-VAE Eq. 14, whose ς is the prior's).
 *
 * @param epsilon weight of the entropy
 * @param data the marginal of the data
 * @param prior the marginal of the codes
 * @equation C-VAE 13
 * @equation C-VAE 14
 */
record Coupling(double epsilon, Marginal data, Marginal prior) {
    /** The same at another ε. */
    Coupling at(double other) {
        return new Coupling(other, data, prior);
    }

    /** Whether both marginals hold exactly. */
    boolean balanced() {
        return data.isExact() && prior.isExact();
    }

    /**
     * What the potentials of all data add to the dual: Σ_i a_i u_i where their marginal is exact.
     */
    double ofData(Atoms atoms, double[] u) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += atoms.weights()[i] * data.dual(u[i]);
        }
        return sum;
    }

    /** The masses that the plan should have at data points, each of weight 1. */
    double[] dataMasses(double[] u) {
        return Arrays.stream(u).map(data::mass).toArray();
    }

    /** The dual's slope in u: what the plan should have at each data point, less what it has. */
    double[] slope(Atoms atoms, double[] u, double[] marginal) {
        var slope = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            slope[i] = atoms.weights()[i] * data.mass(u[i]) - marginal[i];
        }
        return slope;
    }

    /** The L1 error of a marginal whose slope this is. */
    static double error(double[] slope) {
        double sum = 0;
        for (double each : slope) {
            sum += Math.abs(each);
        }
        return sum;
    }

    /** What a potential of each code adds to the dual: v, or ρ (1 - e^(-v/ρ)). */
    NDArray ofCodes(NDArray v) {
        return prior.isExact()
                ? v
                : Scalars.mul(Scalars.div(v, -prior.rho()).exp().sub(1), -prior.rho());
    }

    /** What the potentials of all codes add to the dual: Σ_j b_j v_j where the prior is exact. */
    double ofCodes(Codes z, NDArray v) {
        return z.weightArray().mul(ofCodes(v)).sum().getFloat();
    }

    /** The mass that the plan should have at each code, of weight 1: the slope of the above. */
    NDArray codeMass(NDArray v) {
        return prior.isExact() ? v.onesLike() : Scalars.div(v, -prior.rho()).exp();
    }

    /** The dual's slope in v: what the plan should have at each code, less what it has. */
    NDArray slope(Codes z, NDArray v, NDArray marginal) {
        return z.weightArray().mul(codeMass(v)).sub(marginal);
    }

    /** The best v for the c,ε-transform s of u: s itself, or what the penalty leaves of it. */
    NDArray damped(NDArray s) {
        return prior.isExact() ? s : Scalars.mul(s, prior.damping(epsilon));
    }

    /** A solver of this problem that starts from given potentials. */
    Sinkhorn.Builder sinkhorn() {
        return Sinkhorn.builder().epsilon(epsilon).sourceMarginal(data).targetMarginal(prior);
    }
}
