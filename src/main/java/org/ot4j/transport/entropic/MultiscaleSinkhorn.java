package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.base.Progress;
import org.ot4j.internal.Team;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.DistanceCost;
import org.ot4j.transport.cost.Lp;
import org.ot4j.transport.cost.SquaredEuclidean;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.PointTree;
import org.ot4j.transport.internal.RawMeasures;

/**
 * Sinkhorn's algorithm between many points in few dimensions, from coarse to fine (Schmitzer 2019,
 * Stabilized sparse scaling algorithms, §3.4; Feydy 2020, Geometric data analysis beyond
 * convolutions, §3.3): the problem between the means of some thousand boxes, at an ε for which
 * these are near enough, gives potentials that extend to all points, and from there ε falls to its
 * value on a {@link MultiscaleKernel}.
 */
final class MultiscaleSinkhorn {
    /** Boxes with more points are cut. */
    private static final int LEAF = 16;

    private static final int MOST_COARSE = 1_500;
    private static final double COARSE_TOLERANCE = 1e-2;

    /** Parts of the tolerance for the iteration, and for what it leaves out and interpolates. */
    private static final double ITERATION_SHARE = 0.75;

    /** What is left out of a row is this part of its tolerance. */
    private static final double LEFT_OUT = 1e-2;

    private static final double LEAST_TOLERANCE = 1e-13;
    private static final int MOST_NODES = 18;

    // Errors of interpolation are met with so many more nodes, and then with cells half as wide.
    private static final int MORE_NODES = 4;
    private static final int MOST_HALVINGS = 4;

    // Rows and columns that the deviation is measured on: to decide, and to be told.
    private static final int FEW = 64;
    private static final int MANY = 256;

    private final Sinkhorn.Options options;
    private final CoordinateCost cost;
    private final PointTree x;
    private final PointTree y;
    private final double[] a;
    private final double[] b;
    private final Team team;
    private final int threads;
    private final MultiscaleKernel kernel;
    private final ScalingState state;
    private final double mass;
    private final int order;
    private int halvings;

    MultiscaleSinkhorn(
            Sinkhorn.Options options,
            CoordinateCostMatrix costs,
            double[] a,
            double[] b,
            Team team,
            int threads) {
        this.options = options;
        this.cost = costs.cost();
        this.team = team;
        this.threads = threads;
        int d = costs.source().dimension();
        x = new PointTree(RawMeasures.points(costs.source()), d, LEAF);
        y = new PointTree(RawMeasures.points(costs.target()), d, LEAF);
        this.a = x.sorted(a);
        this.b = y.sorted(b);
        mass = Vectors.sum(a);
        CostMatrix sorted =
                cost.between(RawMeasures.measure(x.points, d), RawMeasures.measure(y.points, d));
        double tolerance = Math.max(options.tolerance(), LEAST_TOLERANCE);
        int nodes = (int) Math.ceil(4 - 0.9 * Math.log10(tolerance));
        order = Math.min(nodes, MOST_NODES - MORE_NODES);
        kernel =
                new MultiscaleKernel(
                        cost, sorted, x, y, this.a, this.b, LEFT_OUT * tolerance, order, team);
        state =
                new ScalingState(
                        kernel,
                        this.a,
                        this.b,
                        Marginal.exact(),
                        Marginal.exact(),
                        Sinkhorn.self(options, sorted, this.a, this.b));
    }

    /** Whether the cost and the number of dimensions allow it. */
    static boolean applies(CostMatrix costs) {
        return costs instanceof CoordinateCostMatrix some
                && some.source().dimension() <= CellTensor.MOST_DIMENSIONS
                && isConvex(some.cost());
    }

    private static boolean isConvex(CoordinateCost cost) {
        return cost instanceof SquaredEuclidean
                || ((cost instanceof DistanceCost || cost instanceof Lp) && cost.p() >= 1);
    }

    ScalingState state() {
        return state;
    }

    /** The error of the marginals that comes from what is left out and interpolated. */
    private double deviation(int sample) {
        return mass
                * kernel.deviation(
                        sample, rowScalings(), columnScalings(), state.rowSums, state.colSums);
    }

