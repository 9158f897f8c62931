package org.ot4j.evaluation;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.ot4j.base.Progress;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.data.Pass;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;

/** The built-in feature extractors. */
public final class Features {
    private static final int BATCH = 256;

    private Features() {}

    /** The samples themselves, flattened. */
    public static FeatureExtractor raw() {
        return new FeatureExtractor() {
            @Override
            public String name() {
                return "raw values";
            }

            @Override
            public NDArray features(NDArray samples) {
                long n = samples.getShape().get(0);
                return samples.reshape(n, samples.getShape().size() / n);
            }
        };
    }

    /**
     * A convolutional network with random weights, fixed by the seed: four layers of stride 2 (or
     * fewer, until the picture is one pixel) with leaky ReLU. The features are the mean and
     * standard deviation of each of the 4 x 32 maps. It needs neither data nor a file; it responds
     * to edges and textures, but does not recognise objects.
     */
    public static FeatureExtractor randomConvolutions(long seed) {
        return new RandomConvolutions(seed);
    }

    /** A small classifier, trained on the data set unless a trained one is cached. */
    public static SmallClassifier classifier(DataSet labelled, long seed) {
        return SmallClassifier.of(labelled, seed);
    }

    /**
     * A network from a TorchScript file, such as Inception.
     *
     * @param prepare turns pictures [n, c, h, w] in [0, 1] into the network's input; see {@link
     *     #resized}
     */
    public static FeatureExtractor torchScript(Path file, UnaryOperator<NDArray> prepare) {
        if (!Files.isRegularFile(file)) {
            throw new UncheckedIOException(
                    "no TorchScript file " + file, new NoSuchFileException(file.toString()));
        }
        Model model = Model.newInstance(file.getFileName().toString(), "PyTorch");
        try {
            model.load(file.toAbsolutePath().getParent(), file.getFileName().toString());
        } catch (IOException | MalformedModelException | EngineException e) {
            model.close();
            throw new UncheckedIOException(
                    file + " is not a TorchScript file: " + e.getMessage(), new IOException(e));
        }
        return new FeatureExtractor() {
            @Override
            public String name() {
                return "TorchScript " + file.getFileName();
            }

            @Override
            public NDArray features(NDArray samples) {
                NDArray input = prepare.apply(samples);
                NDArray out =
                        model.getBlock()
                                .forward(
                                        new ParameterStore(input.getManager(), false),
                                        new NDList(input),
                                        false)
                                .get(0);
                out.attach(samples.getManager());
                long n = out.getShape().get(0);
                return out.reshape(n, out.getShape().size() / n);
            }
        };
    }

    /**
     * The features of an Inception network, as published FIDs use them; the network resizes and
     * scales pictures itself, as in the reference. Two kinds of TorchScript file are known by their
     * {@code forward}:
     *
     * <ul>
     *   <li>NVIDIA's {@code inception-2015-12-05.pt}, which takes bytes and has a flag {@code
     *       return_features}: pictures are rounded to bytes, and the flag is set;
     *   <li>pytorch-fid's {@code InceptionV3}, exported by {@code torch.jit.script} or {@code
     *       trace}, which takes values in [0, 1].
     * </ul>
     *
     * For a network that does not resize, see {@link #torchScript}. Fréchet distances of 2,048
     * features need more than 2,048 samples; published ones use 10,000 or 50,000.
     *
     * @param file a TorchScript file
     * @return takes pictures [n, 3, h, w] with values in [0, 1], or grey ones [n, 1, h, w]
     * @throws UncheckedIOException if there is no such file, or if it is no TorchScript file
     */
    public static FeatureExtractor inception(Path file) {
        return new Inception(file);
    }

    /**
     * Prepares pictures for Inception networks: three channels (grey is repeated), resized
     * bilinearly to side x side, values scaled from [0, 1] to [low, high].
     */
    public static UnaryOperator<NDArray> resized(int side, double low, double high) {
        Check.atLeast(side, 1, "side");
        var script =
                new Script(
                        """
                        x: Tensor) -> Tensor:
                            return torch.upsample_bilinear2d(x, [%d, %d], False)
                        """
                                .formatted(side, side));
        return x -> {
            Shape s = x.getShape();
            NDArray three = s.get(1) == 1 ? x.repeat(1, 3) : x;
            return script.call(three).mul(high - low).add(low);
        };
    }

    /** Features of all samples in rows, [n, d]; takes samples in batches and O(n d) memory. */
    public static double[][] rows(FeatureExtractor extractor, DataSource samples) {
        var rows = new double[samples.size()][];
        each(
                extractor,
                samples,
                (from, features) -> {
                    double[][] batch = rows(features);
                    System.arraycopy(batch, 0, rows, from, batch.length);
                });
        return rows;
    }

    /**
     * Features of all samples in rows, [n, d].
     *
     * @param samples [n, ...] of any number type, such as a model's samples
     */
    public static double[][] rows(FeatureExtractor extractor, NDArray samples) {
        return rows(extractor, DataSet.checked(samples, "samples"));
    }

    /**
     * Features of all samples in rows, [n, d].
     *
     * @param samples rows {@code double[n][d]}
     */
    public static double[][] rows(FeatureExtractor extractor, double[][] samples) {
        return rows(extractor, DataSet.checked(samples, "samples"));
    }

    /** Flattened rows of an array [n, ...] of any number type. */
    static double[][] rows(NDArray batch) {
        return Rows.split(Rows.numbers(batch), Math.toIntExact(batch.getShape().get(0)));
    }

    /** Receives the features of a batch. */
    interface BatchConsumer {
        void accept(int from, NDArray features);
    }

    /** Goes through all samples in order, in batches. */
    static void each(FeatureExtractor extractor, DataSource samples, BatchConsumer consumer) {
        int n = samples.size();
        try (var progress = Progress.start("features of " + samples.name(), n)) {
            Pass.over(
                    samples,
                    BATCH,
                    (from, batch) -> {
                        if (Progress.stopRequested()) {
                            throw new CancellationException(
                                    "features of " + samples.name() + " were stopped");
                        }
                        long size = batch.size(0);
                        NDArray features =
                                extractor.features(batch).toType(DataType.FLOAT64, false);
                        Check.that(
                                features.getShape().dimension() == 2
                                        && features.getShape().get(0) == size,
                                "features of " + extractor.name(),
                                features.getShape(),
                                "[" + size + ", d]");
                        consumer.accept(from, features);
                        progress.update(from + size);
                    });
        }
    }
}
