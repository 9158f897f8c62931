package org.ot4j.kernel.display;

import java.io.IOException;
import java.util.Arrays;
import org.ot4j.plot.Chart;
import org.ot4j.plot.Plots;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.barycenter.FreeSupportBarycenter;

/** Plans, results of solvers, and measures. */
final class Transports {
    /** The maximum number of lines and columns of a heat map; beyond it, neighbours share one. */
    private static final int CELLS = 100;

    /** Dense plans beyond this many entries are not read for a picture. */
    private static final long MOST = 16_000_000;

    private Transports() {}

    static Bundle of(Plan plan) throws IOException {
        boolean readable = plan.isSparse() || (long) plan.rows() * plan.cols() <= MOST;
        var facts = new Facts(plan.toString());
        if (!readable) {
            return Bundle.text(facts.add("picture", "too many entries for a picture").text());
        }
        facts.add("entries", plan.nonZeros()).add("mass", plan.mass());
        return picture(facts, chart(plan));
    }

    static Bundle of(TransportResult result) throws IOException {
        var facts =
                new Facts("transport " + result.plan())
                        .add("value", result.value())
                        .add("cost", result.cost())
                        .add("iterations", result.iterations())
                        .add("error", result.error())
                        .add("converged", result.converged());
        var certificate = result.certificate();
        if (certificate != null) {
            facts.add("gap", certificate.gap()).add("optimal", certificate.holds());
        }
        Plan plan = result.plan();
        if (!plan.isSparse() && (long) plan.rows() * plan.cols() > MOST) {
            return facts.bundle();
        }
        String end =
                certificate != null && certificate.holds()
                        ? "proven optimal"
                        : result.converged() ? "converged" : "NOT converged";
        String title = "cost " + NumberText.of(result.cost()) + ", " + end;
        return picture(facts, chart(plan).title(title));
    }

    static Bundle of(FixedSupportBarycenter.Result result) throws IOException {
        var facts =
                new Facts("barycenter")
                        .add("measure", result.measure())
                        .add("iterations", result.iterations())
                        .add("error", result.error())
                        .add("converged", result.converged());
        return measure(facts, result.measure(), "barycenter");
    }

    static Bundle of(FreeSupportBarycenter.Result result) throws IOException {
        var facts =
                new Facts("barycenter")
                        .add("measure", result.measure())
                        .add("value", result.value())
                        .add("iterations", result.iterations())
                        .add("converged", result.converged());
        return measure(facts, result.measure(), "barycenter");
    }

    static Bundle of(Measure measure) throws IOException {
        var facts =
                new Facts("measure")
                        .add("points", measure.size())
                        .add("dimension", measure.dimension())
                        .add("mass", measure.mass());
        return measure(facts, measure, measure.size() + " points");
    }

    private static Bundle measure(Facts facts, Measure measure, String title) throws IOException {
        return switch (measure.dimension()) {
            case 1 -> picture(facts, stems(measure).title(title));
            case 2 -> picture(facts, Plots.scatter(measure.points()).title(title));
            default -> facts.bundle();
        };
    }

    private static Bundle picture(Facts facts, Chart chart) throws IOException {
        return Figures.add(Bundle.text(facts.text()), chart);
    }

    /** At each point, a line whose height is the weight. */
    private static Chart stems(Measure measure) {
        double[] weights = measure.weights();
        var x = new double[3 * weights.length];
        var y = new double[3 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            Arrays.fill(x, 3 * i, 3 * i + 3, measure.point(i)[0]);
            y[3 * i + 1] = weights[i];
            y[3 * i + 2] = Double.NaN; // lifts the pen
        }
        return Plots.curve(x, y).labels("x", "weight");
    }

    private static Chart chart(Plan plan) {
        int high = (plan.rows() + CELLS - 1) / CELLS;
        int wide = (plan.cols() + CELLS - 1) / CELLS;
        if (high == 1 && wide == 1) {
            return Plots.plan(plan);
        }
        var sums = new double[(plan.rows() + high - 1) / high][(plan.cols() + wide - 1) / wide];
        plan.forEach((i, j, mass) -> sums[i / high][j / wide] += mass);
        return Plots.plan(Plan.dense(sums)).labels(axis("target", wide), axis("source", high));
    }

    private static String axis(String name, int together) {
        return together == 1 ? name : name + "s, " + together + " at a time";
    }
}
