package org.ot4j.plot;

import java.util.List;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * Pictures for lectures, which answer the mouse and the arrow keys: in JupyterLab, in exported
 * pages and in HTML files, without a kernel and without internet. Where no script runs they are
 * ordinary charts.
 *
 * <pre>{@code
 * Plots.interactive().plan(x, y).title("Drag the points").save("plan.html");
 * }</pre>
 */
public final class Interactive {
    private static final int MOST = 30;
    private static final double FIRST = 0.02;

    Interactive() {}

    /**
     * Points that can be dragged, and the optimal plan between them for the squared Euclidean
     * distance, which follows.
     *
     * @param x at most 30 points in the plane of any kind: rows, an array, a data set, a measure of
     *     equal weights, a table
     * @param y as many points
     */
    public Chart plan(Object x, Object y) {
        double[][] from = points(x, "x");
        double[][] to = points(y, "y");
        Check.that(from.length == to.length, "number of y", to.length, from.length + ", as of x");
        Chart still = Plots.plan(Transport.exact(from, to), from, to);
        return new Chart(new PlanScene(from, to, null, (Cartesian) still.content()), still.frame());
    }

    /**
     * Points that can be dragged, and the entropic plan between them for the squared Euclidean
     * distance, with a slider for ε from a two-hundredth of the greatest cost to all of it.
     *
     * @param x at most 30 points in the plane of any kind: rows, an array, a data set, a measure of
     *     equal weights, a table
     * @param y at most 30 points
     */
    public Chart epsilon(Object x, Object y) {
        double[][] from = points(x, "x");
        double[][] to = points(y, "y");
        double most = 0;
        for (double[] a : from) {
            for (double[] b : to) {
                most = Math.max(most, Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2));
            }
        }
        Check.that(most > 0, "x and y", "one point", "points that differ");
        var result = Sinkhorn.of(FIRST * most).solve(TransportProblem.between(from, to));
        Chart still = Plots.plan(result, from, to);
        var range = new double[] {most / 200, most, FIRST * most};
        return new Chart(
                new PlanScene(from, to, range, (Cartesian) still.content()), still.frame());
    }

    /**
     * The latent plane of a trained model as a map, and beside it the picture at the mouse: between
     * 15 by 15 decoded pictures, it is blended from the four around.
     *
     * @param model a model of pictures with a prior of dimension 2
     */
    public Chart latentPlane(GenerativeModel model) {
        return latentPlane(model, 15);
    }

    /**
     * The latent plane of a trained model as a map, and beside it the picture at the mouse: between
     * {@code side} by {@code side} decoded pictures, it is blended from the four around.
     *
     * @param model a model of pictures with a prior of dimension 2
     * @param side at least 2 and at most 40
     */
    public Chart latentPlane(GenerativeModel model, int side) {
        Check.that(side >= 2 && side <= 40, "side", side, "in [2, 40]");
        double[][] codes = Plots.planeCodes(Check.notNull(model, "model"), side);
        Chart still = Plots.latentManifold(model, side);
        return new Chart(
                new LatentScene(codes, side, (PictureGrid) still.content()), still.frame());
    }

    private static double[][] points(Object points, String name) {
        double[][] rows = Rows.checked(points, name);
        Check.that(
                rows.length <= MOST,
                "number of " + name,
                rows.length,
                "at most " + MOST + ", so that a page can follow the mouse");
        Plots.columns(rows, name);
        return List.of(rows).stream().map(double[]::clone).toArray(double[][]::new);
    }
}
