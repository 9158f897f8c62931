package org.ot4j.model.latent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.network.Activation;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.GameRecipe;

/**
 * A trained flow as a distribution of codes, z = mean + scale · flow(noise).
 *
 * @param flow its parts
 * @param weights its weights, network by network
 * @param mean [d]
 * @param scale [d], of each coordinate
 */
record FlowPrior(GameRecipe flow, String weights, double[] mean, double[] scale) implements Prior {
    private static final int BATCH = 256;
    private static final int WIDTH = 128;
    private static final int WAVES = 4;
    private static final double RATE = 1e-3;

    FlowPrior {
        Check.notNull(flow, "flow");
        Numbers.floats(weights, "weights");
        Check.that(
                scale.length == mean.length && mean.length > 0,
                "scale.length",
                scale.length,
                mean.length + ", as the mean, and at least 1");
        mean = Check.finite(mean, "mean").clone();
        scale = Check.finite(scale, "scale").clone();
    }

    static FlowPrior fit(double[][] codes, int steps, long seed) {
        int n = codes.length;
        int d = codes[0].length;
        var mean = new double[d];
        var scale = new double[d];
        for (int k = 0; k < d; k++) {
            for (double[] code : codes) {
                mean[k] += code[k] / n;
            }
            for (double[] code : codes) {
                scale[k] += (code[k] - mean[k]) * (code[k] - mean[k]) / n;
            }
            // A coordinate that is the same for all codes.
            scale[k] = scale[k] > 0 ? Math.sqrt(scale[k]) : 1;
        }
        var standard = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                standard[i][k] = (codes[i][k] - mean[k]) / scale[k];
            }
        }
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(d))
                        .coupling(FlowCoupling.exact())
                        .network(
                                Networks.timed(
                                        Networks.mlp(WIDTH, WIDTH, WIDTH)
                                                .activation(Activation.ELU),
                                        WAVES))
                        .build()) {
            flow.train(DataSet.of(standard))
                    .steps(steps)
                    .batchSize(Math.min(BATCH, n))
                    .learningRate(RATE)
                    .seed(seed)
                    .fit();
            return new FlowPrior(flow.recipe(), Numbers.text(values(flow)), mean, scale);
        }
    }

    private static List<Weights> parts(FlowMatching flow) {
        var parts = new ArrayList<Weights>();
        for (Network network : flow.networks()) {
            parts.add(network.weights());
            parts.add(network.buffers());
        }
        return parts;
    }

    private static float[] values(FlowMatching flow) {
        List<Weights> parts = parts(flow);
        var all = new float[parts.stream().mapToInt(Weights::size).sum()];
        int at = 0;
        for (Weights part : parts) {
            System.arraycopy(part.values(), 0, all, at, part.size());
            at += part.size();
        }
        return all;
    }

    private <T> T with(Function<FlowMatching, T> body) {
        try (var model = (FlowMatching) flow.create()) {
            model.prepare(new Shape(mean.length), 0);
            float[] all = Numbers.floats(weights, "weights");
            int at = 0;
            for (Weights part : parts(model)) {
                part.set(Arrays.copyOfRange(all, at, at + part.size()));
                at += part.size();
            }
            Check.that(at == all.length, "number of weights", all.length, "" + at);
            return body.apply(model);
        }
    }

    @Override
    public String name() {
        return "flow";
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    @Override
    public NDArray sample(NDManager manager, int n, RandomGenerator random) {
        int d = mean.length;
        double[][] noise;
        try (NDManager scope = manager.newSubManager()) {
            NDArray z = Prior.standardNormal(d).sample(scope, n, random);
            noise = Rows.split(Tensors.doubles(z), n);
        }
        double[][] codes = with(model -> model.decode(noise));
        var all = new double[n * d];
        for (int i = 0; i < all.length; i++) {
            all[i] = mean[i % d] + scale[i % d] * codes[i / d][i % d];
        }
        return Tensors.of(manager, all, n, d);
    }

    /** By the change of variables, without a gradient. */
    @Override
    public NDArray logDensity(NDArray z) {
        int n = Math.toIntExact(z.size(0));
        double[][] rows = Rows.split(Tensors.doubles(z), n);
        double scales = 0;
        for (int k = 0; k < mean.length; k++) {
            scales += Math.log(scale[k]);
            for (double[] row : rows) {
                row[k] = (row[k] - mean[k]) / scale[k];
            }
        }
        double[] logs = with(model -> model.logDensity(rows));
        for (int i = 0; i < n; i++) {
            logs[i] -= scales;
        }
        return Tensors.of(z.getManager(), logs, n);
    }
}
