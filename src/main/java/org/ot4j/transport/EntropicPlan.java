package org.ot4j.transport;

/**
 * A plan implied by its potentials, P_ij = a_i b_j exp((f_i + g_j - c_ij) / ε): rows are computed
 * where they are asked for and never stored.
 */
final class EntropicPlan extends Plan {
    private final double[] a;
    private final double[] b;
    private final CostMatrix costs;
    private final double[] f;
    private final double[] g;
    private final double epsilon;

    /** Takes the arrays as they are. */
    EntropicPlan(double[] a, double[] b, CostMatrix costs, double[] f, double[] g, double epsilon) {
        super(a.length, b.length);
        this.a = a;
        this.b = b;
        this.costs = costs;
        this.f = f;
        this.g = g;
        this.epsilon = epsilon;
    }

    @Override
    public double at(int i, int j) {
        return entry(i, j, costs.at(i, j));
    }

    @Override
    public void row(int i, double[] out) {
        costs.row(i, out);
        for (int j = 0; j < cols(); j++) {
            out[j] = entry(i, j, out[j]);
        }
    }

    private double entry(int i, int j, double c) {
        double weight = a[i] * b[j];
        return weight == 0 ? 0 : weight * Math.exp((f[i] + g[j] - c) / epsilon);
    }
}
