package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Layer;

/**
 * Coordinates with margins of their own that depend on each other as those of a Gaussian do: w ~
 * N(0, R) with ones on the diagonal of R, and x_k = F_k⁻¹(Φ(w_k)) (Sklar 1959). Parameters are the
 * correlations in R, and a location and a scale of each margin; training starts at independence,
 * locations of 0 and scales of 1.
 *
 * @param margins the kind of each coordinate
 */
public record GaussianCopula(List<Margin> margins) implements ParametricFamily {
    private static final String NAME = "GaussianCopula";

    /** Checks the margins. */
    public GaussianCopula {
        Check.notNull(margins, "margins");
        for (int k = 0; k < margins.size(); k++) {
            Check.notNull(margins.get(k), "margins[" + k + "]");
        }
        margins = List.copyOf(margins);
        Check.atLeast(margins.size(), 1, "margins.size");
    }

    static GaussianCopula of(Margin... margins) {
        return new GaussianCopula(Arrays.asList(Check.notNull(margins, "margins")));
    }

    @Override
    public Prior base() {
        return Prior.standardNormal(margins.size());
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        Families.checkSample(output, margins.size());
        return List.of(new Copula(margins));
    }

    /**
     * The parameters of a trained model of this family.
     *
     * @throws IllegalArgumentException if the model has another generator
     * @throws IllegalStateException if it has not been trained
     */
    public Fitted fitted(GenerativeModel model) {
        int d = margins.size();
        float[] values = Families.weights(model, 2 * d + d * d, NAME);
        var location = new double[d];
        var scale = new double[d];
        var factor = new double[d][d];
        for (int i = 0; i < d; i++) {
            location[i] = values[i];
            scale[i] = Math.exp(values[d + i]);
            double norm = 1;
            factor[i][i] = 1;
            for (int j = 0; j < i; j++) {
                factor[i][j] = values[2 * d + i * d + j];
                norm += factor[i][j] * factor[i][j];
            }
            for (int j = 0; j <= i; j++) {
                factor[i][j] /= Math.sqrt(norm);
            }
        }
        return new Fitted(location, scale, Triangle.squared(factor));
    }

    /**
     * The parameters of a Gaussian copula with its margins.
     *
     * @param location of each margin [d]
     * @param scale of each margin [d]
     * @param correlation R [d, d], between the normal w of the coordinates
     */
    @SuppressWarnings("ArrayRecordComponent") // copied by the accessors
    public record Fitted(double[] location, double[] scale, double[][] correlation) {
        @Override
        public double[] location() {
            return location.clone();
        }

        @Override
        public double[] scale() {
            return scale.clone();
        }

        @Override
        public double[][] correlation() {
            return Arrays.stream(correlation).map(double[]::clone).toArray(double[][]::new);
        }
    }

    /** Scales are stored as logarithms; rows of R's factor as what is below a diagonal of 1. */
    private record Copula(List<Margin> margins) implements Layer {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public List<Array> arrays() {
            int d = margins.size();
            return List.of(
                    new Array("location", new Shape(d), Start.constant(0)),
                    new Array("scale", new Shape(d), Start.constant(0)),
                    new Array("dependence", new Shape(d, d), Start.constant(0)));
        }

        @Override
        public NDArray forward(NDArray z, NDArray[] arrays, NDArray[] buffers, boolean training) {
            int d = margins.size();
            NDArray rows = arrays[2].mul(Triangle.below(z, d)).add(Triangle.diagonal(z, d));
            NDArray factor = rows.div(rows.square().sum(new int[] {1}, true).sqrt());
            NDArray w = z.matMul(factor.transpose());
            NDArray scale = arrays[1].exp();
            var columns = new NDList();
            for (int k = 0; k < d; k++) {
                var own = new NDIndex(k + ":" + (k + 1));
                columns.add(
                        margins.get(k)
                                .at(
                                        w.get(":, " + k + ":" + (k + 1)),
                                        arrays[0].get(own),
                                        scale.get(own)));
            }
            return NDArrays.concat(columns, 1);
        }
    }
}
