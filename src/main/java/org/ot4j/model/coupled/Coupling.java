package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.ot4j.tensor.Scalars;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * The entropic transport problem between data and prior (C-VAE Eq. 13), with marginals that hold
 * exactly where ρ is infinite, and else by a penalty ρ KL (C-VAE Eq. 14, whose ς is the prior's).
 *
 * @param epsilon weight of the entropy
 * @param dataRho weight of the data's marginal
 * @param priorRho weight of the prior's marginal
 * @equation C-VAE 13
 * @equation C-VAE 14
 */
record Coupling(double epsilon, double dataRho, double priorRho) {
    /** The same at another ε. */
    Coupling at(double other) {
        return new Coupling(other, dataRho, priorRho);
    }

    /** Whether both marginals hold exactly. */
    boolean balanced() {
        return Double.isInfinite(dataRho) && Double.isInfinite(priorRho);
    }

    /** What a potential of the data adds to the dual: u, or ρ (1 - e^(-u/ρ)). */
    double ofData(double u) {
        return Double.isInfinite(dataRho) ? u : -dataRho * Math.expm1(-u / dataRho);
    }

    /**
     * What the potentials of all data add to the dual: Σ_i a_i u_i where their marginal is exact.
     */
    double ofData(Atoms data, double[] u) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += data.weights()[i] * ofData(u[i]);
        }
        return sum;
    }

    /** The mass that the plan should have at a data point of weight 1: the slope of the above. */
    double dataMass(double u) {
        return Double.isInfinite(dataRho) ? 1 : Math.exp(-u / dataRho);
    }

    /** The masses that the plan should have at data points, each of weight 1. */
    double[] dataMasses(double[] u) {
        return Arrays.stream(u).map(this::dataMass).toArray();
    }

    /** The dual's slope in u: what the plan should have at each data point, less what it has. */
    double[] slope(Atoms data, double[] u, double[] marginal) {
        var slope = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            slope[i] = data.weights()[i] * dataMass(u[i]) - marginal[i];
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
        return Double.isInfinite(priorRho)
                ? v
                : Scalars.mul(Scalars.div(v, -priorRho).exp().sub(1), -priorRho);
    }

    /** What the potentials of all codes add to the dual: Σ_j b_j v_j where the prior is exact. */
    double ofCodes(Codes z, NDArray v) {
        return z.weightArray().mul(ofCodes(v)).sum().getFloat();
    }

    /** The mass that the plan should have at each code, of weight 1: the slope of the above. */
    NDArray codeMass(NDArray v) {
        return Double.isInfinite(priorRho) ? v.onesLike() : Scalars.div(v, -priorRho).exp();
    }

    /** The dual's slope in v: what the plan should have at each code, less what it has. */
    NDArray slope(Codes z, NDArray v, NDArray marginal) {
        return z.weightArray().mul(codeMass(v)).sub(marginal);
    }

    /** The best v for the c,ε-transform s of u: s itself, or what the penalty leaves of it. */
    NDArray damped(NDArray s) {
        return Double.isInfinite(priorRho) ? s : Scalars.mul(s, priorRho / (priorRho + epsilon));
    }

    /** A solver of this problem that starts from given potentials. */
    Sinkhorn.Builder sinkhorn() {
        return Sinkhorn.builder().epsilon(epsilon).sourceRho(dataRho).targetRho(priorRho);
    }
}
