package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Scalars;
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
    /** What a potential of the data adds to the dual: u, or ρ (1 - e^(-u/ρ)). */
    double ofData(double u) {
        return Double.isInfinite(dataRho) ? u : -dataRho * Math.expm1(-u / dataRho);
    }

    /** The mass that the plan should have at a data point of weight 1: the slope of the above. */
    double dataMass(double u) {
        return Double.isInfinite(dataRho) ? 1 : Math.exp(-u / dataRho);
    }

    /** The same for potentials of codes. */
    NDArray ofCodes(NDArray v) {
        return Double.isInfinite(priorRho)
                ? v
                : Scalars.mul(Scalars.div(v, -priorRho).exp().sub(1), -priorRho);
    }

    /** The slope of the above. */
    NDArray codeMass(NDArray v) {
        return Double.isInfinite(priorRho) ? v.onesLike() : Scalars.div(v, -priorRho).exp();
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
