package org.ot4j.model.coupled;

import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;
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
     * @param plan of the coupling's ε; it computes the costs, or knows them
     */
    Solution solve(PlanBlocks plan, double[] start) {
        return stores(coupling, plan, stored) ? onKernel(plan, start) : inBlocks(plan, start);
    }

    /** Whether the kernel is stored. A sample that is let go of has one of zeros. */
    static boolean stores(Coupling coupling, PlanBlocks plan, long stored) {
        return coupling.balanced() && (long) plan.atoms().size() * plan.weights().length <= stored;
    }

    private Solution onKernel(PlanBlocks plan, double[] start) {
        Atoms atoms = plan.atoms();
        CostMatrix costs;
        try (NDManager scope = plan.manager().newSubManager()) {
            costs = CostMatrix.of(plan.costs(scope));
        }
        var result =
                coupling.sinkhorn()
                        .tolerance(error)
                        .maxIterations(iterations)
                        .scaling(scaling)
                        .build()
                        .solve(TransportProblem.of(costs, atoms.weights(), plan.weights()), start);
        // The c-transform of 0.
        return new Solution(
                result.f(),
                result.error(),
                () -> CTransform.toTargets(costs, new double[atoms.size()]));
    }

    /** The same iteration in the log domain. */
    private Solution inBlocks(PlanBlocks plan, double[] start) {
        Atoms atoms = plan.atoms();
        double epsilon = coupling.epsilon();
        double damping = coupling.data().damping(epsilon);
        double[] u = start.clone();
        double residual = Double.NaN;
        for (int k = 0; k < iterations; k++) {
            try (NDManager scope = plan.manager().newSubManager()) {
                PlanBlocks own = plan.in(scope);
                double[] next = own.transform(coupling.damped(own.transform(u)));
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
        return new Solution(u, residual, plan::nearest);
    }
}
