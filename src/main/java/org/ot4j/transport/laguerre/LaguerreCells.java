package org.ot4j.transport.laguerre;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.internal.ReducedCosts;

/**
 * Uniform mass on a polygon, cut into one cell for each target: the solution of a {@link
 * LaguerreTransport}.
 */
public final class LaguerreCells {
    private final Measure target;
    private final int[] order;
    private final LaguerreTransport.Problem problem;
    private final double[] g;
    private final Diagram diagram;
    private final int iterations;
    private final boolean converged;
    private final ReducedCosts search;

    LaguerreCells(
            Measure target,
            int[] order,
            LaguerreTransport.Problem problem,
            double[] g,
            Diagram diagram,
            int iterations,
            boolean converged) {
        this.target = target;
        this.order = order;
        this.problem = problem;
        this.g = g;
        this.diagram = diagram;
        this.iterations = iterations;
        this.converged = converged;
        this.search = ReducedCosts.of((CoordinateCost) Cost.squaredEuclidean(), problem.tree(), g);
    }

    /** The targets. */
    public Measure target() {
        return target;
    }

    /** Steps of Newton's method. */
    public int iterations() {
        return iterations;
    }

    /** Whether the error is below the tolerance. */
    public boolean converged() {
        return converged;
    }

    /** Σ |area - weight|. */
    public double error() {
        return problem.error(diagram);
    }

    /** The potential of the targets: [m]. The cell of j is where |x - y_j|² - g_j is least. */
    public double[] g() {
        return ofTargets(g);
    }

    /** The areas of the cells in shares of the polygon's, which are the masses: [m]. */
    public double[] areas() {
        return ofTargets(diagram.shares);
    }

    private double[] ofTargets(double[] sorted) {
        var values = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            values[order[i]] = sorted[i];
        }
        return values;
    }

    /** The mean of each cell, where its target sends its mass back: [m, 2]; NaN if it is empty. */
    public double[][] centroids() {
        var means = new double[order.length][2];
        for (int i = 0; i < order.length; i++) {
            for (int k = 0; k < 2; k++) {
                means[order[i]][k] =
                        problem.y()[2 * i + k] + diagram.moments[2 * i + k] / diagram.shares[i];
            }
        }
        return means;
    }

    /** ∫ |x - T(x)|² of the map to the cells' targets, which is optimal for the masses it has. */
    public double cost() {
        return Vectors.sum(diagram.costs);
    }

    /**
     * The semi-dual objective, ∫ min_j (|x - y_j|² - g_j) + Σ b_j g_j, with the exact cells: never
     * above W₂² but for rounding.
     */
    public double value() {
        double value = cost();
        for (int i = 0; i < g.length; i++) {
            value += (problem.b()[i] - diagram.shares[i]) * g[i];
        }
        return value;
    }

    /** The target that a point goes to: the j with the least |x - y_j|² - g_j. */
    public int cell(double... x) {
        var least = new ReducedCosts.Least(search);
        least.of(checked(x), 0);
        return order[least.nearest()];
    }

    /** The potential of the source at a point, min_j |x - y_j|² - g_j. */
    public double f(double... x) {
        return new ReducedCosts.Least(search).of(checked(x), 0);
    }

    private static double[] checked(double[] x) {
        Check.that(x.length == 2, "length of a point", x.length, "2");
        return Check.finite(x, "x");
    }

    /**
     * The corners of the cell of target j, counter-clockwise: [k, 2], with no rows if it is empty.
     */
    public double[][] polygon(int j) {
        Check.that(0 <= j && j < order.length, "j", j, "0 to " + (order.length - 1));
        int i = 0;
        while (order[i] != j) {
            i++;
        }
        var clipper = new CellClipper(problem.corners(), problem.y(), g, search);
        clipper.cut(i, diagram.neighbours, diagram.from[i], diagram.from[i + 1]);
        var corners = new double[clipper.count()][];
        for (int k = 0; k < corners.length; k++) {
            corners[k] =
                    new double[] {
                        clipper.x(k) + problem.y()[2 * i], clipper.y(k) + problem.y()[2 * i + 1]
                    };
        }
        return corners;
    }
}
