package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Layer;

/**
 * The distributions of μ + L z, L lower triangular with a positive diagonal; training starts at μ =
 * 0, L = I. For a spherical base, such as the standard normal distribution, these are all its
 * affine images, each once.
 *
 * @param base the distribution of z
 */
public record LocationScale(Prior base) implements ParametricFamily {
    private static final String NAME = "LocationScale";

    /** Checks the base. */
    public LocationScale {
        Check.notNull(base, "base");
    }

    @Override
    public List<Layer> layers(Shape input, Shape output) {
        Families.checkSample(output, base.dimension());
        return List.of(new Affine(base.dimension()));
    }

    /**
     * The parameters of a trained model of this family.
     *
     * @throws IllegalArgumentException if the model has another generator
     * @throws IllegalStateException if it has not been trained
     */
    public Fitted fitted(GenerativeModel model) {
        int d = base.dimension();
        float[] values = Families.weights(model, d + d * d, NAME);
        var location = new double[d];
        var scale = new double[d][d];
        for (int i = 0; i < d; i++) {
            location[i] = values[i];
            for (int j = 0; j < i; j++) {
                scale[i][j] = values[d + i * d + j];
            }
            scale[i][i] = Math.exp(values[d + i * d + i]);
        }
        return new Fitted(location, scale);
    }

    /**
     * The parameters of a location-scale family.
     *
     * @param location μ [d]
     * @param scale L [d, d]
     */
    @SuppressWarnings("ArrayRecordComponent") // copied by the accessors
    public record Fitted(double[] location, double[][] scale) {
        @Override
        public double[] location() {
            return location.clone();
        }

        @Override
        public double[][] scale() {
            return Arrays.stream(scale).map(double[]::clone).toArray(double[][]::new);
        }

        /** L Lᵀ [d, d]: the covariance, if that of the base is I. */
        public double[][] covariance() {
            return Triangle.squared(scale);
        }
    }

    /** μ + L z; the diagonal of L is stored as its logarithm, what is above it is not used. */
    private record Affine(int d) implements Layer {
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
            return List.of(
                    new Array("location", new Shape(d), Start.constant(0)),
                    new Array("scale", new Shape(d, d), Start.constant(0)));
        }

        @Override
        public NDArray forward(NDArray z, NDArray[] arrays, NDArray[] buffers, boolean training) {
            NDArray diagonal = arrays[1].mul(Triangle.diagonal(z, d)).exp();
            NDArray scale =
                    arrays[1].mul(Triangle.below(z, d)).add(diagonal.mul(Triangle.diagonal(z, d)));
            return z.matMul(scale.transpose()).add(arrays[0]);
        }
    }
}
