package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.ot4j.base.Scalars;
import org.ot4j.distribution.Observation;
import org.ot4j.model.internal.LogSumExp;
import org.ot4j.network.Tensors;

/**
 * The plan P_ij = a_i b_j exp((u_i + v_j - c_ij) / ε) between atoms of data and decoded codes,
 * computed for so many rows at a time that memory does not grow with the number of data.
 *
 * @equation C-VAE 19
 */
final class PlanBlocks {
    /** Entries of a block: 4 MB for each array that is made of it. */
    private static final int ENTRIES = 1 << 20;

    /**
     * Above this log-density the exponential goes on as its tangent, so that it cannot overflow.
     */
    private static final double GREATEST_LOG = 30;

    private final Observation observation;
    private final Atoms atoms;
    private final NDArray output;
    private final NDArray logCodes;
    private final double epsilon;
    private final int rows;

    /**
     * A plan for the decoder's output at some codes.
     *
     * @param output [m, ...], without a graph
     * @param codes the codes' weights b
     */
    PlanBlocks(Observation observation, Atoms atoms, NDArray output, Codes codes, double epsilon) {
        this(observation, atoms, output, codes, epsilon, ENTRIES);
    }

    PlanBlocks(
            Observation observation,
            Atoms atoms,
            NDArray output,
            Codes codes,
            double epsilon,
            int entries) {
        this.observation = observation;
        this.atoms = atoms;
        this.output = JniUtils.detachGradient((PtNDArray) output);
        this.output.attach(output.getManager());
        this.logCodes = codes.logWeights();
        this.epsilon = epsilon;
        rows = Math.max(1, Math.min(atoms.size(), entries / Math.toIntExact(output.size(0))));
    }

    /** Sums over a plan. */
    record Sums(double[] ofData, NDArray ofCodes, double cost, NDArray gradient) {}

