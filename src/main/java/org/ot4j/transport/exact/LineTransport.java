package org.ot4j.transport.exact;

import org.ot4j.internal.Check;
import org.ot4j.internal.Order;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.ConvexCost;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cosine;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.Certificates;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.Scales;
import org.ot4j.transport.internal.SparsePlan;

/**
 * Exact transport on the real line in closed form: for a cost h(x - y) with a convex h the optimal
 * plan couples equal quantiles, so sorting is enough, in O((n + m) log(n + m)). With h = |·|^p its
 * value is W_p^p = ∫ |F⁻¹(t) - G⁻¹(t)|^p dt. An h of {@link Cost#ofDifference} that turns out not
 * to be convex gives a result that is not {@code converged}; {@link Transport#exact} then takes the
 * {@link NetworkSimplex}.
 */
public final class LineTransport implements Solver {
    private static final int MOST_PAIRS = 1_000_000;
    private static final double GOLDEN = 0.6180339887498949;

    /** What many additions may make of the last digit of a potential. */
    private static final double ROUNDING = 1e-12;

    /** Whether a problem is one between points on a line at a convex cost of their difference. */
    public static boolean applies(TransportProblem problem) {
        Check.notNull(problem, "problem");
        return problem.source().isPresent()
                && problem.source().get().dimension() == 1
                && isConvex(problem.cost().get());
    }

    private static boolean isConvex(Cost cost) {
        if (cost instanceof CoordinateCost c) {
            return !(c instanceof Cosine) && c.p() >= 1;
        }
        return cost instanceof ConvexCost;
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.that(
                applies(problem),
                "problem",
                problem,
                "points of dimension 1 and a convex cost of their difference");
        Balance.check(problem);
        Measure x = problem.source().get();
        Measure y = problem.target().get();
        boolean convex = problem.cost().get() instanceof CoordinateCost;
        return Scales.solve(problem, scaled -> staircase(scaled, x, y, convex));
    }

    /**
     * The monotone plan between points on the line for given costs.
     *
     * @param costs [n, m], convex in the difference of the points; not checked
     */
    public static TransportResult monotone(Measure x, Measure y, CostMatrix costs) {
        var problem = TransportProblem.of(costs, RawMeasures.weights(x), RawMeasures.weights(y));
        Balance.check(problem);
        return Scales.solve(problem, scaled -> staircase(scaled, x, y, true));
    }

    private static TransportResult staircase(
            TransportProblem problem, Measure x, Measure y, boolean convex) {
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        CostMatrix costs = problem.costs();
        int[] xs = Order.ascending(RawMeasures.points(x));
        int[] ys = Order.ascending(RawMeasures.points(y));
        int n = xs.length;
        int m = ys.length;
        Masses masses = Masses.of(a, b);
        long[] supply = spread(masses.supply(), masses.rows(), n);
        long[] demand = spread(masses.demand(), masses.cols(), m);

        // A staircase from the first pair to the last; each step uses up a source or a target.
        int steps = n + m - 1;
        var from = new int[steps];
        var to = new int[steps];
        var mass = new double[steps];
        var f = new double[n];
        var g = new double[m];
        double infeasibility = 0;
        int i = 0;
        int j = 0;
        f[xs[0]] = finite(costs, xs[0], ys[0]);
        for (int step = 0; step < steps; step++) {
            int p = xs[i];
            int q = ys[j];
            long amount = Math.min(supply[p], demand[q]);
            supply[p] -= amount;
            demand[q] -= amount;
            from[step] = p;
            to[step] = q;
            mass[step] = amount <= dust(a[p], b[q], masses) ? 0 : amount * masses.unit();
            boolean down = j == m - 1 || (i < n - 1 && supply[p] == 0);
            // Along the staircase all pairs are tight. The costs have the Monge property, so no
            // other pair is then violated if those beside the staircase are not.
            if (down && i < n - 1) {
                f[xs[++i]] = finite(costs, xs[i], q) - g[q];
                infeasibility = Math.max(infeasibility, beside(costs, f, g, xs, ys, i, j - 1));
            } else if (j < m - 1) {
                g[ys[++j]] = finite(costs, p, ys[j]) - f[p];
                infeasibility = Math.max(infeasibility, beside(costs, f, g, xs, ys, i - 1, j));
            }
        }
        Plan plan = SparsePlan.of(n, m, from, to, mass);
        double lowered = convex ? 0 : violation(problem, xs, ys, f, g, infeasibility);
        Certificate certificate =
                Certificates.of(
                        problem,
                        plan,
                        f,
                        g,
                        Math.max(infeasibility, lowered),
                        lowered * Vectors.sum(a));
        double cost = plan.cost(costs);
        return new TransportResult(
                cost,
                cost,
                plan,
                f,
                g,
                steps,
                Balance.error(problem, plan),
                certificate.holds(),
                certificate);
    }

    /**
     * By how much potentials are violated when the cost is one that only its maker calls convex; 0
     * for rounding. All pairs are looked at where they are not too many, and else as many of them,
     * spread evenly.
     */
    private static double violation(
            TransportProblem problem, int[] xs, int[] ys, double[] f, double[] g, double known) {
        int n = f.length;
        int m = g.length;
        double size = 0;
        for (double t : f) {
            size = Math.max(size, Math.abs(t));
        }
        for (double t : g) {
            size = Math.max(size, Math.abs(t));
        }
        long pairs = (long) n * m;
        // A step that shares no factor with the number of pairs comes to all of them in time.
        long step = pairs <= MOST_PAIRS ? 1 : (long) (pairs * GOLDEN) | 1;
        long looks = Math.min(pairs, MOST_PAIRS);
        double worst = known;
        long at = 0;
        for (long k = 0; k < looks; k++) {
            int i = xs[(int) (at / m)];
            int j = ys[(int) (at % m)];
            worst = Math.max(worst, f[i] + g[j] - finite(problem.costs(), i, j));
            at += step;
            at -= at >= pairs ? pairs : 0;
        }
        return worst <= ROUNDING * size ? 0 : worst;
    }

    private static double dust(double a, double b, Masses masses) {
        return Math.min(a, b) / masses.unit() * 0x1p-50;
    }

    private static double beside(
            CostMatrix costs, double[] f, double[] g, int[] xs, int[] ys, int i, int j) {
        return i < 0 || j < 0 ? 0 : f[xs[i]] + g[ys[j]] - costs.at(xs[i], ys[j]);
    }

    private static double finite(CostMatrix costs, int i, int j) {
        double c = costs.at(i, j);
        Check.that(Double.isFinite(c), "costs[" + i + "][" + j + "]", c, "a finite number");
        return c;
    }

    private static long[] spread(long[] units, int[] of, int n) {
        var all = new long[n];
        for (int k = 0; k < of.length; k++) {
            all[of[k]] = units[k];
        }
        return all;
    }
}
