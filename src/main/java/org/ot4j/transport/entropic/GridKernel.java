package org.ot4j.transport.entropic;

import java.util.Arrays;
import java.util.OptionalLong;
import org.ot4j.internal.VectorExp;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.SeparableKernel;

/**
 * The kernel between measures on two grids, as pictures are: a product with it goes axis by axis
 * ({@link SeparableKernel}), and between the absorbed potentials, in plain numbers while all stay
 * in their range and otherwise in the log domain.
 */
final class GridKernel extends AbsorbingKernel {
    /** Scalings beyond this are absorbed. */
    private static final double DRIFT = 1e50;

    /** Absorbed potentials beyond this, in units of ε, leave no room for products. */
    private static final double GREATEST_EXPONENT = 200;

    /** Entries below 1e-308 are lost, which sums above this part of the greatest do not show. */
    private static final double LEAST_SUM = 1e-285;

    /** Multiplications that the logarithms and exponentials of one number are worth. */
    private static final int LOGARITHMS = 30;

    private final CostMatrix costs;
    private final double[] a;
    private final double[] b;
    private final int threads;
    private SeparableKernel there;
    private SeparableKernel back;

    // e^(f/ε) and e^(g/ε), or null where they are out of range.
    private double[] rowFactors;
    private double[] colFactors;

    private final double[] rowSums;
    private final double[] scaledRows;
    private final double[] scaledCols;

    // Whether products in plain numbers have stayed in range since these were absorbed.
    private boolean plain;

    private GridKernel(CostMatrix costs, double[] a, double[] b, int threads) {
        this.costs = costs;
        this.a = a;
        this.b = b;
        this.threads = threads;
        rowSums = new double[a.length];
        scaledRows = new double[a.length];
        scaledCols = new double[b.length];
    }

    /**
     * The kernel; null if the costs are not between grids or are so few, between the points with
     * weight, that passes over all of them take less time.
     */
    static GridKernel of(CostMatrix costs, double[] a, double[] b, int threads) {
        OptionalLong work = SeparableKernel.work(costs);
        if (work.isEmpty()) {
            return null;
        }
        long logarithms = (long) LOGARITHMS * (a.length + b.length);
        boolean pays = count(a) * count(b) > 2 * (work.getAsLong() + logarithms);
        return pays ? new GridKernel(costs, a, b, threads) : null;
    }

    private static long count(double[] weights) {
        return Arrays.stream(weights).filter(t -> t > 0).count();
    }

    /** The greatest cost: between opposite corners. */
    double greatestCost() {
        return Math.max(costs.at(0, costs.cols() - 1), costs.at(costs.rows() - 1, 0));
    }

    @Override
    public int parts() {
        return 1;
    }

    @Override
    public double drift() {
        return DRIFT;
    }

    @Override
    public boolean truncate() {
        return false;
    }

    private void soften(double epsilon) {
        if (there == null || epsilon != this.epsilon) {
            this.epsilon = epsilon;
            there = SeparableKernel.of(costs, epsilon, threads).orElseThrow();
            back = there.transposed();
        }
    }

    @Override
    public void absorb(double epsilon, double[] f, double[] g) {
        soften(epsilon);
        this.f = f;
        this.g = g;
        rowFactors = factors(f);
        colFactors = factors(g);
        plain = true;
    }

    private double[] factors(double[] potential) {
        var factors = new double[potential.length];
        for (int i = 0; i < factors.length; i++) {
            double exponent = potential[i] / epsilon;
            if (!(Math.abs(exponent) <= GREATEST_EXPONENT)) {
                return null;
            }
            factors[i] = exponent;
        }
        VectorExp.exp(factors, 0, factors.length, new double[factors.length]);
        return factors;
    }

    @Override
    public void absorbFeasible(double epsilon) {
        double[] start = columnTransform(epsilon, new double[a.length]);
        transformRowsAndAbsorb(epsilon, start, 1, 0);
    }

    @Override
    public double[] columnTransform(double epsilon, double[] f) {
        soften(epsilon);
        return back.softMinima(a, f);
    }

    @Override
    public void transformRowsAndAbsorb(double epsilon, double[] g, double factor, double offset) {
        soften(epsilon);
        double[] f = there.softMinima(b, g);
        for (int i = 0; i < f.length; i++) {
            f[i] = factor * f[i] + offset;
        }
        absorb(epsilon, f, g);
    }

    @Override
    public void pass(double[] w, RowStep step, double[] out) {
        product(there, rowFactors, f, colFactors, g, w, scaledCols, rowSums);
        for (int i = 0; i < rowSums.length; i++) {
            rowSums[i] = step.apply(0, i, rowSums[i]);
        }
        product(back, colFactors, g, rowFactors, f, rowSums, scaledRows, out);
    }

    /** e^(p/ε) K e^(q/ε) x, where p and q have the given factors, or null. */
    private void product(
            SeparableKernel kernel,
            double[] left,
            double[] p,
            double[] right,
            double[] q,
            double[] x,
            double[] scaled,
            double[] out) {
        boolean signed = false;
        for (double t : x) {
            signed |= t < 0;
        }
        if (left != null && right != null && plain) {
            double greatest = 0;
            for (int j = 0; j < x.length; j++) {
                scaled[j] = right[j] * x[j];
                greatest = Math.max(greatest, scaled[j]);
            }
            kernel.times(scaled, out);
            boolean sound = true;
            for (int i = 0; i < out.length; i++) {
                sound &= out[i] > LEAST_SUM * greatest;
                out[i] *= left[i];
            }
            if (signed || sound) {
                return;
            }
        }
        if (!signed) {
            plain = false;
            System.arraycopy(logProduct(kernel, p, q, x), 0, out, 0, out.length);
            return;
        }
        double[] more = logProduct(kernel, p, q, part(x, 1));
        double[] less = logProduct(kernel, p, q, part(x, -1));
        Arrays.setAll(out, i -> more[i] - less[i]);
    }

    private static double[] part(double[] x, int sign) {
        return Arrays.stream(x).map(t -> Math.max(0, sign * t)).toArray();
    }

    private double[] logProduct(SeparableKernel kernel, double[] p, double[] q, double[] x) {
        var logs = new double[x.length];
        for (int j = 0; j < logs.length; j++) {
            logs[j] = q[j] / epsilon + Math.log(x[j]);
        }
        double[] sums = kernel.logTimes(logs);
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.exp(sums[i] + p[i] / epsilon);
        }
        return sums;
    }

    @Override
    public double linearCost(double[] x, double[] y) {
        double cost = 0;
        for (int k = 0; k < there.axes(); k++) {
            cost += Vectors.dot(x, logProduct(there.withCosts(k), f, g, y));
        }
        return cost;
    }
}
