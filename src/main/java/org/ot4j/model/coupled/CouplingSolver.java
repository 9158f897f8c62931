package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;
import org.ot4j.distribution.Observation;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;

/**
 * Sinkhorn's algorithm between atoms of data and decoded codes: on a stored kernel where it is
 * small enough, else block by block, so that memory does not grow with the number of data.
 *
 * @param coupling the problem
 * @param error L1 error of the marginals at which it ends
 * @param iterations after so many it ends in any case
 * @param scaling whether a cold start goes by way of larger ε
 * @param stored entries of the greatest kernel to store
 */
record CouplingSolver(
        Coupling coupling, double error, int iterations, boolean scaling, long stored) {
    /** 128 MB of costs and as much of the kernel. */
    static final long STORED = 1L << 24;

    /**
     * Potentials of the data, and the error with which they were left.
     *
     * @param nearest finds the least cost of each code to any atom
     */
    record Solution(double[] u, double error, Supplier<double[]> nearest) {}

    /**
     * Solves from potentials given.
     *
     * @param output the decoder's, [m, ...]
     */
    Solution solve(
            Observation observation, Atoms atoms, NDArray output, Codes codes, double[] start) {
        return stores(coupling, atoms, codes, stored)
                ? onKernel(observation, atoms, output, codes, start)
                : inBlocks(observation, atoms, output, codes, start);
    }

    /** Whether the kernel is stored. A sample that is let go of has one of zeros. */
    static boolean stores(Coupling coupling, Atoms atoms, Codes codes, long stored) {
        return coupling.balanced() && (long) atoms.size() * codes.weights().length <= stored;
    }

    private Solution onKernel(
            Observation observation, Atoms atoms, NDArray output, Codes codes, double[] start) {
        CostMatrix costs;
        try (NDManager scope = output.getManager().newSubManager()) {
            NDArray mine = output.duplicate();
            mine.attach(scope);
            costs = CostMatrix.of(observation.pairwise(atoms.block(scope, 0, atoms.size()), mine));
        }
        var result =
                coupling.sinkhorn()
                        .tolerance(error)
                        .maxIterations(iterations)
                        .scaling(scaling)
                        .build()
                        .solve(TransportProblem.of(costs, atoms.weights(), codes.weights()), start);
        // The c-transform of 0.
        return new Solution(
                result.f(),
                result.error(),
                () -> CTransform.toTargets(costs, new double[atoms.size()]));
    }

    /** The same iteration in the log domain. */
    private Solution inBlocks(
            Observation observation, Atoms atoms, NDArray output, Codes codes, double[] start) {
        double epsilon = coupling.epsilon();
        double damping = coupling.data().damping(epsilon);
        double[] u = start.clone();
        double residual = Double.NaN;
        for (int k = 0; k < iterations; k++) {
            try (NDManager scope = output.getManager().newSubManager()) {
                NDArray mine = output.duplicate();
                mine.attach(scope);
                var plan = new PlanBlocks(observation, atoms, mine, codes.in(scope), epsilon);
                double[] next = plan.transform(coupling.damped(plan.transform(u)));
                residual = 0;
                for (int i = 0; i < u.length; i++) {
                    double mass = Math.exp((u[i] - next[i]) / epsilon);
                    residual += atoms.weights()[i] * Math.abs(mass - coupling.data().mass(u[i]));
                    u[i] = damping * next[i];
                }
            }
            if (residual < error) {
                break;
            }
        }
        return new Solution(
                u,
                residual,
                () -> new PlanBlocks(observation, atoms, output, codes, epsilon).nearest());
    }
}
