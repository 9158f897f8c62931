package org.ot4j.kernel.display;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.LearnedPrior;
import org.ot4j.distribution.Prior;
import org.ot4j.distribution.Support;
import org.ot4j.internal.HtmlText;
import org.ot4j.plot.Chart;
import org.ot4j.plot.Plots;

/** Distributions as densities if these can be drawn, otherwise as samples; data sets as samples. */
final class Distributions {
    private static final int SAMPLES = 1_000;
    private static final int POINTS = 5_000;
    private static final int PICTURES = 40;
    private static final int COLUMNS = 20;
    private static final int SIDE = 81;

    private Distributions() {}

    static Bundle of(Prior prior) throws IOException {
        String title = name(prior);
        if (prior instanceof LearnedPrior) {
            return Bundle.text(title);
        }
        try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
            NDArray drawn = prior.sample(scope, SAMPLES, new SplittableRandom(1));
            double[][] samples = rows(drawn);
            Support support = prior.support();
            boolean fills = support == Support.SPACE || support == Support.BOUNDED;
            Chart chart =
                    fills && prior.dimension() <= 2
                            ? density(samples, z -> logDensity(prior, scope, z))
                            : firstTwo(samples);
            return Figures.add(Bundle.text(title), chart.title(title));
        }
    }

    /** Name and dimension. */
    static String name(Prior prior) {
        int d = prior.dimension();
        return prior.name() + " in " + d + (d == 1 ? " dimension" : " dimensions");
    }

    static Bundle of(GaussianMixture mixture) throws IOException {
        String title = mixture.toString();
        double[][] samples = mixture.sample(SAMPLES, 1).toArray();
        Chart chart =
                mixture.dimension() > 2
                        ? firstTwo(samples)
                        : density(
                                samples,
                                z -> Arrays.stream(z).mapToDouble(mixture::logDensity).toArray());
        return Figures.add(Bundle.text(title), chart.title(title));
    }

    static Bundle of(DataSet data) throws IOException {
        var text = Bundle.text(data.toString());
        Shape shape = data.sampleShape();
        if (shape.dimension() == 3 && (shape.get(0) == 1 || shape.get(0) == 3)) {
            Chart chart = Plots.images(data, Math.min(PICTURES, data.size()));
            return Figures.add(text, chart.title(data.toString()));
        }
        if (shape.size() == 2) {
            DataSet shown = data.size() > POINTS ? data.subset(POINTS, 1) : data;
            return Figures.add(text, Plots.scatter(shown).title(data.toString()));
        }
        if (shape.dimension() == 1 && shape.size() <= COLUMNS) {
            String table = Tables.html(data.head(Math.min(5, data.size())).toTable());
            return text.html(
                    "<p>" + HtmlText.escape(data.toString()) + "; the first:</p>\n" + table);
        }
        return text;
    }

    /** Over the part of a line or the plane where the samples lie. */
    private static Chart density(double[][] samples, Densities logDensities) {
        double[] x = axis(samples, z -> z[0]);
        if (samples[0].length == 1) {
            var points = new double[SIDE][];
            Arrays.setAll(points, i -> new double[] {x[i]});
            double[] logs = logDensities.at(points);
            return Plots.curve(x, Arrays.stream(logs).map(Math::exp).toArray())
                    .labels("z", "density");
        }
        double[] y = axis(samples, z -> z[1]);
        var points = new double[SIDE * SIDE][];
        Arrays.setAll(points, i -> new double[] {x[i % SIDE], y[i / SIDE]});
        double[] logs = logDensities.at(points);
        return Plots.density(
                (a, b) -> Math.exp(logs[index(b, y) * SIDE + index(a, x)]),
                x[0],
                x[SIDE - 1],
                y[0],
                y[SIDE - 1]);
    }

    private static int index(double value, double[] axis) {
        double step = axis[1] - axis[0];
        return (int) Math.max(0, Math.min(SIDE - 1, Math.round((value - axis[0]) / step)));
    }

    /** Even steps over the range of the samples and a little beyond. */
    private static double[] axis(double[][] samples, ToDoubleFunction<double[]> coordinate) {
        double low = Arrays.stream(samples).mapToDouble(coordinate).min().orElse(0);
        double high = Arrays.stream(samples).mapToDouble(coordinate).max().orElse(1);
        double pad = 0.1 * Math.max(high - low, 1e-6);
        var axis = new double[SIDE];
        Arrays.setAll(axis, i -> low - pad + (high - low + 2 * pad) * i / (SIDE - 1));
        return axis;
    }

    private static Chart firstTwo(double[][] samples) {
        var points = new double[samples.length][];
        Arrays.setAll(points, i -> Arrays.copyOf(samples[i], 2));
        return Plots.scatter(points).labels("z1", "z2");
    }

    /** Log densities of points. */
    @FunctionalInterface
    private interface Densities {
        double[] at(double[][] points);
    }

    private static double[] logDensity(Prior prior, NDManager scope, double[][] points) {
        int d = points[0].length;
        var flat = new float[points.length * d];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) points[i / d][i % d];
        }
        float[] logs =
                prior.logDensity(scope.create(flat, new Shape(points.length, d))).toFloatArray();
        var values = new double[logs.length];
        Arrays.setAll(values, i -> logs[i]);
        return values;
    }

    private static double[][] rows(NDArray array) {
        float[] flat = array.toFloatArray();
        int d = (int) array.size(1);
        var rows = new double[(int) array.size(0)][d];
        for (int i = 0; i < flat.length; i++) {
            rows[i / d][i % d] = flat[i];
        }
        return rows;
    }
}
