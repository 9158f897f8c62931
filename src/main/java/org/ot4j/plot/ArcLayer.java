package org.ot4j.plot;

import java.util.List;
import org.ot4j.transport.Plan;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A plan as lines between points, darker for more mass.
 *
 * @param x sources [n, 2]
 * @param y targets [m, 2]
 */
record ArcLayer(Plan plan, double[][] x, double[][] y) implements Layer {
    /** An arc that carries less than this share of the heaviest is too faint to see. */
    private static final double FAINTEST = 0.02;

    @Override
    public Bounds bounds() {
        return Bounds.NONE;
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        var heaviest = new double[1];
        plan.forEach((i, j, mass) -> heaviest[0] = Math.max(heaviest[0], mass));
        plan.forEach(
                (i, j, mass) -> {
                    double share = mass / heaviest[0];
                    if (share >= FAINTEST) {
                        canvas.line(
                                new double[] {axes.x(x[i][0]), axes.x(y[j][0])},
                                new double[] {axes.y(x[i][1]), axes.y(y[j][1])},
                                Palette.alpha(canvas.theme().ink(), 0.7 * share),
                                1);
                    }
                });
    }

    @Override
    public List<Trace> traces() {
        return null;
    }
}
