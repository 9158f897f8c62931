package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import java.util.function.Supplier;
import org.ot4j.network.ClassLabels;

/**
 * A model for one of the classes that it is conditioned on, made by {@link GenerativeModel#given};
 * its calls are the model's.
 */
public final class OfClass {
    private final GenerativeModel model;
    private final ClassLabels label;

    OfClass(GenerativeModel model, ClassLabels label) {
        this.model = model;
        this.label = label;
    }

    private <T> T with(Supplier<T> body) {
        return ClassLabels.with(label, body);
    }

    /**
     * Samples of the class.
     *
     * @return [n, sample shape...]; it need not be closed
     */
    public NDArray sample(int n, long seed) {
        return with(() -> model.sample(n, seed));
    }

    /**
     * Samples of the class as plain rows: the numbers of {@link #sample(int, long)}.
     *
     * @return [n, size of a sample]; pictures are flattened
     */
    public double[][] sampleRows(int n, long seed) {
        return with(() -> model.sampleRows(n, seed));
    }

    /**
     * Decodes each code as one of the class.
     *
     * @param z [n, latent dimension]
     * @return [n, sample shape...]; it need not be closed
     */
    public NDArray decode(NDArray z) {
        return with(() -> model.decode(z));
    }

    /**
     * Decodes each code as one of the class.
     *
     * @param z [n, latent dimension]
     * @return [n, size of a sample], flattened
     */
    public double[][] decode(double[][] z) {
        return with(() -> model.decode(z));
    }

    /**
     * The code of each sample as one of the class: decoded as another class, it has the style of
     * the one and the class of the other.
     *
     * @param x [n, size of a sample], flattened
     * @return [n, latent dimension]
     * @throws IllegalArgumentException if the model does not encode, or if x is not what it takes
     */
    public double[][] encode(double[][] x) {
        return with(() -> model.codesOf(x));
    }

    /**
     * Encodes and decodes the samples as ones of the class.
     *
     * @param x [n, size of a sample], flattened
     * @return the same shape
     * @throws IllegalArgumentException if the model does not encode, or if x is not what it takes
     */
    public double[][] reconstruct(double[][] x) {
        return with(() -> model.reconstructionsOf(x));
    }

    @Override
    public String toString() {
        return model.name() + ", class " + label.classes()[0];
    }
}
