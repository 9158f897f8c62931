package org.ot4j.transport.entropic;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.ot4j.internal.VectorExp;
import org.ot4j.transport.Plan;
import org.ot4j.transport.cost.CostMatrix;

/**
 * A plan implied by its potentials, P_ij = a_i b_j exp((f_i + g_j - c_ij) / ε): rows are computed
 * on demand and never stored.
 */
final class EntropicPlan extends Plan {
    // What VectorExp makes of -infinity is less than this.
    private static final double NOTHING = 1e-282;

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
    public OptionalDouble epsilon() {
        return OptionalDouble.of(epsilon);
    }

    @Override
    public double at(int i, int j) {
        if (a[i] == 0 || b[j] == 0) {
            return 0;
        }
        double ratio = Math.exp(((g[j] - costs.at(i, j)) + f[i]) / epsilon);
        return ratio > NOTHING ? ratio * (a[i] * b[j]) : 0;
    }

    @Override
    public void row(int i, double[] out) {
        int m = cols();
        if (a[i] == 0) {
            Arrays.fill(out, 0, m, 0);
            return;
        }
        costs.row(i, out);
        double fi = f[i];
        double ai = a[i];
        for (int j = 0; j < m; j++) {
            out[j] = ((g[j] - out[j]) + fi) / epsilon;
        }
        VectorExp.exp(out, 0, m, new double[m]);
        for (int j = 0; j < m; j++) {
            out[j] = out[j] > NOTHING ? out[j] * (ai * b[j]) : 0;
        }
    }
}
