package org.ot4j.transport.entropic;

import org.ot4j.base.Progress;

/**
 * Newton's method on the semi-dual (C-VAE Eq. 10) in the potential of the targets, for the last
 * stretch of a slow Sinkhorn iteration. The system (diag(Pᵀ1) - λ Pᵀ diag(1/P1) P) d = b - Pᵀ1 is
 * solved by conjugate gradients, whose products are one pass over the kernel each: they take the
 * square root of the number of passes that Sinkhorn needs, and an isolated slow mode one pass.
 */
final class ScalingNewton {
    private static final int MOST_CONJUGATE = 200;
    private static final int MOST_HALVINGS = 8;
    // A step in the potential, in units of ε, beyond which the quadratic model says nothing.
    private static final double LONGEST_STEP = 20;

    private final ScalingState state;
    private final int m;
    private final double[] step;
    private final double[] residual;
    private final double[] direction;
    private final double[] product;
    private final double[] diagonal;
    private final double[] gradient;
    private final double[] bv;

    ScalingNewton(ScalingState state) {
        this.state = state;
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
    boolean run(double tolerance, long maxIterations, Progress progress) {
        var start = new double[m];
        state.updateRows(1);
        while (state.residual >= tolerance) {
            if (state.iterations >= maxIterations || Progress.stopRequested()) {
                return false;
            }
            double before = state.residual;
            double dual = state.dual();
            double slope = solve(maxIterations, progress);
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

    // Conjugate gradients, preconditioned by the diagonal; returns the slope along the step.
    private double solve(long maxIterations, Progress progress) {
        double[] a = state.a;
        double[] u = state.u;
        double[] rowSums = state.rowSums.clone();
        double lambda = state.lambdaA();
        double slope = 0;
        double rz = 0;
        double scale = 0;
        for (int j = 0; j < m; j++) {
            bv[j] = state.b[j] * state.v[j];
            double sum = bv[j] * state.colSums[j];
            double target = state.targetOf(j);
            double penalty = state.curvatureB(target);
            // At least the target, so that a column without mass takes a step of Sinkhorn's size.
            diagonal[j] = Math.max(sum, target) + penalty;
            residual[j] = target - sum;
            gradient[j] = residual[j];
            step[j] = 0;
            direction[j] = residual[j] / diagonal[j];
            rz += residual[j] * direction[j];
            scale += target;
        }
        double forcing = Math.min(0.01, state.residual / scale);
        double goal = rz * forcing;
        for (int k = 0; k < MOST_CONJUGATE && rz > goal; k++) {
            if (state.iterations + 1 >= maxIterations || Progress.stopRequested()) {
                break;
            }
            for (int j = 0; j < m; j++) {
                state.w[j] = bv[j] * direction[j];
            }
            state.kernel.pass(
                    state.w, (part, i, sum) -> lambda * a[i] * u[i] * (sum / rowSums[i]), product);
            state.iterations++;
            progress.update(state.iterations);
            double curvature = 0;
            for (int j = 0; j < m; j++) {
                product[j] = diagonal[j] * direction[j] - bv[j] * product[j];
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
        for (int j = 0; j < m; j++) {
            slope += step[j] * gradient[j];
        }
        return slope;
    }
}
