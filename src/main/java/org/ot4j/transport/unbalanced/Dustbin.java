package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import java.util.TreeMap;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.SparsePlan;

/**
 * Transport whose marginals are exact or pay ρ for each unit of mass above or below the weight: a
 * balanced problem with one source and one target more. What a source sends to the added target
 * stays where it is, or goes to the nearest target beyond what is wanted there; what a target gets
 * from the added source is missing, or comes from the nearest source beyond what that has:
 * whichever costs less.
 */
final class Dustbin {
    private final Penalty source;
    private final Penalty target;

    Dustbin(Penalty source, Penalty target) {
        this.source = source;
        this.target = target;
    }

    TransportResult solve(TransportProblem problem, double unit) {
        int n = problem.rows();
        int m = problem.cols();
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        CostMatrix own = problem.costs();
        var costs = new double[Math.multiplyExact(n + 1, m + 1)];
        var nearestTarget = new int[n];
        var nearestSource = new int[m];
        var least = new double[m];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            int from = i * (m + 1);
            own.row(i, 0, m, costs, from);
            for (int j = 0; j < m; j++) {
                double c = costs[from + j];
                if (c < costs[from + nearestTarget[i]]) {
                    nearestTarget[i] = j;
                }
                if (c < least[j]) {
                    least[j] = c;
                    nearestSource[j] = i;
                }
            }
            double beyond = costs[from + nearestTarget[i]] + target.rho();
            costs[from + m] = Math.min(source.rho(), beyond);
            if (source.rho() <= beyond) {
                nearestTarget[i] = -1;
            }
        }
        for (int j = 0; j < m; j++) {
            double beyond = least[j] + source.rho();
            costs[n * (m + 1) + j] = Math.min(target.rho(), beyond);
            if (target.rho() <= beyond) {
                nearestSource[j] = -1;
            }
        }
        double[] more = Arrays.copyOf(a, n + 1);
        double[] wanted = Arrays.copyOf(b, m + 1);
        more[n] = Vectors.sum(b);
        wanted[m] = Vectors.sum(a);
        var balanced = TransportProblem.of(CostMatrix.flat(costs, n + 1, m + 1), more, wanted);
        var result = new ExactSolver().solve(balanced);
        double[] g = result.g();
        double shift = result.f()[n];
        double[] potential = Arrays.copyOf(g, m);
        for (int j = 0; j < m; j++) {
            potential[j] += shift;
        }
        return new Duality(source, target)
                .result(
                        problem,
                        plan(result.plan(), n, m, nearestTarget, nearestSource),
                        potential,
                        unit,
                        result.iterations(),
                        Certificate.GAP);
    }

    private static Plan plan(Plan all, int n, int m, int[] nearestTarget, int[] nearestSource) {
        var arcs = new TreeMap<Long, Double>();
        all.forEach(
                (i, j, mass) -> {
                    int from = i < n ? i : j < m ? nearestSource[j] : -1;
                    int to = j < m ? j : i < n ? nearestTarget[i] : -1;
                    if (from >= 0 && to >= 0) {
                        arcs.merge((long) from * m + to, mass, Double::sum);
                    }
                });
        var from = new int[arcs.size()];
        var to = new int[arcs.size()];
        var masses = new double[arcs.size()];
        int k = 0;
        for (var arc : arcs.entrySet()) {
            from[k] = (int) (arc.getKey() / m);
            to[k] = (int) (arc.getKey() % m);
            masses[k++] = arc.getValue();
        }
        return SparsePlan.of(n, m, from, to, masses);
    }
}
