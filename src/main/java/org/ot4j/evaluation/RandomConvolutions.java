package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Scope;

/** See {@link Features#randomConvolutions}. */
final class RandomConvolutions implements FeatureExtractor {
    private static final int MAPS = 32;
    private static final int LAYERS = 4;

    private final long seed;

    /** Weights of each layer by number of input channels; drawn once, in Java. */
    private final Map<Integer, float[][]> weights = new HashMap<>();

    RandomConvolutions(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return "random convolutions (seed " + seed + ")";
    }

    @Override
    public NDArray features(NDArray samples) {
        return Scope.of(samples, this::convolve);
    }

    private NDArray convolve(NDArray samples) {
        Shape s = samples.getShape();
        Check.that(s.dimension() == 4, "samples", s, "pictures [n, c, h, w]");
        int channels = Math.toIntExact(s.get(1));
        float[][] drawn = weights(channels);
        NDManager scope = samples.getManager();
        NDArray x = samples.mul(2).sub(1);
        var parts = new NDList();
        for (int layer = 0; layer < LAYERS; layer++) {
            if (Math.max(x.getShape().get(2), x.getShape().get(3)) < 2) {
                break;
            }
            NDArray w =
                    scope.create(drawn[layer], new Shape(MAPS, layer == 0 ? channels : MAPS, 3, 3));
            NDArray bias = scope.zeros(new Shape(MAPS));
            x =
                    Conv2d.conv2d(x, w, bias, new Shape(2, 2), new Shape(1, 1), new Shape(1, 1), 1)
                            .get(0);
            x = Activation.leakyRelu(x, 0.2f);
            // The engine takes means over one axis only.
            NDArray flat = x.reshape(x.getShape().get(0), MAPS, -1);
            NDArray mean = flat.mean(new int[] {2});
            NDArray square = flat.square().mean(new int[] {2});
            parts.add(mean);
            parts.add(square.sub(mean.square()).maximum(0).sqrt());
        }
        NDArray all = parts.get(0);
        for (int i = 1; i < parts.size(); i++) {
            all = all.concat(parts.get(i), 1);
        }
        return all;
    }

    /** He's scale, so no layer dies or explodes. */
    private synchronized float[][] weights(int channels) {
        return weights.computeIfAbsent(
                channels,
                c -> {
                    var random = new Random(new SplittableRandom(seed).nextLong());
                    var all = new float[LAYERS][];
                    for (int layer = 0; layer < LAYERS; layer++) {
                        int in = layer == 0 ? c : MAPS;
                        all[layer] = new float[MAPS * in * 9];
                        double scale = Math.sqrt(2.0 / (9 * in));
                        for (int i = 0; i < all[layer].length; i++) {
                            all[layer][i] = (float) (scale * random.nextGaussian());
                        }
                    }
                    return all;
                });
    }
}
