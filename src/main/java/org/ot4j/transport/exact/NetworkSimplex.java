package org.ot4j.transport.exact;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Threads;
import org.ot4j.transport.Certificate;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.Certificates;
import org.ot4j.transport.internal.RawProblems;
import org.ot4j.transport.internal.Scales;
import org.ot4j.transport.internal.SparsePlan;

/**
 * Exact optimal transport for any weights and any cost, W_c of VEGAN Eq. 1:
 *
 * <pre>min Σ_ij P_ij c_ij  subject to  P 1 = a, Pᵀ 1 = b, P ≥ 0</pre>
 *
 * by the network simplex, run on the few arcs that can matter; these are found by solving the same
 * problem between groups of neighbours. Costs are read row by row and never held in full: memory is
 * O(n + m); only costs that are slow to compute are cached, if they fit in an eighth of the heap.
 * Between many points of at most three dimensions, with the cost |x - y|^p or Σ|x_k - y_k|^p for p
 * ≥ 1, bounds rule out most pairs, and the rest are looked at: 100,000 points in the plane a side
 * take a minute and 300 MB. Up to 256 sources and as many targets, all of the same weight, are an
 * assignment instead, found along shortest paths, unless these would be long. The answer is a
 * vertex of the polytope, with at most n + m - 1 entries, and comes with a {@link Certificate}; it
 * is {@code converged} when that {@linkplain Certificate#holds() holds}. Sources and targets
 * without mass also get potentials.
 *
 * <p>If the thread is interrupted, it stops after at most two more passes over the costs, with a
 * feasible plan, a lower bound and {@code converged = false}.
 *
 * @equation VEGAN 1
 * @equation WAE 1
 * @equation C-VAE 6
 * @equation GPC 1
 */
public final class NetworkSimplex implements Solver {
    private final int threads;

    private NetworkSimplex(int threads) {
        this.threads = threads;
    }

    /** A builder with default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a {@link NetworkSimplex}. */
    public static final class Builder {
        private int threads = Threads.most();

        private Builder() {}

        /** Threads for the passes over the costs, at least 1; all processors by default. */
        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        /** The solver. */
        public NetworkSimplex build() {
            return new NetworkSimplex(Check.atLeast(threads, 1, "threads"));
        }
    }

    @Override
    public TransportResult solve(TransportProblem problem) {
        Check.notNull(problem, "problem");
        Balance.check(problem);
        return Scales.solve(problem, scaled -> solveScaled(RawProblems.kept(scaled, threads)));
    }

    private TransportResult solveScaled(TransportProblem problem) {
        Masses masses =
                Masses.of(RawProblems.sourceWeights(problem), RawProblems.targetWeights(problem));
        int n = masses.rows().length;
        int m = masses.cols().length;
        boolean whole = n == problem.rows() && m == problem.cols();
        CostMatrix costs =
                whole ? problem.costs() : problem.costs().select(masses.rows(), masses.cols());
        try (var progress = Progress.start("exact transport", 0)) {
            if (masses.even()) {
                Assignment assignment = Assignment.of(costs, progress);
                if (assignment != null) {
                    TransportResult result = result(problem, masses, assignment);
                    if (isSure(result, masses)) {
                        return result;
                    }
                }
            }
            Scene scene = Scene.of(costs, masses.supply(), masses.demand());
            Multiscale solved = Multiscale.solve(scene, threads, progress);
            TransportResult result = result(problem, masses, solved, null);
            if (isSure(result, masses) || solved.stopped) {
                return result;
            }
            if (result.certificate().gap() > Certificate.GAP) {
                solved.refine();
                result = better(result, result(problem, masses, solved, null));
            }
            if (solved.stopped || (result.certificate().holds() && !masses.coarse())) {
                return result;
            }
            // Weights so far apart that their rounding to whole numbers counts.
            var exact =
                    ExactMasses.of(
                            RawProblems.sourceWeights(problem),
                            masses.rows(),
                            RawProblems.targetWeights(problem),
                            masses.cols());
            Multiscale again = Multiscale.solve(scene, exact.of(), threads, progress);
            if (again.stopped) {
                return result;
            }
            result = better(result(problem, masses, again, exact), result);
            if (result.certificate().gap() <= Certificate.GAP) {
                return result;
            }
            again.refine();
            return again.stopped ? result : better(result, result(problem, masses, again, exact));
        }
    }

    // Great potentials hide the rounding of small weights from the certificate.
    private static boolean isSure(TransportResult result, Masses masses) {
        Certificate certificate = result.certificate();
        return certificate.gap() <= Certificate.GAP
                && !(masses.coarse() && certificate.rounding() > Certificate.GAP);
    }

    private static TransportResult better(TransportResult result, TransportResult other) {
        return other.certificate().gap() < result.certificate().gap() ? other : result;
    }

    private TransportResult result(
            TransportProblem problem, Masses masses, Multiscale solved, ExactMasses exact) {
        Plan plan =
                exact == null
                        ? plan(problem, masses, solved.tree())
                        : plan(problem, masses, exact, solved.tree());
        var potentials = new Potentials(solved.f, solved.g, false);
        return result(problem, masses, plan, potentials, solved.tree().pivots, solved.stopped);
    }

