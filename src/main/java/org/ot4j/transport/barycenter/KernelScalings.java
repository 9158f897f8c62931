package org.ot4j.transport.barycenter;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.DenseKernel;
import org.ot4j.transport.internal.KernelOperator;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.SeparableKernel;

/**
 * The iterations of {@link FixedSupportBarycenter} with the scalings u = e^(f / ε) in place of
 * potentials: two products with the kernel for each measure, axis by axis on grids, and no
 * logarithm but that of the mean, as long as all numbers stay far within the range of a double.
 */
final class KernelScalings {
    // What underflows is less than 1e-323 an entry, which sums above this do not show.
    private static final double LEAST = 1e-290;
    private static final double GREATEST = 1e290;

    private final KernelOperator[] there;
    private final KernelOperator[] back;
    private final KernelOperator self;
    private final double[][] b;
    private final double[] lambda;
    private final int n;
    private final double epsilon;
    private final double[] d;
    private final double[] log;
    private double[][] u;
    // Of the iteration under way.
    private final double[][] q;
    private final double[][] sums;
    private final double[] mean;
    private final double[] weights;
    private double[][] next;

    private KernelScalings(
            KernelOperator[] there,
            KernelOperator self,
            List<Measure> measures,
            double[] lambda,
            double epsilon) {
        this.there = there;
        this.self = self;
        this.lambda = lambda;
        this.epsilon = epsilon;
        back = new KernelOperator[there.length];
        b = new double[there.length][];
        q = new double[there.length][];
        for (int k = 0; k < there.length; k++) {
            int like = Arrays.asList(there).indexOf(there[k]);
            back[k] = like < k ? back[like] : there[k].transposed();
            b[k] = RawMeasures.weights(measures.get(k));
            q[k] = new double[b[k].length];
        }
        n = there[0].size();
        u = new double[there.length][n];
        next = new double[there.length][n];
        sums = new double[there.length][n];
        mean = new double[n];
        weights = new double[n];
        d = new double[n];
        log = new double[n];
        for (double[] row : u) {
            Arrays.fill(row, 1);
        }
        Arrays.fill(d, 1);
    }

    /**
     * All potentials 0; empty where the kernels would not fit in a quarter of the heap.
     *
     * @param costs those of measures with the same points may be the same object
     * @param self the costs within the support if the barycenter is to be debiased, or null
     */
    static Optional<KernelScalings> of(
            CostMatrix[] costs,
            CostMatrix self,
            List<Measure> measures,
            double[] lambda,
            double epsilon) {
        var kernels = new IdentityHashMap<CostMatrix, KernelOperator>();
        double bytes = 0;
        for (CostMatrix each : self == null ? costs : with(costs, self)) {
            if (!kernels.containsKey(each)) {
                var separable = SeparableKernel.of(each, epsilon);
                bytes += separable.isPresent() ? 0 : DenseKernel.bytes(each);
                if (bytes > Runtime.getRuntime().maxMemory() / 4.0) {
                    return Optional.empty();
                }
                kernels.put(
                        each,
                        separable.isPresent() ? separable.get() : DenseKernel.of(each, epsilon));
            }
        }
        KernelOperator[] there =
                Arrays.stream(costs).map(kernels::get).toArray(KernelOperator[]::new);
        return Optional.of(new KernelScalings(there, kernels.get(self), measures, lambda, epsilon));
    }

    private static CostMatrix[] with(CostMatrix[] costs, CostMatrix self) {
        CostMatrix[] all = Arrays.copyOf(costs, costs.length + 1);
        all[costs.length] = self;
        return all;
    }

    /**
     * One iteration; gives the error, or NaN if a number left its range. Then nothing has changed.
     */
    double iterate() {
        Arrays.fill(mean, 0);
        for (int k = 0; k < there.length; k++) {
            double[] v = q[k];
            back[k].times(u[k], v);
            boolean sound = inRange(v);
            for (int j = 0; j < v.length; j++) {
                v[j] = n * b[k][j] / v[j];
                sound &= v[j] < GREATEST;
            }
            there[k].times(v, sums[k]);
            if (!sound || !inRange(sums[k])) {
                return Double.NaN;
            }
            for (int i = 0; i < n; i++) {
                mean[i] += lambda[k] * Math.log(sums[k][i]);
            }
        }
        for (int i = 0; i < n; i++) {
            if (self != null) {
                mean[i] += Math.log(d[i]);
            }
            weights[i] = Math.exp(mean[i]);
        }
        double error = 0;
        for (int k = 0; k < there.length; k++) {
            double off = 0;
            for (int i = 0; i < n; i++) {
                off += Math.abs(u[k][i] * sums[k][i] - weights[i]);
                next[k][i] = weights[i] / sums[k][i];
            }
            error += lambda[k] * off / n;
        }
        for (double[] row : next) {
            if (!inRange(row)) {
                return Double.NaN;
            }
        }
        if (self != null) {
            double moved = sharpen();
            if (!(moved >= 0)) {
                return moved;
            }
            error = Math.max(error, moved);
        }
        double[][] before = u;
        u = next;
        next = before;
        System.arraycopy(mean, 0, log, 0, n);
        return error;
    }

    // d <- √(d a / K d); gives by how much it moves, or NaN.
    private double sharpen() {
        var blur = new double[n];
        self.times(d, blur);
        if (!inRange(blur)) {
            return Double.NaN;
        }
        var sharper = new double[n];
        double moved = 0;
        for (int i = 0; i < n; i++) {
            sharper[i] = Math.sqrt(d[i] * weights[i] / (blur[i] / n));
            moved += Math.abs(Math.log(sharper[i] / d[i])) * weights[i] / n;
        }
        if (!inRange(sharper)) {
            return Double.NaN;
        }
        System.arraycopy(sharper, 0, d, 0, n);
        return moved;
    }

    private static boolean inRange(double[] x) {
        boolean in = true;
        for (double t : x) {
            in &= t > LEAST && t < GREATEST;
        }
        return in;
    }

    /** The potentials of the support for each measure. */
    double[][] f() {
        var f = new double[u.length][];
        for (int k = 0; k < f.length; k++) {
            f[k] = Arrays.stream(u[k]).map(t -> epsilon * Math.log(t)).toArray();
        }
        return f;
    }

    /** The logarithm of what takes the blur away. */
    double[] logD() {
        return Arrays.stream(d).map(Math::log).toArray();
    }

    /** The logarithm of the barycenter, relative to uniform weights. */
    double[] log() {
        return log;
    }
}
