package org.ot4j.transport.lowrank;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;

/**
 * Mirror descent on Q, R and g (Scetbon, Cuturi and Peyré 2021, Algorithm 3): each step multiplies
 * them by exp(-γ slope) and projects the products, in the sense of KL, onto the factors that have
 * the marginals a, b and g by Dykstra's algorithm (Algorithm 2). Masses sum to 1.
 */
final class LowRankRun {
    /** Clusters keep this part of the mean mass. */
    private static final double LEAST = 1e-10;

    /** A cost that is less than this part of that of rank one counts as that. */
    private static final double SMALL = 0.01;

    private static final double LEAST_SUM = 1e-290;
    private static final int MOST_PROJECTIONS = 2_000;

    /** At rest: so many steps that together gain no more than this part of the tolerance. */
    private static final int PATIENCE = 50;

    private static final double PROGRESS = 0.01;
    private static final double BACK = 1.5;

    private final LowRankSinkhorn.Options options;
    private final ClusterCosts costs;
    private final Factor q;
    private final Factor r;
    private final int rank;
    private double[] g;
    private double[] hq;
    private double[] hr;
    private double[] f1;
    private double[] f2;
    private final double[] means;
    private final double product;
    private double range;
    private double unit;
    private double cost;
    private double gap;
    private int iterations;
    private boolean converged;

    LowRankRun(LowRankSinkhorn.Options options, ClusterCosts costs, Factor q, Factor r) {
        this.options = options;
        this.costs = costs;
        this.q = q;
        this.r = r;
        this.rank = q.rank();
        means = new double[rank];
        product = costs.ofProduct();
        hq = new double[rank];
        hr = new double[rank];
    }

    void run(Progress progress) {
        ClusterCosts.Start start = costs.start(rank, options.seed());
        q.start(start.sources());
        r.start(start.targets());
        double step = options.step();
        double inner = options.tolerance() / 10;
        project(start.g(), 1, inner);
        Arrays.fill(hq, 0);
        Arrays.fill(hr, 0);
        double before = Double.POSITIVE_INFINITY;
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        while (true) {
            costs.update(q, r, g);
            measure();
            converged = gap <= options.tolerance();
            if (cost < best - options.tolerance() * PROGRESS * unit) {
                best = cost;
                since = iterations;
            }
            if (converged
                    || iterations - since > PATIENCE
                    || iterations == options.maxIterations()
                    || Progress.stopRequested()) {
                return;
            }
            if (cost > before) {
                step = Math.max(1, step / BACK);
                inner = Math.max(inner / BACK, options.tolerance() * 1e-6);
            }
            before = cost;
            double gamma = step / range;
            q.step(costs::source, gamma);
            r.step(costs::target, gamma);
            double mean = 0;
            for (int k = 0; k < rank; k++) {
                mean += g[k] * means[k];
            }
            var next = new double[rank];
            for (int k = 0; k < rank; k++) {
                next[k] = g[k] * Math.exp(gamma * (means[k] - mean));
            }
            project(next, gamma, inner);
            iterations++;
            progress.update(iterations, () -> "cost " + cost + ", gap " + gap);
        }
    }

    /**
     * The cost, and the gap: by how much the linearised problem at Q, R and g could still fall. Its
     * dual bounds that from above, for any h,
     *
     * <pre>Σ a_i min_k (G_ik - h_k) + Σ b_j min_k (H_jk - c_k + h_k),</pre>
     *
     * with the slopes G and H in Q and R, and -c in g. The scalings of the last projection give h
     * in two ways, which agree where descent has come to rest.
     */
    private void measure() {
        Factor.Slopes slopes = q.slopes(costs::source, hq);
        cost = Arrays.stream(slopes.sums()).sum();
        Arrays.setAll(means, k -> slopes.sums()[k] / g[k]);
        var h = new double[rank];
        var rest = new double[rank];
        for (int k = 0; k < rank; k++) {
            h[k] = (hq[k] + means[k] - hr[k]) / 2;
            rest[k] = means[k] - h[k];
        }
        f1 = q.slopes(costs::source, h).f();
        Factor.Slopes others = r.slopes(costs::target, rest);
        f2 = others.f();
        range = Math.max(slopes.range(), others.range());
        double bound = Vectors.product(q.weights(), f1) + Vectors.product(r.weights(), f2);
        unit = Math.max(cost, SMALL * product);
        gap = unit > 0 ? Math.max(0, cost - bound) / unit : 0;
    }

    /**
     * Projects K_Q, K_R and a g onto what has the marginals: scalings begin as those of the last
     * step, g as what belongs to them. In the end all marginals are exact.
     */
    private void project(double[] kernel, double gamma, double enough) {
        var v = new double[rank];
        var w = new double[rank];
        var masses = new double[rank];
        var correction = new double[rank];
        double sum = 0;
        for (int k = 0; k < rank; k++) {
            sum += kernel[k];
        }
        for (int k = 0; k < rank; k++) {
            v[k] = Math.exp(gamma * hq[k]);
            w[k] = Math.exp(gamma * hr[k]);
            masses[k] = kernel[k] / sum / (v[k] * w[k]);
            correction[k] = 1;
        }
        double floor = LEAST / rank;
        for (int it = 0; it < MOST_PROJECTIONS; it++) {
            q.scale(v);
            r.scale(w);
            double[] s = q.balance();
            double[] t = r.balance();
            double error = 0;
            for (int k = 0; k < rank; k++) {
                s[k] = Math.max(s[k], LEAST_SUM);
                t[k] = Math.max(t[k], LEAST_SUM);
                error += Math.abs(v[k] * s[k] - w[k] * t[k]) + Math.abs(v[k] * s[k] - masses[k]);
            }
            if (error <= enough || Progress.stopRequested()) {
                break;
            }
            for (int k = 0; k < rank; k++) {
                double raised = Math.max(floor, masses[k] * correction[k]);
                correction[k] *= masses[k] / raised;
                masses[k] = Math.cbrt(raised) * Math.cbrt(v[k] * s[k]) * Math.cbrt(w[k] * t[k]);
                v[k] = masses[k] / s[k];
                w[k] = masses[k] / t[k];
            }
        }
        for (int k = 0; k < rank; k++) {
            hq[k] = Math.log(v[k]) / gamma;
            hr[k] = Math.log(w[k]) / gamma;
        }
        double[] s = q.balance();
        var exact = new double[rank];
        Arrays.setAll(exact, k -> Math.max(s[k] * v[k], LEAST_SUM));
        g = exact;
        r.round(g);
    }

    double[] masses() {
        return g;
    }

    double cost() {
        return cost;
    }

    /** Multipliers of the sources' masses: with the targets', they sum to the cost less the gap. */
    double[] sourceMultipliers() {
        return f1;
    }

    double[] targetMultipliers() {
        return f2;
    }

    int iterations() {
        return iterations;
    }

    boolean isConverged() {
        return converged;
    }
}