    private TransportResult result(TransportProblem problem, Masses masses, Assignment assignment) {
        var to = new int[assignment.target.length];
        Arrays.setAll(to, i -> masses.cols()[assignment.target[i]]);
        var mass = new double[to.length];
        Arrays.fill(mass, masses.supply()[0] * masses.unit());
        Plan plan = SparsePlan.of(problem.rows(), problem.cols(), masses.rows(), to, mass);
        var potentials = new Potentials(assignment.f, assignment.g, true);
        return result(problem, masses, plan, potentials, assignment.looks, false);
    }

    /**
     * Potentials of the nodes that have mass.
     *
     * @param transformed whether f is min_j c_ij - g_j, so that no pair violates the two
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Potentials(double[] f, double[] g, boolean transformed) {}

    private TransportResult result(
            TransportProblem problem,
            Masses masses,
            Plan plan,
            Potentials ofMass,
            long iterations,
            boolean stopped) {
        var f = new double[problem.rows()];
        var g = new double[problem.cols()];
        for (int i = 0; i < ofMass.f.length; i++) {
            f[masses.rows()[i]] = ofMass.f[i];
        }
        for (int j = 0; j < ofMass.g.length; j++) {
            g[masses.cols()[j]] = ofMass.g[j];
        }
        boolean all = ofMass.f.length == f.length && ofMass.g.length == g.length;
        if (!all) {
            completePotentials(problem, masses, f, g);
        }
        double infeasibility =
                all && ofMass.transformed
                        ? 0
                        : Math.max(0, CTransform.violation(problem.costs(), f, g, threads));
        Certificate certificate = Certificates.of(problem, plan, f, g, infeasibility, 0);
        double cost = plan.cost(problem.costs());
        return new TransportResult(
                cost,
                cost,
                plan,
                f,
                g,
                iterations,
                Balance.error(problem, plan),
                !stopped && certificate.holds(),
                certificate);
    }

    /** Potentials of the nodes without mass: as high as the others allow. */
    private void completePotentials(
            TransportProblem problem, Masses masses, double[] f, double[] g) {
        CostMatrix costs = problem.costs();
        int[] emptyCols = others(masses.cols(), g.length);
        if (emptyCols.length > 0) {
            double[] some = Arrays.stream(masses.rows()).mapToDouble(i -> f[i]).toArray();
            double[] most =
                    CTransform.toTargets(costs.select(masses.rows(), emptyCols), some, threads);
            for (int k = 0; k < emptyCols.length; k++) {
                g[emptyCols[k]] = most[k];
            }
        }
        int[] emptyRows = others(masses.rows(), f.length);
        if (emptyRows.length > 0) {
            int[] all = IntStream.range(0, g.length).toArray();
            double[] most = CTransform.toSources(costs.select(emptyRows, all), g, threads);
            for (int k = 0; k < emptyRows.length; k++) {
                f[emptyRows[k]] = most[k];
            }
        }
    }

    private static int[] others(int[] some, int count) {
        var isSome = new boolean[count];
        for (int k : some) {
            isSome[k] = true;
        }
        return IntStream.range(0, count).filter(k -> !isSome[k]).toArray();
    }

    /** The flows of a solve that was not stopped, as a plan, each to the last digit. */
    private static Plan plan(
            TransportProblem problem, Masses masses, ExactMasses exact, SpanningTree tree) {
        int most = tree.n + tree.m;
        var from = new int[most];
        var to = new int[most];
        var mass = new double[most];
        var count = new int[1];
        tree.forEachFlow(
                (i, j, node) -> {
                    if (i >= 0 && j >= 0) {
                        from[count[0]] = masses.rows()[i];
                        to[count[0]] = masses.cols()[j];
                        mass[count[0]++] = exact.mass(tree.flow(), node);
                    }
                });
        return SparsePlan.of(
                problem.rows(),
                problem.cols(),
                Arrays.copyOf(from, count[0]),
                Arrays.copyOf(to, count[0]),
                Arrays.copyOf(mass, count[0]));
    }

    /** The flows as a plan; what a stopped solve left at the root is sent somewhere, in order. */
    private static Plan plan(TransportProblem problem, Masses masses, SpanningTree tree) {
        int most = tree.n + 2 * (tree.n + tree.m);
        var from = new int[most];
        var to = new int[most];
        var mass = new double[most];
        var count = new int[1];
        var kept = new long[tree.n];
        var wanted = new long[tree.m];
        long[] flows = ((Flows.Longs) tree.flow()).units;
        tree.forEachFlow(
                (i, j, node) -> {
                    long flow = flows[node];
                    if (i < 0) {
                        wanted[j] += flow;
                    } else if (j < 0) {
                        kept[i] += flow;
                    } else if (!masses.isDust(i, j, flow)) {
                        from[count[0]] = masses.rows()[i];
                        to[count[0]] = masses.cols()[j];
                        mass[count[0]++] = flow * masses.unit();
                    }
                });
        int j = 0;
        for (int i = 0; i < tree.n; i++) {
            while (kept[i] > 0) {
                while (wanted[j] == 0) {
                    j++;
                }
                long amount = Math.min(kept[i], wanted[j]);
                kept[i] -= amount;
                wanted[j] -= amount;
                from[count[0]] = masses.rows()[i];
                to[count[0]] = masses.cols()[j];
                mass[count[0]++] = amount * masses.unit();
            }
        }
        return SparsePlan.of(
                problem.rows(),
                problem.cols(),
                Arrays.copyOf(from, count[0]),
                Arrays.copyOf(to, count[0]),
                Arrays.copyOf(mass, count[0]));
    }
}
