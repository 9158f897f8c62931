package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.internal.GroundedLaplacian;

/**
 * Newton's method on the semi-dual (C-VAE Eq. 10) in the potential of the targets, for the last
 * stretch of a slow Sinkhorn iteration. The system (diag(Pᵀ1) - λ Pᵀ diag(1/P1) P) d = b - Pᵀ1 is
 * solved by conjugate gradients, whose products are one pass over the kernel each: they take the
 * square root of the number of passes that Sinkhorn needs, and an isolated slow mode one pass. At a
 * small ε, where parts of the plan hang together by next to nothing, they fail; then the matrix is
 * made, and the system solved {@linkplain GroundedLaplacian directly}.
 */
final class ScalingNewton {
    private static final int MOST_CONJUGATE = 200;
    private static final int MOST_HALVINGS = 8;
    // A step in the potential, in units of ε, beyond which the quadratic model says nothing.
    private static final double LONGEST_STEP = 20;

    // Direct solutions are for up to so many targets, and once conjugate gradients have failed for
    // as many passes as two of them take.
    private static final int MOST_DIRECT = 2_048;
    private static final int DIRECT_WORTH = 2;

    // What a part of the plan that hangs on by 1e-10 lacks would move it by far more than the
    // logarithm that it needs: this share of what is lacking holds it. As that falls, so does this.
    private static final double HOLD = 0.1;

    private final ScalingState state;
    private final long maxIterations;
    private final Progress progress;
    private final int m;
    private final double[] step;
    private final double[] residual;
    private final double[] direction;
    private final double[] product;
    private final double[] diagonal;
    private final double[] gradient;
    private final double[] bv;
    private long failed;

    ScalingNewton(ScalingState state, long maxIterations, Progress progress) {
        this.state = state;
        this.maxIterations = maxIterations;
        this.progress = progress;
        this.m = state.v.length;
        this.step = new double[m];
        this.residual = new double[m];
        this.direction = new double[m];
        this.product = new double[m];
        this.diagonal = new double[m];
        this.gradient = new double[m];
        this.bv = new double[m];
    }

    /**
     * Steps until the marginals are off by less than {@code tolerance}, the iterations are used up,
     * or no step helps any more. Leaves the rows exact. True if the tolerance was reached.
     */
    boolean run(double tolerance) {
        var start = new double[m];
        state.updateRows(1);
        while (state.residual >= tolerance) {
            if (state.iterations >= maxIterations || Progress.stopRequested()) {
                return false;
            }
            double before = state.residual;
            double dual = state.dual();
            double slope = solve();
            if (Progress.stopRequested()) {
                return false;
            }
            double longest = 0;
            for (double d : step) {
                longest = Math.max(longest, Math.abs(d));
            }
            double t = Math.min(1, LONGEST_STEP / longest);
            System.arraycopy(state.v, 0, start, 0, m);
            for (int halvings = 0; ; halvings++) {
                for (int j = 0; j < m; j++) {
                    state.v[j] = start[j] * Math.exp(t * step[j]);
                }
                state.updateRows(1);
                double gain = state.dual() - dual;
                if (state.residual < 0.5 * before
                        || gain > 1e-4 * t * slope * state.kernel.epsilon()) {
                    break;
                }
                if (halvings == MOST_HALVINGS) {
                    System.arraycopy(start, 0, state.v, 0, m);
                    state.updateRows(1);
                    return false;
                }
                t /= 2;
            }
            if (!state.sound()) {
                state.absorb();
                state.updateRows(1);
            }
        }
        return true;
    }

    /** Finds the step; returns the slope of the dual, in units of ε, along it. */
    private double solve() {
        for (int j = 0; j < m; j++) {
            bv[j] = state.b[j] * state.v[j];
            gradient[j] = state.targetOf(j) - bv[j] * state.colSums[j];
        }
        if (failed >= (long) DIRECT_WORTH * m
                && m <= MOST_DIRECT
                && state.iterations + m < maxIterations) {
            solveDirectly();
        } else {
            solveByConjugateGradients();
        }
        return Vectors.dot(step, gradient);
    }

    /** Pᵀ diag(λ/P1) P x for w = b v x, where P is the plan: what comes back through the rows. */
    private void throughRows(double[] w, double[] out) {
        double lambda = state.lambdaA();
        state.kernel.pass(
                w,
                (part, i, sum) -> lambda * state.a[i] * state.u[i] * (sum / state.rowSums[i]),
                out);
        for (int j = 0; j < m; j++) {
            out[j] *= bv[j];
        }
        state.iterations++;
        progress.update(state.iterations);
    }

    private void solveDirectly() {
        var ground = new double[m];
        var weights = new double[m][];
        for (int j = 0; j < m; j++) {
            if (Progress.stopRequested()) {
                return;
            }
            double sum = bv[j] * state.colSums[j];
            ground[j] =
                    HOLD * Math.abs(gradient[j])
                            + state.curvatureB(state.targetOf(j))
                            + state.restA() * sum;
            Arrays.fill(state.w, 0);
            state.w[j] = bv[j];
            throughRows(state.w, product);
            weights[j] = Arrays.copyOf(product, j);
        }
        System.arraycopy(gradient, 0, step, 0, m);
        new GroundedLaplacian(weights, ground).solve(step);
    }

    // Preconditioned by the diagonal.
    private void solveByConjugateGradients() {
        double rz = 0;
        double scale = 0;
        for (int j = 0; j < m; j++) {
            double target = state.targetOf(j);
            // At least the target, so that a column without mass takes a step of Sinkhorn's size.
            diagonal[j] = Math.max(target - gradient[j], target) + state.curvatureB(target);
            residual[j] = gradient[j];
            step[j] = 0;
            direction[j] = residual[j] / diagonal[j];
            rz += residual[j] * direction[j];
            scale += target;
        }
        double forcing = Math.min(0.01, state.residual / scale);
        double goal = rz * forcing;
        int k = 0;
        for (; k < MOST_CONJUGATE && rz > goal; k++) {
            if (state.iterations + 1 >= maxIterations || Progress.stopRequested()) {
                return;
            }
            for (int j = 0; j < m; j++) {
                state.w[j] = bv[j] * direction[j];
            }
            throughRows(state.w, product);
            double curvature = 0;
            for (int j = 0; j < m; j++) {
                product[j] = diagonal[j] * direction[j] - product[j];
                curvature += direction[j] * product[j];
            }
            if (!(curvature > 0)) {
                break;
            }
            double alpha = rz / curvature;
            double next = 0;
            for (int j = 0; j < m; j++) {
                step[j] += alpha * direction[j];
                residual[j] -= alpha * product[j];
                next += residual[j] * residual[j] / diagonal[j];
            }
            double beta = next / rz;
            rz = next;
            for (int j = 0; j < m; j++) {
                direction[j] = residual[j] / diagonal[j] + beta * direction[j];
            }
        }
        if (rz > goal) {
            failed += k;
        }
    }
}