    /** The c,ε-transform of u (C-VAE Eq. 11), [m]. */
    NDArray transform(double[] u) {
        boolean mode = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return transformed(u);
        } finally {
            JniUtils.setGradMode(mode);
        }
    }

    private NDArray transformed(double[] u) {
        NDManager owner = output.getManager();
        var parts = new NDList();
        for (int from = 0; from < atoms.size(); from += rows) {
            try (NDManager scope = owner.newSubManager()) {
                NDArray part = LogSumExp.ofColumns(exponents(scope, from, u));
                part.attach(owner);
                parts.add(part);
            }
        }
        NDArray all =
                parts.size() == 1 ? parts.get(0) : LogSumExp.ofColumns(NDArrays.concat(parts));
        return Scalars.mul(all.squeeze(0), -epsilon);
    }

    /** The least cost of each code to any atom, [m]. */
    double[] nearest() {
        boolean mode = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            double[] least = null;
            for (int from = 0; from < atoms.size(); from += rows) {
                try (NDManager scope = output.getManager().newSubManager()) {
                    double[] part = Tensors.doubles(costs(scope, from, output).min(new int[] {0}));
                    for (int j = 0; least != null && j < part.length; j++) {
                        part[j] = Math.min(part[j], least[j]);
                    }
                    least = part;
                }
            }
            return least;
        } finally {
            JniUtils.setGradMode(mode);
        }
    }

    /** The c,ε-transform of v, [m], at the atoms: -ε log Σ_j b_j exp((v_j - c_ij) / ε). */
    double[] transform(NDArray v) {
        var u = new double[atoms.size()];
        NDArray column = Scalars.div(v, epsilon).add(logCodes).reshape(1, -1);
        for (int from = 0; from < atoms.size(); from += rows) {
            try (NDManager scope = output.getManager().newSubManager()) {
                NDArray costs = Scalars.div(costs(scope, from, output), epsilon);
                float[] logs =
                        LogSumExp.ofColumns(costs.neg().add(column).transpose())
                                .squeeze(0)
                                .toFloatArray();
                for (int i = 0; i < logs.length; i++) {
                    u[from + i] = -epsilon * logs[i];
                }
            }
        }
        return u;
    }

    /**
     * The plan's marginals and cost, and the gradient of Σ P_ij c_ij in the decoder's output with P
     * held: by the envelope theorem that of the transport's value (C-VAE Proposition 3.2).
     * Gradients in the likelihood's own weights are added to them at once.
     *
     * @param v [m]
     * @param given whether rows are scaled to the mass given: importance weights of the codes, as
     *     in C-VAE Algorithm 1, in place of the plan's own
     * @param differentiate whether the gradient is wanted
     */
    Sums sums(double[] u, NDArray v, double[] given, boolean differentiate) {
        return sums(u, v, given, output, differentiate);
    }

    /**
     * The same plan, with cost and gradient at another output for the same codes.
     *
     * @param at [m, ...]
     * @equation C-VAE Prop. 3.2
     */
    Sums sums(double[] u, NDArray v, double[] given, NDArray at, boolean differentiate) {
        boolean mode = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            NDManager owner = output.getManager();
            NDArray leaf = JniUtils.detachGradient((PtNDArray) at);
            leaf.attach(owner);
            JniUtils.attachGradient((PtNDArray) leaf, differentiate);
            var ofData = new double[atoms.size()];
            NDArray ofCodes = owner.zeros(v.getShape(), DataType.FLOAT32);
            NDArray column = Scalars.div(v, epsilon).add(logCodes).reshape(1, -1);
            double cost = 0;
            for (int from = 0; from < atoms.size(); from += rows) {
                try (NDManager scope = owner.newSubManager()) {
                    JniUtils.setGradMode(differentiate);
                    NDArray costs = costs(scope, from, leaf);
                    JniUtils.setGradMode(false);
                    NDArray own = at == output ? costs : costs(scope, from, output);
                    NDArray log =
                            potentials(scope, from, u).sub(Scalars.div(own, epsilon)).add(column);
                    NDArray plan =
                            given == null
                                    ? density(log)
                                    : log.softmax(1).mul(masses(scope, from, given));
                    float[] sums = plan.sum(new int[] {1}).toFloatArray();
                    for (int i = 0; i < sums.length; i++) {
                        ofData[from + i] = sums[i];
                    }
                    ofCodes.addi(plan.sum(new int[] {0}));
                    JniUtils.setGradMode(differentiate);
                    NDArray total = plan.mul(costs).sum();
                    cost += total.getFloat();
                    if (differentiate) {
                        JniUtils.backward(
                                (PtNDArray) total, (PtNDArray) scope.create(1f), false, false);
                    }
                    JniUtils.setGradMode(false);
                }
            }
            NDArray gradient = null;
            if (differentiate) {
                gradient = JniUtils.getGradient((PtNDArray) leaf);
                gradient.attach(owner);
            }
            return new Sums(ofData, ofCodes, cost, gradient);
        } finally {
            JniUtils.setGradMode(mode);
        }
    }

    /** e^x, and its tangent above the greatest that is safe. */
    private static NDArray density(NDArray log) {
        NDArray cut = Scalars.minimum(log, GREATEST_LOG);
        return cut.exp().mul(log.sub(cut).add(1));
    }

    /** log a_i + (u_i - c_ij) / ε of a block. */
    private NDArray exponents(NDManager scope, int from, double[] u) {
        return potentials(scope, from, u).sub(Scalars.div(costs(scope, from, output), epsilon));
    }

    private NDArray costs(NDManager scope, int from, NDArray decoded) {
        // A view in this scope: what comes of it is freed with the block.
        NDArray mine = decoded.reshape(decoded.getShape());
        mine.attach(scope);
        return observation.pairwise(atoms.block(scope, from, to(from)), mine);
    }

    private NDArray potentials(NDManager scope, int from, double[] u) {
        var column = new double[to(from) - from];
        for (int i = 0; i < column.length; i++) {
            column[i] = u[from + i] / epsilon + Math.log(atoms.weights()[from + i]);
        }
        return Tensors.of(scope, column, column.length, 1);
    }

    private NDArray masses(NDManager scope, int from, double[] given) {
        var column = new double[to(from) - from];
        for (int i = 0; i < column.length; i++) {
            column[i] = atoms.weights()[from + i] * given[from + i];
        }
        return Tensors.of(scope, column, column.length, 1);
    }

    private int to(int from) {
        return Math.min(atoms.size(), from + rows);
    }
}
