package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.SparsePlan;

/**
 * A problem as its central path wants it, and the way back: without the points that can hold no
 * mass, with the side of more points first, and in units in which costs and masses are near 1,
 * which are powers of two, so that nothing is rounded.
 */
final class Reduced {
    private final TransportProblem problem;
    private final Penalty source;
    private final Penalty target;
    private final int[] rows;
    private final int[] cols;
    private final int costUnit;
    private final int massUnit;
    private final boolean turned;

    Reduced(TransportProblem problem, Penalty source, Penalty target, double greatestCost) {
        this.problem = problem;
        this.source = source;
        this.target = target;
        double[] a = RawProblems.sourceWeights(problem);
        double[] b = RawProblems.targetWeights(problem);
        rows = support(source, a);
        cols = support(target, b);
        costUnit = Math.getExponent(greatestCost);
        massUnit = Math.getExponent(Math.max(Vectors.sum(a), Vectors.sum(b)));
        turned = rows.length < cols.length;
    }

    private static int[] support(Penalty penalty, double[] w) {
        // A marginal that is exact, or relaxed by KL, has no mass where the weight is 0.
        return IntStream.range(0, w.length)
                .filter(i -> w[i] > 0 || !(penalty instanceof Marginal))
                .toArray();
    }

    /** The start of the path. */
    CentralPath path() {
        Penalty ofRows = inUnits(source);
        Penalty ofCols = inUnits(target);
        double[] a = pick(RawProblems.sourceWeights(problem), rows);
        double[] b = pick(RawProblems.targetWeights(problem), cols);
        return turned
                ? new CentralPath(costs(), ofCols, ofRows, b, a)
                : new CentralPath(costs(), ofRows, ofCols, a, b);
    }

    private double[] costs() {
        int n = rows.length;
        int m = cols.length;
        var costs = new double[Math.multiplyExact(n, m)];
        var row = new double[problem.cols()];
        for (int i = 0; i < n; i++) {
            problem.costs().row(rows[i], row);
            for (int j = 0; j < m; j++) {
                costs[turned ? j * n + i : i * m + j] = Math.scalb(row[cols[j]], -costUnit);
            }
        }
        return costs;
    }

    private Penalty inUnits(Penalty penalty) {
        if (penalty.isExact()) {
            return penalty;
        }
        if (penalty instanceof Penalty.SquaredDistance) {
            return Penalty.squaredDistance(Math.scalb(penalty.rho(), massUnit - costUnit));
        }
        double rho = Math.scalb(penalty.rho(), -costUnit);
        return penalty instanceof Marginal ? Marginal.relaxed(rho) : Penalty.totalVariation(rho);
    }

    private double[] pick(double[] w, int[] of) {
        return Arrays.stream(of).mapToDouble(i -> Math.scalb(w[i], -massUnit)).toArray();
    }

    /** The best plan between the marginals that the path has come to. */
    Plan plan(CentralPath path) {
        double[] from = (turned ? path.cols() : path.rows()).masses();
        double[] to = (turned ? path.rows() : path.cols()).masses();
        // The two sums differ by rounding; the side gives way for which that costs less.
        double sent = Vectors.sum(from);
        double got = Vectors.sum(to);
        if (sent == 0 || got == 0) {
            return SparsePlan.of(
                    problem.rows(), problem.cols(), new int[0], new int[0], new double[0]);
        }
        double ratio = sent / got;
        boolean held = target.isExact() || target instanceof Penalty.TotalVariation;
        boolean sourcesGiveWay = held && !source.isExact();
        double[] rescaled = sourcesGiveWay ? from : to;
        double factor = sourcesGiveWay ? 1 / ratio : ratio;
        Arrays.setAll(rescaled, k -> rescaled[k] * factor);
        double[] a = back(from, rows, problem.rows(), massUnit);
        double[] b = back(to, cols, problem.cols(), massUnit);
        return new ExactSolver().solve(TransportProblem.of(problem.costs(), a, b)).plan();
    }

    /** Potentials of all targets. */
    double[] targetPotentials(CentralPath path) {
        Side ofRows = turned ? path.cols() : path.rows();
        Side ofCols = turned ? path.rows() : path.cols();
        double[] g = back(ofCols.f, cols, problem.cols(), costUnit);
        if (cols.length < g.length) {
            // Of those without mass the highest that the others allow.
            double[] f = back(ofRows.f, rows, problem.rows(), costUnit);
            CostMatrix some = problem.costs();
            if (rows.length < f.length) {
                some = some.select(rows, IntStream.range(0, g.length).toArray());
                f = pickRaw(f);
            }
            double[] most = CTransform.toTargets(some, f);
            for (int j : cols) {
                most[j] = g[j];
            }
            return most;
        }
        return g;
    }

    private double[] pickRaw(double[] f) {
        return Arrays.stream(rows).mapToDouble(i -> f[i]).toArray();
    }

    private static double[] back(double[] values, int[] to, int length, int exponent) {
        var all = new double[length];
        for (int i = 0; i < to.length; i++) {
            all[to[i]] = Math.scalb(values[i], exponent);
        }
        return all;
    }
}
