package org.ot4j.transport.lowrank;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;

/**
 * A plan of rank r, P = Q diag(1/g) Rᵀ: each source belongs to clusters, of each of which the
 * targets get their parts. Products, sums and maps take O((n + m) r); one entry takes O(r). Mass
 * goes from each source to almost every target, so that {@link #forEach}, {@link #toDense} and
 * {@link #interpolate} visit n m entries.
 */
public final class LowRankPlan extends Plan {
    // By rows.
    private final double[] q;
    private final double[] r;
    private final double[] g;

    /** Takes the arrays as they are. */
    LowRankPlan(double[] q, double[] r, double[] g) {
        super(q.length / g.length, r.length / g.length);
        this.q = q;
        this.r = r;
        this.g = g;
    }

    /** Number of clusters, r. */
    public int rank() {
        return g.length;
    }

    /**
     * How much of each source belongs to each cluster: [n, r], with the sources' masses as sums.
     */
    public double[][] sourceClusters() {
        return rows(q);
    }

    /**
     * How much of each target belongs to each cluster: [m, r], with the targets' masses as sums.
     */
    public double[][] targetClusters() {
        return rows(r);
    }

    /** The mass of each cluster: [r]. */
    public double[] clusterMasses() {
        return g.clone();
    }

    private double[][] rows(double[] flat) {
        var rows = new double[flat.length / g.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * g.length, (i + 1) * g.length));
        return rows;
    }

    @Override
    public double at(int i, int j) {
        int rank = g.length;
        double sum = 0;
        for (int k = 0; k < rank; k++) {
            sum += q[i * rank + k] * r[j * rank + k] / g[k];
        }
        return sum;
    }

    @Override
    public void row(int i, double[] out) {
        int rank = g.length;
        var part = new double[rank];
        for (int k = 0; k < rank; k++) {
            part[k] = q[i * rank + k] / g[k];
        }
        for (int j = 0; j < cols(); j++) {
            double sum = 0;
            for (int k = 0; k < rank; k++) {
                sum += part[k] * r[j * rank + k];
            }
            out[j] = sum;
        }
    }

    @Override
    public double[] apply(double[] v) {
        Check.notNull(v, "v");
        Check.that(v.length == cols(), "v.length", v.length, cols() + ", one for each target");
        return product(q, r, v);
    }

    @Override
    public double[] applyTransposed(double[] u) {
        Check.notNull(u, "u");
        Check.that(u.length == rows(), "u.length", u.length, rows() + ", one for each source");
        return product(r, q, u);
    }

    /** A diag(1/g) Bᵀ v. */
    private double[] product(double[] left, double[] right, double[] v) {
        int rank = g.length;
        var sums = new double[rank];
        for (int j = 0; j < v.length; j++) {
            for (int k = 0; k < rank; k++) {
                sums[k] += right[j * rank + k] * v[j];
            }
        }
        for (int k = 0; k < rank; k++) {
            sums[k] /= g[k];
        }
        var out = new double[left.length / rank];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int k = 0; k < rank; k++) {
                sum += left[i * rank + k] * sums[k];
            }
            out[i] = sum;
        }
        return out;
    }

    @Override
    public double[] rowSums() {
        return product(q, r, ones(cols()));
    }

    @Override
    public double[] colSums() {
        return product(r, q, ones(rows()));
    }

    @Override
    public double mass() {
        return Vectors.sum(g);
    }

    @Override
    public double[][] barycentricMap(Measure target) {
        Check.notNull(target, "target");
        Check.that(target.size() == cols(), "target.size()", target.size(), "" + cols());
        double[][] y = target.points();
        double[] sums = rowSums();
        var image = new double[rows()][target.dimension()];
        for (int c = 0; c < target.dimension(); c++) {
            int at = c;
            double[] moved = apply(Arrays.stream(y).mapToDouble(point -> point[at]).toArray());
            for (int i = 0; i < moved.length; i++) {
                image[i][c] = moved[i] / sums[i];
            }
        }
        return image;
    }

    private static double[] ones(int n) {
        var ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public String toString() {
        return "LowRankPlan[" + rows() + " x " + cols() + ", rank " + g.length + "]";
    }
}
