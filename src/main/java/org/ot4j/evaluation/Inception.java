package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.ot4j.internal.Check;
import org.ot4j.tensor.ScriptModule;

/** The features of an Inception network that resizes and scales pictures itself. */
final class Inception implements FeatureExtractor {
    /** The flag by which NVIDIA's file gives features in place of classes. */
    private static final String FLAG = "return_features";

    private static final int GREATEST = 255;

    private final Path file;
    private final ScriptModule network;

    Inception(Path file) {
        this.file = file;
        network = ScriptModule.read(file);
    }

    @Override
    public String name() {
        return "Inception " + file.getFileName();
    }

    @Override
    public NDArray features(NDArray samples) {
        Shape shape = samples.getShape();
        Check.that(
                shape.dimension() == 4 && (shape.get(1) == 3 || shape.get(1) == 1),
                "pictures for " + name(),
                shape,
                "[n, 3, h, w], or [n, 1, h, w] of grey ones");
        NDArray three = shape.get(1) == 1 ? samples.repeat(1, 3) : samples;
        NDArray out =
                network.has(FLAG)
                        ? network.forward(bytes(three), FLAG)
                        : network.forward(three.toType(DataType.FLOAT32, false));
        long n = shape.get(0);
        Check.that(
                out.getShape().dimension() >= 1 && out.getShape().get(0) == n,
                "output of " + name(),
                out.getShape(),
                "[" + n + ", d] or [" + n + ", d, 1, 1]");
        NDArray features = out.reshape(n, out.getShape().size() / n);
        features.attach(samples.getManager());
        return features;
    }

    /** Pictures in [0, 1] as bytes, which files on disk and the reference have. */
    private static NDArray bytes(NDArray pictures) {
        return pictures.mul(GREATEST).round().clip(0, GREATEST).toType(DataType.UINT8, false);
    }
}
