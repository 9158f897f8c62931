package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Autograd;
import org.ot4j.tensor.Exponentials;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

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
    private final NDArray decoded;
    private final NDArray output;
    private final double[] weights;
    private final NDArray logCodes;
    private final double epsilon;
    private final int rows;
    private final PairCosts known;

    /**
     * A plan for the decoder's output at some codes.
     *
     * @param decoded [m, ...]; its graph is not followed
     * @param codes the codes' weights b
     */
    PlanBlocks(Observation observation, Atoms atoms, NDArray decoded, Codes codes, double epsilon) {
        this(observation, atoms, decoded, codes, epsilon, ENTRIES);
    }

    PlanBlocks(
            Observation observation,
            Atoms atoms,
            NDArray decoded,
            Codes codes,
            double epsilon,
            int entries) {
        this.observation = observation;
        this.atoms = atoms;
        this.decoded = decoded;
        output = Autograd.detached(decoded);
        weights = codes.weights();
        logCodes = codes.logWeights();
        this.epsilon = epsilon;
        rows = Math.max(1, Math.min(atoms.size(), entries / Math.toIntExact(output.size(0))));
        known = null;
    }

    private PlanBlocks(PlanBlocks plan, NDManager manager, PairCosts known) {
        observation = plan.observation;
        atoms = plan.atoms;
        decoded = plan.decoded;
        output = in(manager, plan.output);
        weights = plan.weights;
        logCodes = in(manager, plan.logCodes);
        epsilon = plan.epsilon;
        rows = plan.rows;
        this.known = known;
    }

    private static NDArray in(NDManager manager, NDArray array) {
        return array.getManager() == manager ? array : Scope.view(array, manager);
    }

    /** The same plan, whose results belong to another manager. */
    PlanBlocks in(NDManager manager) {
        return new PlanBlocks(this, manager, known);
    }

    /** The same plan, whose costs are known. */
    PlanBlocks with(PairCosts costs) {
        return new PlanBlocks(this, output.getManager(), costs);
    }

    /**
     * The same plan, whose costs are computed now for all its uses; as it is if they do not fit.
     *
     * @param recorded whether the cost's gradient in this output will be asked for, once; then a
     *     plan of one block needs no second computation for it
     */
    PlanBlocks knowing(boolean recorded) {
        if (known != null || (long) atoms.size() * weights.length > PairCosts.MOST) {
            return this;
        }
        boolean graph = recorded && isOneBlock();
        NDArray at = graph ? Autograd.leaf(output) : Autograd.detached(output);
        var parts = new NDList();
        eachBlock(
                (scope, from) -> {
                    NDArray part =
                            graph
                                    ? Autograd.with(() -> costs(scope, from, at))
                                    : costs(scope, from, at);
                    part.attach(output.getManager());
                    parts.add(part);
                });
        if (parts.size() == 1) {
            return with(new PairCosts(at, parts.get(0), graph));
        }
        try (parts) {
            return with(new PairCosts(at, NDArrays.concat(parts), false));
        }
    }

    /** Whether all rows are computed at once. */
    boolean isOneBlock() {
        return atoms.size() <= rows;
    }

    /** The costs if they are known, or null. */
    PairCosts known() {
        return known;
    }

    /** Owns what this returns. */
    NDManager manager() {
        return output.getManager();
    }

    Atoms atoms() {
        return atoms;
    }

    /** The codes' weights b. */
    double[] weights() {
        return weights;
    }

    /** All costs, [n, m], in a manager. */
    NDArray costs(NDManager scope) {
        return Autograd.without(() -> costs(scope, 0, atoms.size()));
    }

    /**
     * The marginals of a plan.
     *
     * @param ofData Σ_j P_ij, [n]
     * @param ofCodes Σ_i P_ij, [m]
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Marginals(double[] ofData, NDArray ofCodes) {
        /** Σ_ij P_ij. */
        double mass() {
            double mass = 0;
            for (double each : ofData) {
                mass += each;
            }
            return mass;
        }

        private void add(NDArray plan, int from) {
            float[] sums = plan.sum(new int[] {1}).toFloatArray();
            for (int i = 0; i < sums.length; i++) {
                ofData[from + i] = sums[i];
            }
            ofCodes.addi(plan.sum(new int[] {0}));
        }
    }

    /**
     * Sums over a plan.
     *
     * @param cost Σ_ij P_ij c_ij
     * @param gradient of that cost in the decoder's output with P held, [m, ...]
     */
    record Sums(Marginals marginals, double cost, NDArray gradient) {
        double mass() {
            return marginals.mass();
        }
    }

    /** The c,ε-transform of u (C-VAE Eq. 11), [m]: -ε log Σ_i a_i exp((u_i - c_ij) / ε). */
    NDArray transform(double[] u) {
        NDManager owner = output.getManager();
        var parts = new NDList();
        eachBlock(
                (scope, from) -> {
                    NDArray part = LogSumExp.ofColumns(exponents(scope, from, u));
                    part.attach(owner);
                    parts.add(part);
                });
        return Autograd.without(
                () -> {
                    NDArray all =
                            parts.size() == 1
                                    ? parts.get(0)
                                    : LogSumExp.ofColumns(NDArrays.concat(parts));
                    return Scalars.mul(all.squeeze(0), -epsilon);
                });
    }

    /**
     * The c,ε-transform s of u, what a penalty leaves of it as v, and the plan's marginal with
     * that: Σ_j P_ij = Σ_j b_j exp((v_j - s_j) / ε) softmax_i(log a_i + (u_i - c_ij) / ε). Up to
     * four blocks are one here, in which each entry is computed once for both.
     *
     * @param damped v from s
     */
    Transformed transformed(double[] u, UnaryOperator<NDArray> damped) {
        if (atoms.size() > 4 * rows) {
            NDArray v = damped.apply(transform(u));
            return new Transformed(v, marginals(u, v).ofData());
        }
        NDManager owner = output.getManager();
        try (var without = Autograd.off();
                NDManager scope = owner.newSubManager()) {
            NDArray exponents =
                    potentials(scope, 0, atoms.size(), u)
                            .sub(Scalars.div(costs(scope, 0, atoms.size()), epsilon));
            NDArray greatest = exponents.max(new int[] {0}, true);
            NDArray relative = Exponentials.of(exponents.sub(greatest));
            NDArray sums = relative.sum(new int[] {0}, true);
            NDArray s = Scalars.mul(sums.log().add(greatest).squeeze(0), -epsilon);
            NDArray v = damped.apply(s);
            NDArray log = Scalars.div(v.sub(s), epsilon).add(logCodes).reshape(1, -1);
            NDArray shares = Exponentials.tangential(log, GREATEST_LOG).div(sums).transpose();
            double[] ofData = Tensors.doubles(relative.matMul(shares));
            v.attach(owner);
            return new Transformed(v, ofData);
        }
    }

    /**
     * Potentials of the codes and what their plan gives to the data.
     *
     * @param v [m]
     * @param ofData Σ_j P_ij, [n]
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Transformed(NDArray v, double[] ofData) {}

    /** The least cost of each code to any atom, [m]. */
    double[] nearest() {
        var least = new double[Math.toIntExact(output.size(0))];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        eachBlock(
                (scope, from) -> {
                    double[] part = Tensors.doubles(costs(scope, from).min(new int[] {0}));
                    Arrays.setAll(least, j -> Math.min(part[j], least[j]));
                });
        return least;
    }

    /** The c,ε-transform of v, [m], at the atoms: -ε log Σ_j b_j exp((v_j - c_ij) / ε). */
    double[] transform(NDArray v) {
        var u = new double[atoms.size()];
        NDArray column = Autograd.without(() -> column(v));
        eachBlock(
                (scope, from) -> {
                    NDArray costs = Scalars.div(costs(scope, from), epsilon);
                    float[] logs =
                            LogSumExp.ofColumns(costs.neg().add(column).transpose())
                                    .squeeze(0)
                                    .toFloatArray();
                    for (int i = 0; i < logs.length; i++) {
                        u[from + i] = -epsilon * logs[i];
                    }
                });
        return u;
    }

    /**
     * Σ_j P_ij and Σ_i P_ij, from which the slopes of a dual in its potentials are read off.
     *
     * @param v [m]
     */
    Marginals marginals(double[] u, NDArray v) {
        Marginals sums = none(v);
        NDArray column = Autograd.without(() -> column(v));
        eachBlock(
                (scope, from) -> {
                    NDArray costs = costs(scope, from);
                    sums.add(
                            Exponentials.tangential(
                                    log(scope, from, u, column, costs), GREATEST_LOG),
                            from);
                });
        return sums;
    }

    /**
     * Σ P_ij c_ij, and its gradient in the decoder's output with P held: by the envelope theorem
     * that of the transport's value (C-VAE Proposition 3.2). Gradients in the likelihood's own
     * weights are added to them at once.
     *
     * @param v [m]
     * @param at the output whose costs these are, [m, ...]; the plan stays that of its own
     * @equation C-VAE Prop. 3.2
     */
    Sums transport(double[] u, NDArray v, NDArray at) {
        return sums(u, v, at, (log, scope, from) -> Exponentials.tangential(log, GREATEST_LOG));
    }

    /**
     * The same under the posterior of each sample, q(z_j | x_i) ∝ b_j exp((v_j - c_ij) / ε), by
     * which the codes are weighted as C-VAE Algorithm 1 has it.
     *
     * @param masses of the samples, each of weight 1
     */
    Sums posterior(double[] u, NDArray v, double[] masses, NDArray at) {
        return sums(
                u, v, at, (log, scope, from) -> log.softmax(1).mul(masses(scope, from, masses)));
    }

    /** A block of a plan from log P_ij as the potentials have it. */
    private interface Weighing {
        NDArray plan(NDArray log, NDManager scope, int from);
    }

    private Sums sums(double[] u, NDArray v, NDArray at, Weighing weighing) {
        Marginals marginals = none(v);
        NDArray column = Autograd.without(() -> column(v));
        boolean recorded = at == decoded && known != null && known.recorded();
        NDArray leaf = recorded ? known.output() : Autograd.leaf(at);
        var cost = new double[1];
        eachBlock(
                (scope, from) -> {
                    NDArray costs =
                            Autograd.with(
                                    () -> recorded ? costs(scope, from) : costs(scope, from, leaf));
                    NDArray own = at == decoded ? costs : costs(scope, from);
                    NDArray plan = weighing.plan(log(scope, from, u, column, own), scope, from);
                    marginals.add(plan, from);
                    cost[0] += Autograd.with(() -> differentiated(plan.mul(costs).sum()));
                });
        if (recorded) {
            known.spend();
        }
        NDArray gradient = Autograd.gradient(leaf);
        gradient.attach(output.getManager());
        return new Sums(marginals, cost[0], gradient);
    }

    /** Goes back through the graph of a total, and returns its value. */
    private static double differentiated(NDArray total) {
        Autograd.backward(total, 1);
        return total.getFloat();
    }

    /** Runs a body without a graph for each block of rows. */
    private void eachBlock(ObjIntConsumer<NDManager> body) {
        try (var without = Autograd.off()) {
            for (int from = 0; from < atoms.size(); from += rows) {
                try (NDManager scope = output.getManager().newSubManager()) {
                    body.accept(scope, from);
                }
            }
        }
    }

    private Marginals none(NDArray v) {
        return new Marginals(
                new double[atoms.size()],
                output.getManager().zeros(v.getShape(), DataType.FLOAT32));
    }

    /** log b_j + v_j / ε, [1, m]. */
    private NDArray column(NDArray v) {
        return Scalars.div(v, epsilon).add(logCodes).reshape(1, -1);
    }

    /** log P_ij of a block. */
    private NDArray log(NDManager scope, int from, double[] u, NDArray column, NDArray costs) {
        return potentials(scope, from, u).sub(Scalars.div(costs, epsilon)).add(column);
    }

    /** log a_i + (u_i - c_ij) / ε of a block. */
    private NDArray exponents(NDManager scope, int from, double[] u) {
        return potentials(scope, from, u).sub(Scalars.div(costs(scope, from), epsilon));
    }

    private NDArray costs(NDManager scope, int from) {
        return costs(scope, from, to(from));
    }

    private NDArray costs(NDManager scope, int from, int to) {
        return known == null ? pairwise(scope, from, to, output) : known.rows(from, to, scope);
    }

    private NDArray costs(NDManager scope, int from, NDArray decoder) {
        return pairwise(scope, from, to(from), decoder);
    }

    private NDArray pairwise(NDManager scope, int from, int to, NDArray decoder) {
        return observation.pairwise(atoms.block(scope, from, to), Scope.view(decoder, scope));
    }

    private NDArray potentials(NDManager scope, int from, double[] u) {
        return potentials(scope, from, to(from), u);
    }

    private NDArray potentials(NDManager scope, int from, int to, double[] u) {
        var column = new double[to - from];
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
