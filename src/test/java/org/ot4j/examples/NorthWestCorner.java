package org.ot4j.examples;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Certificates;

/**
 * The north-west corner rule: sources fill the targets, both in the order in which they come. That
 * is optimal on the line, for a convex cost and sorted points, and its certificate says so.
 */
public final class NorthWestCorner implements Solver {
    @Override
    public TransportResult solve(TransportProblem problem) {
        CostMatrix costs = problem.costs();
        double[] a = problem.a();
        double[] b = problem.b();
        double mass = Vectors.sum(a);
        double demand = Vectors.sum(b);
        Check.that(Math.abs(mass - demand) <= 1e-9 * mass, "sum of b", demand, mass + ", as of a");
        var plan = new double[a.length][b.length];
        var f = new double[a.length];
        var g = new double[b.length];
        int i = 0;
        int j = 0;
        double left = a[0];
        double open = b[0];
        g[0] = costs.at(0, 0);
        while (true) {
            double moved = Math.min(left, open);
            plan[i][j] = moved;
            left -= moved;
            open -= moved;
            if (i + 1 < a.length && (left == 0 || j + 1 == b.length)) {
                left = a[++i];
                f[i] = costs.at(i, j) - g[j];
            } else if (j + 1 < b.length) {
                open = b[++j];
                g[j] = costs.at(i, j) - f[i];
            } else {
                return result(problem, Plan.dense(plan), f, g);
            }
        }
    }

    private static TransportResult result(
            TransportProblem problem, Plan plan, double[] f, double[] g) {
        double violation = 0;
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < g.length; j++) {
                violation = Math.max(violation, f[i] + g[j] - problem.costs().at(i, j));
            }
        }
        double cost = plan.cost(problem.costs());
        var certificate = Certificates.of(problem, plan, f, g, violation, violation * plan.mass());
        return new TransportResult(
                cost,
                cost,
                plan,
                f,
                g,
                f.length + g.length - 1,
                0,
                certificate.holds(),
                certificate,
                problem);
    }
}
