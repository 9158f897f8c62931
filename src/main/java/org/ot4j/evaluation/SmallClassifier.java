package org.ot4j.evaluation;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32;
import org.ot4j.base.Progress;
import org.ot4j.base.Rows;
import org.ot4j.data.DataFolder;
import org.ot4j.data.DataSet;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;
import org.ot4j.internal.WholeFile;

/**
 * A small convolutional classifier as a feature extractor: two layers of stride 2 (32 and 64 maps),
 * then 64 units, whose values are the features, then the classes. It is trained on four fifths of a
 * data set with classes; the rest gives its {@link #accuracy}. FID with its features compares what
 * distinguishes the classes, which random or raw features do not.
 */
public final class SmallClassifier implements FeatureExtractor, AutoCloseable {
    static final int FEATURES = 64;
    private static final int EPOCHS = 6;
    private static final int BATCH = 64;
    private static final float RATE = 2e-3f;
    private static final int MOST_CLASSES = 10_000;
    private static final int FORMAT = 3;

    private final Model model;
    private final SequentialBlock body;
    private final Block head;
    private final String name;
    private final Shape shape;
    private double accuracy;

    private SmallClassifier(DataSet data, int classes, long seed) {
        shape = data.sampleShape();
        name = data.name() + " classifier (seed " + seed + ")";
        body = new SequentialBlock();
        body.add(convolution(32))
                .add(Activation::relu)
                .add(convolution(64))
                .add(Activation::relu)
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(FEATURES).build())
                .add(Activation::relu);
        head = Linear.builder().setUnits(classes).build();
        var random = new Random(new SplittableRandom(seed).nextLong());
        var all = new SequentialBlock().add(body).add(head);
        // Drawn in Java: other code may depend on the engine's own seed.
        Initializer initializer = (manager, s, type) -> he(manager, s, random);
        all.setInitializer(initializer, Parameter.Type.WEIGHT);
        model = Model.newInstance("classifier", "PyTorch");
        model.setBlock(all);
    }

    private static Block convolution(int maps) {
        return Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .setFilters(maps)
                .optStride(new Shape(2, 2))
                .optPadding(new Shape(1, 1))
                .build();
    }

    private static NDArray he(NDManager manager, Shape s, Random random) {
        var values = new float[Math.toIntExact(s.size())];
        double scale = Math.sqrt(2.0 * s.get(0) / s.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return manager.create(values, s);
    }

    /**
     * Trains the classifier of a data set, or loads it from {@code data/classifiers} (see {@link
     * DataFolder}) if it was trained before on equal data with the same seed.
     *
     * @param labelled at least 100 pictures (c, h, w) of at least 8 x 8 with classes, which count
     *     from 0 and of which at least two occur
     * @throws IllegalArgumentException if {@code labelled} is anything else
     */
    public static SmallClassifier of(DataSet labelled, long seed) {
        return of(labelled, seed, DataFolder.downloads().resolve("classifiers"));
    }

    /**
     * Trains the classifier of a data set, or loads it from the folder {@code cache}; see {@link
     * #of(DataSet, long)}.
     */
    public static SmallClassifier of(DataSet labelled, long seed, Path cache) {
        Shape s = labelled.sampleShape();
        Check.that(
                s.dimension() == 3 && s.get(1) >= 8 && s.get(2) >= 8,
                "labelled",
                labelled,
                "pictures (c, h, w) of at least 8 x 8");
        Check.that(labelled.labels() != null, "labelled", labelled, "a data set with classes");
        Check.atLeast(labelled.size(), 100, "labelled.size");
        int classes = classes(labelled.labels());
        var classifier = new SmallClassifier(labelled, classes, seed);
        String key = labelled.fingerprint().substring(0, 24) + "-" + seed + "-" + FORMAT;
        Path file = cache.resolve(key + ".params");
        if (!classifier.load(file)) {
            classifier.train(labelled.split(0.8, seed), seed);
            classifier.save(file);
        }
        return classifier;
    }

    private static int classes(int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= MOST_CLASSES) {
                throw Check.error(
                        "labels[" + i + "]", labels[i], "a class in [0, " + MOST_CLASSES + ")");
            }
        }
        long different = Arrays.stream(labels).distinct().count();
        Check.that(different > 1, "classes of labelled", different, "two at least to tell apart");
        return 1 + Arrays.stream(labels).max().getAsInt();
    }

    private Shape batchShape(long n) {
        return new Shape(n).addAll(shape);
    }

    private void train(DataSet.Split parts, long seed) {
        var config =
                new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                        .optOptimizer(
                                Optimizer.adam()
                                        .optLearningRateTracker(Tracker.fixed(RATE))
                                        .build());
        DataSet train = parts.train();
        int[] labels = train.labels();
        var random = new Random(new SplittableRandom(seed + 1).nextLong());
        Loss loss = Loss.softmaxCrossEntropyLoss();
        int batches = Math.max(1, train.size() / BATCH);
        try (Trainer trainer = model.newTrainer(config);
                var progress = Progress.start("training " + name, (long) EPOCHS * batches)) {
            trainer.initialize(batchShape(1));
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                int[] order = Permutations.upward(train.size(), random);
                for (int b = 0; b < batches; b++) {
                    if (Progress.stopRequested()) {
                        model.close();
                        throw new CancellationException("training " + name + " was stopped");
                    }
                    int[] rows =
                            Arrays.copyOfRange(
                                    order, b * BATCH, Math.min(order.length, (b + 1) * BATCH));
                    try (NDManager scope = trainer.getManager().newSubManager();
                            GradientCollector gradients = trainer.newGradientCollector()) {
                        NDArray x = train.batch(scope, rows);
                        int[] y = Arrays.stream(rows).map(i -> labels[i]).toArray();
                        NDArray target = scope.create(y).toType(DataType.FLOAT32, false);
                        NDList out = trainer.forward(new NDList(x));
                        gradients.backward(loss.evaluate(new NDList(target), out));
                        out.attach(scope);
                    }
                    trainer.step();
                    progress.update((long) epoch * batches + b + 1);
                }
            }
        }
        accuracy = accuracyOn(parts.test());
    }

    /** The share of a data set's samples that it classifies correctly. */
    public double accuracyOn(DataSet labelled) {
        int[] labels = labelled.labels();
        var right = new int[1];
        Features.each(
                new FeatureExtractor() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public NDArray features(NDArray samples) {
                        return forward(head, SmallClassifier.this.features(samples));
                    }
                },
                labelled,
                (from, scores) -> {
                    long[] best = scores.argMax(1).toLongArray();
                    for (int i = 0; i < best.length; i++) {
                        right[0] += best[i] == labels[from + i] ? 1 : 0;
                    }
                });
        return (double) right[0] / labelled.size();
    }

    private NDArray forward(Block block, NDArray x) {
        var store = new ParameterStore(x.getManager(), false);
        return block.forward(store, new NDList(x), false).singletonOrThrow();
    }

    /** The share of the held-out fifth that it classifies correctly. */
    public double accuracy() {
        return accuracy;
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "%s, accuracy %.1f %%", name, 100 * accuracy);
    }

    @Override
    public NDArray features(NDArray samples) {
        Check.that(
                samples.getShape().slice(1).equals(shape),
                "samples",
                samples.getShape(),
                "[n, ...] of " + shape);
        return forward(body, samples);
    }

    private void save(Path file) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeDouble(accuracy);
            for (var parameter : model.getBlock().getParameters()) {
                for (float v : Rows.floats(parameter.getValue().getArray())) {
                    out.writeFloat(v);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var check = new CRC32();
        check.update(bytes.toByteArray());
        WholeFile.write(
                file,
                out -> {
                    out.write(bytes.toByteArray());
                    new DataOutputStream(out).writeLong(check.getValue());
                });
    }

    /** False if there is no file, or if it was not written here or is incomplete. */
    private boolean load(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        var block = model.getBlock();
        block.initialize(model.getNDManager(), DataType.FLOAT32, batchShape(1));
        long expected = Double.BYTES + Long.BYTES;
        for (var parameter : block.getParameters()) {
            expected += Float.BYTES * parameter.getValue().getArray().size();
        }
        try {
            if (Files.size(file) != expected) {
                return false;
            }
            byte[] content = Files.readAllBytes(file);
            var in = ByteBuffer.wrap(content);
            var check = new CRC32();
            check.update(content, 0, content.length - Long.BYTES);
            if (in.getLong(content.length - Long.BYTES) != check.getValue()) {
                return false;
            }
            accuracy = in.getDouble();
            var numbers = in.asFloatBuffer();
            for (var parameter : block.getParameters()) {
                NDArray array = parameter.getValue().getArray();
                var values = new float[Math.toIntExact(array.size())];
                numbers.get(values);
                array.set(values);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Frees the network now; otherwise Java's cleaner does it later. */
    @Override
    public void close() {
        model.close();
    }
}
