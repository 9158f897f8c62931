package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cosine;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.cost.SquaredEuclidean;

/**
 * Finds, for one point after the other, the pairs of least c(x, y_j) - g_j without looking at all:
 * branch and bound in a tree of the points y. On a box, g is at most a linear function and the cost
 * is at least its tangent, so that their difference is greatest where the slopes differ, at a
 * corner; near the optimum they are nearly the same. The bounds allow for rounding, so that what is
 * found is what a look at all pairs would find, but for the choice among equals.
 */
public final class ReducedCosts {
    /** Boxes hold few neighbours in more dimensions, so that most would have to be opened. */
    private static final int MOST_DIMENSIONS = 3;

    /** With fewer pairs, or points on one side, the tree takes longer than a look at them all. */
    private static final long LEAST_PAIRS = 1L << 26;

    private static final int LEAST_POINTS = 1024;

    private static final int LEAF = 16;

    private static final int GRAIN = 256;

    /** So many times what is added up may its rounding be: it is some units a level of the tree. */
    private static final double SLACK = 0x1p-40;

    /** Squares and products are to stay within the range of a double. */
    private static final double GREATEST = 0x1p200;

    private final CoordinateCost cost;
    private final PointTree tree;
    private final int d;
    private final double[] potential;
    private final boolean squared;

    // Of each box: its centre, its half widths, the slopes, the offset, and the numbers' size.
    private final double[] boxes;
    private final int stride;

    // How many boxes may wait to be opened.
    private final int height;

    /**
     * Searches among points for one potential of theirs.
     *
     * @param tree of {@link #tree}
     * @param potential in the order in which the points came
     */
    ReducedCosts(CoordinateCost cost, PointTree tree, double[] potential) {
        this.cost = cost;
        this.tree = tree;
        this.d = tree.d;
        this.potential = tree.sorted(potential);
        this.stride = 3 * d + 2;
        this.boxes = new double[tree.boxes() * stride];
        this.squared = cost instanceof SquaredEuclidean;
        // A potential of an optimum is concave once a squared distance is taken off.
        this.height = 2 + depth(tree);
        var cells = new CellPotential(tree, 0, squared ? 1 : 0);
        cells.fit(this.potential, 1);
        for (int box = tree.boxes() - 1; box >= 0; box--) {
            int at = box * stride;
            for (int k = 0; k < d; k++) {
                boxes[at + k] = tree.centre(box, k);
                boxes[at + d + k] = tree.radius(box, k);
                boxes[at + 2 * d + k] = cells.slope(box, k);
            }
            boxes[at + 3 * d] = cells.offset(box);
            boxes[at + 3 * d + 1] = size(box);
        }
    }

    private static int depth(PointTree tree) {
        var depths = new int[tree.boxes()];
        int depth = 0;
        for (int box = 0; box < depths.length; box++) {
            depth = Math.max(depth, depths[box]);
            if (tree.left(box) != PointTree.NONE) {
                depths[tree.left(box)] = depths[box] + 1;
                depths[tree.right(box)] = depths[box] + 1;
            }
        }
        return depth;
    }

    // No number that went into the offset was greater.
    private double size(int box) {
        double size = 0;
        if (tree.left(box) == PointTree.NONE) {
            for (int i = tree.from(box); i < tree.to(box); i++) {
                size = Math.max(size, Math.abs(potential[i]));
            }
            return size + spread(box, box);
        }
        for (int part : new int[] {tree.left(box), tree.right(box)}) {
            size = Math.max(size, boxes[part * stride + 3 * d + 1] + spread(part, box));
        }
        return size + spread(box, box);
    }

