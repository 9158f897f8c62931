package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.base.Check;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.training.Game;
import org.ot4j.training.Training;

/**
 * A model that makes data from codes: z ~ p(z), and x from what a network, called generator or
 * decoder, makes of z. Those that also find the code of a sample are {@link LatentModel}s.
 *
 * <p>Arrays returned belong to the manager of the argument; where there is none, to the model, and
 * live until it is closed.
 */
public abstract class GenerativeModel implements Game, AutoCloseable {
    private static final int CHUNK = 4096;
    private static final int FEW = 4;

    private final String name;
    private final Prior prior;
    private final String networkName;
    private final NetworkSpec spec;
    private NDManager manager;
    private Shape sampleShape;
    private Network generator;

    /**
     * A model whose network is built when the shape of a sample is known.
     *
     * @param networkName what the network from z to x is called: generator or decoder
     */
    GenerativeModel(String name, Prior prior, String networkName, NetworkSpec spec) {
        this.name = name;
        this.prior = Check.notNull(prior, "prior");
        this.networkName = networkName;
        this.spec = Check.notNull(spec, networkName);
    }

    @Override
    public final String name() {
        return name;
    }

    /** p(z). */
    public final Prior prior() {
        return prior;
    }

    /** The network from z to x, once the model is trained or prepared. */
    public final Network generator() {
        requirePrepared();
        return generator;
    }

    /** Says how to train; ends with {@code fit()}. */
    public abstract Training<? extends GenerativeModel> train(DataSource data);

    @Override
    public void prepare(Shape shape, long seed) {
        if (generator != null) {
            Check.that(
                    shape.equals(sampleShape),
                    "sample shape of the data",
                    shape,
                    sampleShape + ", as this model was built for");
            return;
        }
        sampleShape = shape;
        var random = new SplittableRandom(seed);
        generator =
                spec.build(
                        networkName,
                        new Shape(prior.dimension()),
                        outputShape(shape),
                        random.nextLong());
        manager = Tensors.newManager();
        manager.setName(name);
        build(shape, random);
    }

    /** Shape of the generator's output for samples of a shape; called before all else is built. */
    Shape outputShape(Shape sample) {
        return sample;
    }

    /** Builds what the model has beside the generator. */
    void build(Shape shape, SplittableRandom random) {}

    /** What a sample looks like, from the generator's output. */
    NDArray picture(NDArray output) {
        return output;
    }

    /** What the model makes of each code, without noise: [n, sample shape...]. */
    public final NDArray decode(NDArray z) {
        requirePrepared();
        return inChunks(z, part -> picture(generator.forward(part)));
    }

    /**
     * Samples as the papers' figures show them: {@link #decode} of codes from the prior.
     *
     * @return [n, sample shape...], owned by the model
     */
    public final NDArray sample(int n, long seed) {
        return decode(codes(n, seed));
    }

    /** The codes that {@link #sample} decodes: n draws from the prior, [n, latent dimension]. */
    public final NDArray codes(int n, long seed) {
        requirePrepared();
        Check.atLeast(n, 1, "n");
        return prior.sample(manager, n, new SplittableRandom(seed));
    }

    /**
     * What lies between codes: decodes evenly spaced points of the straight line from each row of
     * {@code from} to the same row of {@code to}, ends included.
     *
     * @param from codes, [n, latent dimension]
     * @param to as many
     * @param steps points of each line, at least 2
     * @return [n · steps, sample shape...], line after line
     */
    public final NDArray interpolate(NDArray from, NDArray to, int steps) {
        return decode(Interpolation.LINEAR.between(from, to, steps));
    }

    /**
     * As {@link #interpolate}, along great arcs: where the prior is normal in many dimensions its
     * mass is near a sphere, and a straight line leaves it.
     */
    public final NDArray interpolateSpherically(NDArray from, NDArray to, int steps) {
        return decode(Interpolation.SPHERICAL.between(from, to, steps));
    }

    /** Fails where a cost is not a number between samples of the generator as it starts. */
    final void checkCost(Distortion cost) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray first = generator.forward(prior.sample(scope, FEW, new SplittableRandom(1)));
            NDArray second = generator.forward(prior.sample(scope, FEW, new SplittableRandom(2)));
            for (float value : cost.pairwise(picture(first), picture(second)).toFloatArray()) {
                Check.that(
                        Float.isFinite(value),
                        "cost " + cost,
                        value,
                        "finite numbers between the generator's first samples");
            }
        }
    }

    /** The indices of all samples. */
    static int[] rows(DataSource data) {
        return IntStream.range(0, data.size()).toArray();
    }

    final NDManager manager() {
        requirePrepared();
        return manager;
    }

    final void requirePrepared() {
        if (generator == null) {
            throw new IllegalStateException(name + " has not been trained: call train(data) first");
        }
    }

    /** Applies a function of rows to so many rows at a time, to bound memory. */
    static NDArray inChunks(NDArray rows, UnaryOperator<NDArray> function) {
        long n = rows.size(0);
        NDManager owner = rows.getManager();
        var parts = new NDList();
        for (long from = 0; from < n; from += CHUNK) {
            try (var scope = owner.newSubManager()) {
                NDArray part =
                        n <= CHUNK
                                ? rows.duplicate()
                                : rows.get(new NDIndex("{}:{}", from, Math.min(n, from + CHUNK)));
                part.attach(scope);
                NDArray result = function.apply(part);
                result.attach(owner);
                parts.add(result);
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray all = NDArrays.concat(parts, 0);
        parts.close();
        return all;
    }

    @Override
    public void close() {
        if (generator != null) {
            networks().forEach(Network::close);
            manager.close();
            generator = null;
        }
    }
}
