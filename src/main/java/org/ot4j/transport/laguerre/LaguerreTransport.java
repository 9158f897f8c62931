package org.ot4j.transport.laguerre;

import java.util.Arrays;
import java.util.Locale;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.Balance;
import org.ot4j.transport.internal.PointTree;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * Semi-discrete transport in the plane at squared distance, from the uniform distribution on a
 * convex polygon to up to millions of targets, without sampling: the Laguerre cells of the targets
 * are cut out exactly, and their potential is found by the damped Newton method of Kitagawa,
 * Mérigot and Thibert (2019), each step of which solves a sparse system.
 *
 * <pre>{@code
 * var cells = LaguerreTransport.square().solve(Measure.of(sites));
 * cells.cost();                    // ∫ |x - T(x)|² dx
 * cells.error();                   // Σ |area - weight|
 * int site = cells.cell(0.2, 0.7);
 * }</pre>
 *
 * For other distributions, costs and dimensions there is {@code SemiDiscrete}, by samples.
 */
public final class LaguerreTransport {
    private static final int HALVINGS = 30;

    /**
     * Of a linear system, relative. A looser one is solved sooner, but small cells vanish along its
     * steps, which then have to be cut.
     */
    private static final double RESIDUAL = 1e-4;

    private final Options options;
    private final double[] corners;

    private LaguerreTransport(Options options) {
        this.options = options;
        this.corners = counterClockwise(options.polygon());
    }

