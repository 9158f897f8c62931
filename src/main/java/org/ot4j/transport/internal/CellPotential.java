package org.ot4j.transport.internal;

import java.util.Arrays;

/**
 * A potential seen from the boxes of a tree: on each, f(x) ≤ φ + s·(x - p) + q |x - p|² with the
 * box's centre p, tight on the cells, the boxes where one stops to look closer. Near the optimum a
 * potential follows the cost, which varies by many ε over a cell where this difference varies by
 * about one.
 */
public final class CellPotential {
    /** Against directions in which the points of a cell do not spread. */
    private static final double RIDGE = 1e-9;

    public final PointTree tree;

    /** The cells in the order of their points. */
    public final int[] cells;

    private final int d;
    private final double bend;
    private final boolean[] isCell;
    // By box.
    private final double[] slope;
    private final double[] offset;

    /**
     * @param width cells are no wider, unless they hold few points
     * @param bend q
     */
    public CellPotential(PointTree tree, double width, double bend) {
        this(tree, width, 0, bend);
    }

    /**
     * @param width cells are no wider, unless they hold few points
     * @param few cells of fewer points are at most half as wide
     * @param bend q
     */
    public CellPotential(PointTree tree, double width, int few, double bend) {
        this.tree = tree;
        this.d = tree.d;
        this.bend = bend;
        this.cells = tree.cut(width, few);
        this.isCell = new boolean[tree.boxes()];
        for (int box : cells) {
            isCell[box] = true;
        }
        this.slope = new double[tree.boxes() * d];
        this.offset = new double[tree.boxes()];
    }

    /** Whether one stops at this box to look closer. */
    public boolean isCell(int box) {
        return isCell[box];
    }

    /** s_k. */
    public double slope(int box, int k) {
        return slope[box * d + k];
    }

    /** φ. */
    public double offset(int box) {
        return offset[box];
    }

    /** φ + s·(x - p) + q |x - p|² at sorted point i of a box. */
    public double bound(int box, int i) {
        double sum = offset[box];
        for (int k = 0; k < d; k++) {
            double t = tree.points[i * d + k] - tree.centre(box, k);
            sum += (slope[box * d + k] + bend * t) * t;
        }
        return sum;
    }

    /**
     * Takes a potential of the sorted points, and gives how far each is below its cell's bound, in
     * units of {@code epsilon}: at most 0.
     */
    public double[] fit(double[] f, double epsilon) {
        var below = new double[f.length];
        for (int cell : cells) {
            fitCell(cell, f, below, epsilon);
        }
        // Parts have greater numbers than their box.
        for (int box = tree.boxes() - 1; box >= 0; box--) {
            if (!isCell[box] && tree.left(box) != PointTree.NONE) {
                join(box);
            }
        }
        return below;
    }

    private void fitCell(int cell, double[] f, double[] below, double epsilon) {
        int from = tree.from(cell);
        int to = tree.to(cell);
        var normal = new double[d][d + 1];
        var mean = new double[d + 1];
        var difference = new double[d + 1];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = from; i < to; i++) {
                difference[d] = f[i];
                for (int k = 0; k < d; k++) {
                    double t = tree.points[i * d + k] - tree.centre(cell, k);
                    difference[k] = t;
                    difference[d] -= bend * t * t;
                }
                for (int k = 0; k <= d; k++) {
                    if (pass == 0) {
                        mean[k] += difference[k] / (to - from);
                    } else {
                        difference[k] -= mean[k];
                    }
                }
                for (int k = 0; pass == 1 && k < d; k++) {
                    for (int l = 0; l <= d; l++) {
                        normal[k][l] += difference[k] * difference[l];
                    }
                }
            }
        }
        solve(normal, cell * d);
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            double rest = f[i];
            for (int k = 0; k < d; k++) {
                double t = tree.points[i * d + k] - tree.centre(cell, k);
                rest -= (slope[cell * d + k] + bend * t) * t;
            }
            below[i] = rest;
            greatest = Math.max(greatest, rest);
        }
        offset[cell] = greatest;
        for (int i = from; i < to; i++) {
            below[i] = (below[i] - greatest) / epsilon;
        }
    }

    // Elimination without a choice of pivots: the matrix is positive.
    private void solve(double[][] normal, int at) {
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += normal[k][k];
        }
        Arrays.fill(slope, at, at + d, 0);
        if (!(trace > Double.MIN_NORMAL)) {
            return;
        }
        for (int k = 0; k < d; k++) {
            normal[k][k] += RIDGE * trace;
        }
        for (int k = 0; k < d; k++) {
            for (int r = k + 1; r < d; r++) {
                double factor = normal[r][k] / normal[k][k];
                for (int l = k; l <= d; l++) {
                    normal[r][l] -= factor * normal[k][l];
                }
            }
        }
        for (int k = d - 1; k >= 0; k--) {
            double rest = normal[k][d];
            for (int l = k + 1; l < d; l++) {
                rest -= normal[k][l] * slope[at + l];
            }
            slope[at + k] = rest / normal[k][k];
        }
    }

    // With the bend of both the same, the parts' bounds differ from the box's by a linear function,
    // which is greatest at a corner.
    private void join(int box) {
        int a = tree.left(box);
        int b = tree.right(box);
        double share = (double) tree.count(a) / tree.count(box);
        for (int k = 0; k < d; k++) {
            slope[box * d + k] = share * slopeAt(a, box, k) + (1 - share) * slopeAt(b, box, k);
        }
        offset[box] = Math.max(greatest(a, box), greatest(b, box));
    }

    // The slope of a part's bound at the centre of the box.
    private double slopeAt(int part, int box, int k) {
        return slope[part * d + k] + 2 * bend * (tree.centre(box, k) - tree.centre(part, k));
    }

    private double greatest(int part, int box) {
        double sum = offset[part];
        for (int k = 0; k < d; k++) {
            double off = tree.centre(box, k) - tree.centre(part, k);
            double tilt = slopeAt(part, box, k) - slope[box * d + k];
            // At the part's centre, and on to its corner.
            sum += slope[part * d + k] * off + bend * off * off;
            sum += -tilt * off + Math.abs(tilt) * tree.radius(part, k);
        }
        return sum;
    }
}
