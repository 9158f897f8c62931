package org.ot4j.transport.flow;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.SeparableKernel;
import org.ot4j.transport.internal.SoftMinimum;

/**
 * A step of a {@link JkoFlow}, by scalings in the log domain. The plan is
 *
 * <pre>P_ij = v_i a_i K_ij q_j,   K = e^(-c / ε),   s = K q,   u = a s,</pre>
 *
 * where q makes columns sum to the last masses, and a = prox(s) / s.
 *
 * <p>Debiased, the self-transport is a maximum over potentials h = ε log d, so that its negative
 * half is a minimum, which adds -⟨h, ρ⟩ to the energy: s becomes d s in the proximal operator. In
 * turn, d ← √(d u / K v d) is its average of d with the d that transports u to itself.
 */
final class JkoStep {
    /** The logarithm of a density that counts as 0: d need not fall further there. */
    private static final double EMPTY = -700;

    private final JkoFlow.Options options;
    private final Proximal proximal;
    private final UnaryOperator<double[]> kernel;
    private final double[] volumes;
    private final double[] logVolumes;
    private final double mass;
    private final double even;
    private final int n;
    private final double[] logA;
    private final double[] logD;
    private double[] logU;
    private int iterations;
    private double error;

    JkoStep(
            JkoFlow.Options options,
            Measure start,
            double[] volumes,
            double[] potentials,
            double tau) {
        this.options = options;
        this.volumes = volumes;
        double epsilon = options.epsilon();
        mass = start.mass();
        even = mass / Vectors.sum(volumes);
        n = volumes.length;
        proximal = new Proximal(options.energy(), epsilon, tau, potentials, volumes, mass);
        kernel = kernel(options.cost().between(start, start), epsilon);
        logVolumes = logs(volumes);
        logA = new double[n];
        logD = new double[n];
    }

    /** log K x for log x: along the axes of a grid, or row by row. */
    private static UnaryOperator<double[]> kernel(CostMatrix costs, double epsilon) {
        var grid = SeparableKernel.of(costs, epsilon);
        if (grid.isPresent()) {
            return grid.get()::logTimes;
        }
        CostMatrix stored = costs.stored();
        return x -> {
            var weights = new double[x.length];
            var g = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                if (x[j] > Double.NEGATIVE_INFINITY) {
                    weights[j] = 1;
                    g[j] = epsilon * x[j];
                }
            }
            double[] minima = SoftMinimum.rows(stored, weights, g, epsilon);
            Arrays.setAll(minima, i -> -minima[i] / epsilon);
            return minima;
        };
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static double[] sum(double[] x, double[] y) {
        var sum = new double[x.length];
        Arrays.setAll(sum, i -> x[i] + y[i]);
        return sum;
    }

    /**
     * Takes a step from the masses [n]; false if it was interrupted, which leaves it unfinished.
     */
    boolean take(double[] masses) {
        double[] logMasses = logs(masses);
        var next = new double[n];
        if (options.debiased()) {
            // What was empty must not stay so: from above, d falls fast where no mass is to go.
            Arrays.fill(logA, 0);
            Arrays.fill(logD, 0);
        }
        error = Double.POSITIVE_INFINITY;
        iterations = 0;
        while (iterations < options.maxIterations() && error > options.tolerance()) {
            if (Progress.stopRequested()) {
                return false;
            }
            double[] q = kernel.apply(sum(logVolumes, logA));
            for (int j = 0; j < n; j++) {
                q[j] = logMasses[j] - q[j];
            }
            double[] s = kernel.apply(q);
            proximal.apply(options.debiased() ? sum(s, logD) : s, next);
            error = 0;
            for (int i = 0; i < n; i++) {
                error += volumes[i] * Math.abs(Math.exp(logA[i] + s[i]) - Math.exp(next[i]));
                logA[i] = next[i] - s[i];
            }
            error /= mass;
            if (options.debiased()) {
                error = Math.max(error, sharpen(next));
            }
            iterations++;
        }
        logU = next;
        return true;
    }

    /**
     * Gives by how much d moves, as a mean over the mass. Where d grows there may be next to no
     * mass yet, but there will be, so that such points count with at least the mean density.
     */
    private double sharpen(double[] logU) {
        double[] blur = kernel.apply(sum(logVolumes, logD));
        double moved = 0;
        for (int i = 0; i < n; i++) {
            double by = (logU[i] - blur[i] - logD[i]) / 2;
            if (by > 0) {
                moved += by * volumes[i] * Math.max(even, Math.exp(logU[i]));
                logD[i] += by;
            } else if (logU[i] > EMPTY) {
                moved -= by * volumes[i] * Math.exp(logU[i]);
                logD[i] += by;
            }
        }
        return moved / mass;
    }

    double[] masses() {
        var masses = new double[n];
        Arrays.setAll(masses, i -> volumes[i] * Math.exp(logU[i]));
        return masses;
    }

    int iterations() {
        return iterations;
    }

    double error() {
        return error;
    }
}