    /** On the unit square, with the settings that a builder begins with. */
    public static LaguerreTransport square() {
        return of(new double[][] {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    }

    /**
     * On a convex polygon, with the settings that a builder begins with.
     *
     * @param polygon its corners in their order, [k, 2]
     * @throws IllegalArgumentException if it is not convex, or has no area
     */
    public static LaguerreTransport of(double[][] polygon) {
        return builder(polygon).build();
    }

    /**
     * Configures a solver.
     *
     * @param polygon its corners in their order, [k, 2]
     */
    public static Builder builder(double[][] polygon) {
        return new Builder(polygon);
    }

    /** The settings of a solver. */
    private record Options(double[][] polygon, double tolerance, int maxIterations) {
        Options {
            Check.points(polygon, "polygon");
            Check.that(
                    polygon.length >= 3 && polygon[0].length == 2,
                    "polygon",
                    "[" + polygon.length + ", " + polygon[0].length + "]",
                    "at least three corners of two coordinates");
            polygon = Arrays.stream(polygon).map(double[]::clone).toArray(double[][]::new);
            Check.positive(tolerance, "tolerance");
            Check.atLeast(maxIterations, 1, "maxIterations");
        }
    }

    /** Collects the settings of a {@link LaguerreTransport}. */
    public static final class Builder {
        private final double[][] polygon;
        private double tolerance = 1e-6;
        private int maxIterations = 200;

        private Builder(double[][] polygon) {
            this.polygon = polygon;
        }

        /**
         * Σ |area - weight| at which it stops, areas in shares of the polygon's; 1e-6 unless set.
         */
        public Builder tolerance(double error) {
            tolerance = error;
            return this;
        }

        /** The most steps of Newton's method; 200 unless set. */
        public Builder maxIterations(int count) {
            maxIterations = count;
            return this;
        }

        /**
         * The solver.
         *
         * @throws IllegalArgumentException if the polygon is not convex or has no area, or if a
         *     setting is out of range
         */
        public LaguerreTransport build() {
            return new LaguerreTransport(new Options(polygon, tolerance, maxIterations));
        }
    }

    private static double[] counterClockwise(double[][] polygon) {
        int k = polygon.length;
        var corners = new double[2 * k];
        for (int turn = 0; turn < 2; turn++) {
            for (int i = 0; i < k; i++) {
                double[] corner = polygon[turn == 0 ? i : k - 1 - i];
                corners[2 * i] = corner[0];
                corners[2 * i + 1] = corner[1];
            }
            if (Diagram.area(corners) > 0) {
                break;
            }
        }
        boolean convex = Diagram.area(corners) > 0;
        double turned = 0;
        for (int i = 0; i < k; i++) {
            double[] e = edge(corners, i);
            double[] f = edge(corners, (i + 1) % k);
            double cross = e[0] * f[1] - e[1] * f[0];
            convex &= cross >= 0;
            turned += Math.atan2(cross, e[0] * f[0] + e[1] * f[1]);
        }
        // A star turns to one side too, but more than once.
        Check.that(
                convex && turned < 3 * Math.PI,
                "polygon",
                Arrays.deepToString(polygon),
                "the corners of a convex polygon with an area, in their order");
        return corners;
    }

    private static double[] edge(double[] corners, int i) {
        int next = 2 * (i + 1) % corners.length;
        return new double[] {
            corners[next] - corners[2 * i], corners[next + 1] - corners[2 * i + 1]
        };
    }

    /**
     * Solves the problem.
     *
     * @param target distinct points of the plane, anywhere, with weights above 0 that sum to 1
     * @return the cells; not converged if the user stops it, or if steps ran out
     * @throws IllegalArgumentException if the targets are not as said
     */
    public LaguerreCells solve(Measure target) {
        Check.notNull(target, "target");
        Check.that(target.dimension() == 2, "dimension of the targets", target.dimension(), "2");
        Check.that(
                Math.abs(target.mass() - 1) <= Balance.TOLERANCE,
                "mass of the targets",
                target.mass(),
                "1, the mass of a distribution");
        double[] weights = RawMeasures.weights(target);
        double least = Arrays.stream(weights).min().orElseThrow();
        Check.that(least > 0, "least weight of a target", least, "a number above 0");
        int[] order = ReducedCosts.tree(target).order;
        int n = order.length;
        double[] points = RawMeasures.points(target);
        var y = new double[2 * n];
        var b = new double[n];
        double mass = Arrays.stream(weights).sum();
        for (int i = 0; i < n; i++) { // neighbours near each other in memory
            y[2 * i] = points[2 * order[i]];
            y[2 * i + 1] = points[2 * order[i] + 1];
            b[i] = weights[order[i]] / mass;
        }
        PointTree tree = ReducedCosts.tree(RawMeasures.measure(y, 2));
        checkDistinct(tree);
        return newton(target, order, new Problem(corners, tree, y, b));
    }

    private static void checkDistinct(PointTree tree) {
        for (int box = 0; box < tree.boxes(); box++) {
            if (tree.left(box) != PointTree.NONE) {
                continue;
            }
            for (int i = tree.from(box); i < tree.to(box); i++) {
                for (int j = tree.from(box); j < i; j++) {
                    double px = tree.points[2 * i];
                    double py = tree.points[2 * i + 1];
                    Check.that(
                            px != tree.points[2 * j] || py != tree.points[2 * j + 1],
                            "targets",
                            "(" + px + ", " + py + ") more than once",
                            "distinct points, whose weights are added up");
                }
            }
        }
    }

    /** The domain, and the targets in the order of their tree. */
    record Problem(double[] corners, PointTree tree, double[] y, double[] b) {
        Diagram diagram(double[] g, Diagram before) {
            return new Diagram(corners, tree, y, g, before);
        }

        double error(Diagram of) {
            double sum = 0;
            for (int i = 0; i < b.length; i++) {
                sum += Math.abs(b[i] - of.shares[i]);
            }
            return sum;
        }

        double squares(Diagram of) {
            double sum = 0;
            for (int i = 0; i < b.length; i++) {
                sum += (b[i] - of.shares[i]) * (b[i] - of.shares[i]);
            }
            return sum;
        }
    }

    private LaguerreCells newton(Measure target, int[] order, Problem problem) {
        double[] g = start(problem);
        Diagram at = problem.diagram(g, null);
        int n = g.length;
        double floor =
                Math.min(
                                Arrays.stream(at.shares).min().orElseThrow(),
                                Arrays.stream(problem.b).min().orElseThrow())
                        / 2;
        double t = 1;
        int steps = 0;
        boolean stuck = false;
        try (var progress = Progress.start("Laguerre cells", options.maxIterations())) {
            while (steps < options.maxIterations()
                    && problem.error(at) > options.tolerance()
                    && !stuck
                    && !Progress.stopRequested()) {
                var right = new double[n];
                for (int i = 0; i < n; i++) {
                    right[i] = problem.b[i] - at.shares[i];
                }
                double[] delta =
                        new GraphLaplacian(at.from, at.neighbours, at.weights)
                                .solve(right, RESIDUAL);
                t = Math.min(1, 2 * t);
                double before = problem.squares(at);
                stuck = true;
                for (int half = 0; half < HALVINGS; half++, t /= 2) {
                    var next = new double[n];
                    for (int i = 0; i < n; i++) {
                        next[i] = g[i] + t * delta[i];
                    }
                    Diagram there = problem.diagram(next, at);
                    double smallest = Arrays.stream(there.shares).min().orElseThrow();
                    double limit = (1 - t / 2) * (1 - t / 2) * before;
                    if (smallest >= floor && problem.squares(there) <= limit) {
                        g = next;
                        at = there;
                        stuck = false;
                        break;
                    }
                }
                steps++;
                double error = problem.error(at);
                progress.update(steps, () -> String.format(Locale.ROOT, "error %.1e", error));
            }
        }
        boolean converged = problem.error(at) <= options.tolerance();
        return new LaguerreCells(target, order, problem, g, at, steps, converged);
    }

    /**
     * A potential all of whose cells have an area: that whose cells are the Voronoi cells of the
     * targets once they are shrunk and moved into the domain, y' = s y + v, since |x - y'|² / s is
     * |x - y|² less g up to a function of x.
     */
    private double[] start(Problem problem) {
        double[] y = problem.y;
        var centre = new double[2];
        for (int k = 0; k < corners.length; k++) {
            centre[k % 2] += 2 * corners[k] / corners.length;
        }
        double[] middle = {problem.tree.centre(0, 0), problem.tree.centre(0, 1)};
        double wide = problem.tree.radius(0, 0);
        double high = problem.tree.radius(0, 1);
        double s = Math.max(wide, high) > 0 ? room(centre, wide, high) : 1;
        var g = new double[y.length / 2];
        for (int i = 0; i < g.length; i++) {
            double square = 0;
            double own = 0;
            for (int k = 0; k < 2; k++) {
                double moved = centre[k] + s * (y[2 * i + k] - middle[k]);
                square += moved * moved;
                own += y[2 * i + k] * y[2 * i + k];
            }
            g[i] = own - square / s;
        }
        return g;
    }

    /** How much a box about a point may be enlarged to stay within the domain. */
    private double room(double[] centre, double wide, double high) {
        double most = Double.POSITIVE_INFINITY;
        for (int i = 0; i < corners.length / 2; i++) {
            double[] e = edge(corners, i);
            double inside =
                    e[0] * (centre[1] - corners[2 * i + 1]) - e[1] * (centre[0] - corners[2 * i]);
            double reach = Math.abs(e[0]) * high + Math.abs(e[1]) * wide;
            if (reach > 0) {
                most = Math.min(most, inside / reach);
            }
        }
        return most;
    }
}