    /** What a run reached. */
    record Outcome(boolean converged, double error) {}

    /** Runs from a potential of the sources, in the order in which they came, or null. */
    Outcome run(double[] start, Progress progress) {
        var run = new SinkhornRun(options, state, progress);
        double wanted = options.tolerance() * mass;
        if (start != null) {
            state.start(options.epsilon(), x.sorted(start));
        } else if (options.scaling()) {
            run.descend(coarse());
        } else {
            state.start(options.epsilon());
        }
        state.updateRows(1);
        refine(deviation(FEW), wanted);
        boolean converged = run.settle(ITERATION_SHARE * wanted);
        double deviation = deviation(MANY);
        for (double before = Double.POSITIVE_INFINITY;
                deviation > (1 - ITERATION_SHARE) * wanted && deviation < 0.5 * before; ) {
            before = deviation;
            deviation = refine(deviation, wanted);
            if (deviation < 0.5 * before) {
                converged = run.settle(ITERATION_SHARE * wanted);
                deviation = deviation(MANY);
            }
        }
        double error = state.residual + deviation;
        return new Outcome(converged && error <= wanted, error);
    }

    /**
     * Takes more nodes or narrower cells until the deviation is small, and gives what it is then.
     */
    private double refine(double deviation, double wanted) {
        while (deviation > (1 - ITERATION_SHARE) * wanted
                && halvings < MOST_HALVINGS
                && !Progress.stopRequested()) {
            boolean halve = kernel.order() >= order + MORE_NODES;
            if (halve) {
                halvings++;
                kernel.halveCells();
            }
            kernel.setOrder(halve ? order : kernel.order() + 2);
            state.absorb();
            state.updateRows(1);
            double next = deviation(FEW);
            if (!halve && next > 0.5 * deviation) {
                // Rounding, or what is left out: more nodes do not help.
                return next;
            }
            deviation = next;
        }
        return deviation;
    }

    /**
     * Potentials to set out from.
     *
     * @param epsilon what they are potentials for
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Start(double epsilon, double[] f, double[] g) {}

    private Start coarse() {
        var sources = CoarseMeasure.of(x, a, MOST_COARSE);
        var targets = CoarseMeasure.of(y, b, MOST_COARSE);
        double width = Math.max(sources.width(), targets.width());
        double epsilon = Math.max(options.epsilon(), Math.pow(width, cost.p()));
        var solver =
                Sinkhorn.builder()
                        .epsilon(epsilon)
                        .tolerance(Math.max(COARSE_TOLERANCE, options.tolerance()))
                        .maxIterations(options.maxIterations())
                        .threads(threads)
                        .multiscale(false)
                        .build();
        var problem = TransportProblem.between(sources.means(), targets.means()).cost(cost);
        var result = solver.solve(problem);
        return new Start(
                epsilon,
                sources.transform(cost, targets, result.g(), epsilon),
                targets.transform(cost, sources, result.f(), epsilon));
    }

    /** The linear cost of the plan. */
    double cost() {
        return kernel.linearCost(rowScalings(), columnScalings());
    }

    /** The potential of the sources, in the order in which they came. */
    double[] f() {
        return x.unsorted(state.f());
    }

    /** The potential of the targets, in the order in which they came. */
    double[] g() {
        return y.unsorted(state.g());
    }

    /**
     * The plan between the points of a problem.
     *
     * @param rows the sources with mass
     * @param cols the targets with mass
     */
    Plan plan(CostMatrix costs, int[] rows, int[] cols, double cost) {
        kernel.trim();
        return new MultiscalePlan(
                costs,
                kernel,
                Arrays.stream(x.order).map(i -> rows[i]).toArray(),
                Arrays.stream(y.order).map(j -> cols[j]).toArray(),
                rowScalings(),
                columnScalings(),
                cost);
    }

    private double[] rowScalings() {
        var xs = new double[a.length];
        Arrays.setAll(xs, i -> a[i] * state.u[i]);
        return xs;
    }

    private double[] columnScalings() {
        var ys = new double[b.length];
        Arrays.setAll(ys, j -> b[j] * state.v[j]);
        return ys;
    }
}