    // How much the linear function of one box changes over another, with room for the bend.
    private double spread(int box, int over) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            double width = 2 * boxes[over * stride + d + k];
            sum += (Math.abs(boxes[box * stride + 2 * d + k]) + 2 * width) * width;
        }
        return sum;
    }

    /** One search at a time, for one thread. */
    abstract static class Search {
        private final ReducedCosts among;
        private final CoordinateCost cost;
        private final PointTree tree;
        private final int d;
        private final int[] stack;
        private final double[] bounds;
        private final double[] x;
        private final double[] centre;
        private final double[] slope;
        private final double[] opposite;

        Search(ReducedCosts among) {
            this.among = among;
            this.cost = among.cost;
            this.tree = among.tree;
            this.d = among.d;
            this.stack = new int[among.height];
            this.bounds = new double[among.height];
            this.x = new double[d];
            this.centre = new double[d];
            this.slope = new double[d];
            this.opposite = new double[d];
        }

        /** Pairs whose c - g is not below this are of no interest; may fall during a search. */
        abstract double limit();

        /**
         * A pair with c - g below the limit.
         *
         * @param j the place of the point in the order in which the points came
         * @param c its cost
         * @param reduced c - g
         */
        abstract void found(int j, double c, double reduced);

        /**
         * Looks from the point points[at .. at + d) at all pairs that may be of interest, the most
         * promising first.
         *
         * @param turn where to begin among points that are all the same
         */
        final void from(double[] points, int at, int turn) {
            System.arraycopy(points, at, x, 0, d);
            int height = 0;
            stack[height] = 0;
            bounds[height++] = Double.NEGATIVE_INFINITY;
            while (height > 0) {
                int box = stack[--height];
                if (bounds[height] >= limit()) {
                    continue;
                }
                int left = tree.left(box);
                if (left == PointTree.NONE) {
                    int from = tree.from(box);
                    int to = tree.to(box);
                    int begin = from + turn % (to - from);
                    look(begin, to);
                    look(from, begin);
                    continue;
                }
                int right = tree.right(box);
                double l = bound(left);
                double r = bound(right);
                stack[height] = l < r ? right : left;
                bounds[height++] = Math.max(l, r);
                stack[height] = l < r ? left : right;
                bounds[height++] = Math.min(l, r);
            }
        }

        private void look(int from, int to) {
            double[] potential = among.potential;
            for (int j = from; j < to; j++) {
                double c = cost.between(x, 0, tree.points, j * d, 1, d);
                double reduced = c - potential[j];
                if (reduced < limit()) {
                    found(tree.order[j], c, reduced);
                }
            }
        }

        private double bound(int box) {
            double[] boxes = among.boxes;
            int at = box * among.stride;
            double c;
            if (among.squared) {
                c = 0;
                for (int k = 0; k < d; k++) {
                    double t = boxes[at + k] - x[k];
                    slope[k] = 2 * t;
                    c += t * t;
                }
            } else {
                System.arraycopy(boxes, at, centre, 0, d);
                Arrays.fill(slope, 0);
                c = cost.between(x, 0, centre, 0, 1, d);
                cost.addSlope(1, x, 0, centre, 0, d, opposite, slope);
            }
            double less = 0;
            double size = c + boxes[at + 3 * d + 1];
            for (int k = 0; k < d; k++) {
                double radius = boxes[at + d + k];
                less += Math.abs(slope[k] - boxes[at + 2 * d + k]) * radius;
                size += Math.abs(slope[k]) * radius;
            }
            return c - boxes[at + 3 * d] - less - SLACK * size;
        }
    }

    /** Which point is nearest, in the sense of c - g, for one thread. */
    public static final class Least extends Search {
        private double least;
        private int nearest;

        public Least(ReducedCosts among) {
            super(among);
        }

        @Override
        double limit() {
            return least;
        }

        @Override
        void found(int j, double c, double reduced) {
            least = reduced;
            nearest = j;
        }

        /** The least c(x, y_j) - g_j from the point points[at .. at + d). */
        public double of(double[] points, int at) {
            return below(points, at, Double.POSITIVE_INFINITY);
        }

        /**
         * The same where it is below a limit; if it is not, the limit, and {@code nearest} is -1.
         */
        public double below(double[] points, int at, double limit) {
            least = limit;
            nearest = -1;
            from(points, at, 0);
            return least;
        }

        /** The j that attained it, or -1. */
        public int nearest() {
            return nearest;
        }
    }

    /** The least c(x_i, y_j) - g_j of each point x_i. */
    public double[] least(Measure from, int threads) {
        double[] x = RawMeasures.points(from);
        var least = new double[from.size()];
        Parallel.ranges(
                least.length,
                GRAIN,
                threads,
                (lo, hi) -> {
                    var search = new Least(this);
                    for (int i = lo; i < hi; i++) {
                        least[i] = search.of(x, i * d);
                    }
                });
        return least;
    }

    /** Whether to search rather than to look at all pairs. */
    public static boolean pay(CostMatrix costs) {
        return costs instanceof CoordinateCostMatrix matrix
                && Math.min(costs.rows(), costs.cols()) >= LEAST_POINTS
                && (long) costs.rows() * costs.cols() >= LEAST_PAIRS
                && matrix.source().dimension() <= MOST_DIMENSIONS
                && !(matrix.cost() instanceof Cosine)
                && matrix.cost().p() >= 1
                && matrix.isOrdinary(GREATEST);
    }

    /** Whether to search from one point after the other rather than to look at all pairs. */
    public static boolean pay(Cost cost, Measure points) {
        return cost instanceof CoordinateCost coordinates
                && points.size() >= LEAST_POINTS
                && points.dimension() <= MOST_DIMENSIONS
                && !(cost instanceof Cosine)
                && coordinates.p() >= 1;
    }

    /** Searches among the points of a measure, with potentials in their order. */
    public static ReducedCosts of(CoordinateCost cost, Measure points, double[] potential) {
        return of(cost, tree(points), potential);
    }

    /**
     * Searches among points for one potential of theirs.
     *
     * @param tree of {@link #tree}
     * @param potential in the order in which the points came
     */
    public static ReducedCosts of(CoordinateCost cost, PointTree tree, double[] potential) {
        return new ReducedCosts(cost, tree, potential);
    }

    /** Points as they are searched. */
    public static PointTree tree(Measure measure) {
        return new PointTree(RawMeasures.points(measure), measure.dimension(), LEAF);
    }
}
