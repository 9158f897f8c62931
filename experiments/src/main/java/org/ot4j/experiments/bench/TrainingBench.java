package org.ot4j.experiments.bench;

import static org.ot4j.experiments.bench.BenchServer.doubles;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.DiagonalGaussian;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.network.Activation;
import org.ot4j.network.Derivative;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.Player;
import org.ot4j.training.Run;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/**
 * The Java side of {@code experiments/bench/training.py}: whole training runs through the library's
 * loop.
 */
public final class TrainingBench {
    private static final int ROWS = 2000;

    private TrainingBench() {}

    /** Answers cases from standard input. */
    public static void main(String[] args) throws IOException {
        var games = new HashMap<String, AutoEncoder>();
        var coupled = new HashMap<String, CoupledVae>();
        new BenchServer()
                .add("train", options -> train(games, options))
                .add("coupled", options -> coupled(coupled, options))
                .add("memory", options -> memory(Integer.parseInt(options.get("steps"))))
                .serve();
    }

    private static Map<String, Object> train(
            Map<String, AutoEncoder> games, Map<String, String> options) {
        String model = options.get("model");
        int steps = Integer.parseInt(options.get("steps"));
        AutoEncoder game = games.computeIfAbsent(model, AutoEncoder::new);
        if (options.containsKey("threads")) {
            Tensors.newManager().close();
            JniUtils.setNumThreads(Integer.parseInt(options.get("threads")));
        }
        var clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        Run<?> run =
                Training.of(game, new Noise(game.sample))
                        .steps(steps)
                        .batchSize(Integer.parseInt(options.get("batch")))
                        .fit();
        return Map.of(
                "seconds",
                run.elapsed().toNanos() / 1e9 / steps,
                "cpu",
                (clock.getCurrentThreadCpuTime() - start) / 1e9 / steps,
                "parameters",
                game.parameters());
    }

    /**
     * Steps of a C-VAE with its defaults on the rows of a file. Each run of one name goes on from
     * the last.
     */
    private static Map<String, Object> coupled(
            Map<String, CoupledVae> models, Map<String, String> options) {
        double[] rows = doubles(options.get("data"));
        var values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = (float) rows[i];
        }
        CoupledVae model =
                models.computeIfAbsent(
                        options.get("run"),
                        name ->
                                CoupledVae.builder()
                                        .prior(
                                                Prior.standardNormal(
                                                        Integer.parseInt(options.get("latent"))))
                                        .decoder(Networks.mlp(256, 256, 256, 256).batchNorm())
                                        .likelihood(
                                                Likelihood.gaussian()
                                                        .fixed(
                                                                Double.parseDouble(
                                                                        options.get("sigma"))))
                                        .build());
        Tensors.newManager().close(); // loads the engine
        JniUtils.setNumThreads(Integer.parseInt(options.get("threads")));
        int steps = Integer.parseInt(options.get("steps"));
        var run =
                model.train(DataSet.of(values, Long.parseLong(options.get("width"))))
                        .steps(steps)
                        .batchSize(Integer.parseInt(options.get("batch")))
                        .fit();
        return Map.of(
                "seconds", run.elapsed().toNanos() / 1e9 / steps,
                "loss", run.history().doubleColumn("decoder.transport cost").last(1).get(0),
                "parameters", model.decoder().weights().size());
    }

    /** Resident size before and after many steps, with a gradient penalty in each. */
    private static Map<String, Object> memory(int steps) throws IOException {
        var game = new Critic();
        var data = new Noise(new Shape(2));
        Training.of(game, data).steps(500).batchSize(100).fit();
        System.gc();
        long before = residentKib();
        Training.of(game, data).steps(steps).batchSize(100).fit();
        System.gc();
        return Map.of("beforeMib", before / 1024.0, "afterMib", residentKib() / 1024.0);
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }

    /** Uniform noise: what is learned does not matter here. */
    private record Noise(Shape sampleShape) implements DataSource {
        @Override
        public String name() {
            return "noise";
        }

        @Override
        public int size() {
            return ROWS;
        }

        @Override
        public NDArray batch(NDManager manager, int... indices) {
            var shape = new long[sampleShape.dimension() + 1];
            shape[0] = indices.length;
            System.arraycopy(sampleShape.getShape(), 0, shape, 1, shape.length - 1);
            var values = new float[indices.length * (int) sampleShape.size()];
            int bits = indices[0];
            for (int i = 0; i < values.length; i++) {
                bits = bits * 1664525 + 1013904223;
                values[i] = (bits >>> 8) * 0x1p-24f;
            }
            return Tensors.of(manager, values, shape);
        }

        @Override
        public int[] labels() {
            return null;
        }

        @Override
        public String fingerprint() {
            return "noise";
        }
    }

    /** A VAE of two MLPs on the plane, or a WAE-MMD of convolutions on pictures. */
    private static final class AutoEncoder implements Game {
        private final boolean pictures;
        private final int latent;
        private final Shape sample;
        private final NetworkSpec encoderSpec;
        private final NetworkSpec decoderSpec;
        private Network encoder;
        private Network decoder;

        AutoEncoder(String model) {
            pictures = !model.equals("mlp");
            if (!pictures) {
                latent = 2;
                sample = new Shape(2);
                encoderSpec = Networks.mlp(256, 256, 256, 256).batchNorm();
                decoderSpec = encoderSpec;
                return;
            }
            boolean small = model.startsWith("conv28");
            latent = small ? 8 : 64;
            sample = small ? new Shape(1, 28, 28) : new Shape(3, 64, 64);
            encoderSpec = Networks.convEncoder(32, 64, 128, 256).batchNorm();
            int[] channels = small ? new int[] {256, 128, 64} : new int[] {256, 128, 64, 32};
            decoderSpec =
                    model.endsWith("upsampling")
                            ? Networks.upsamplingDecoder(channels)
                                    .batchNorm()
                                    .output(Activation.SIGMOID)
                            : Networks.convDecoder(channels).batchNorm().output(Activation.SIGMOID);
        }

        long parameters() {
            return encoder.weights().size() + decoder.weights().size();
        }

        @Override
        public String name() {
            return "auto-encoder";
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {
            if (encoder == null) {
                encoder =
                        encoderSpec.build(
                                "encoder", sampleShape, pictures ? latent : 2 * latent, seed);
                decoder = decoderSpec.build("decoder", new Shape(latent), sampleShape, seed + 1);
            }
        }

        @Override
        public List<Player> players() {
            return List.of(
                    Player.minimise("ae", pictures ? this::wae : this::vae, encoder, decoder));
        }

        @Override
        public List<Network> networks() {
            return List.of(encoder, decoder);
        }

        private Terms vae(Step step) {
            var posterior = DiagonalGaussian.of(encoder.forward(step.batch()));
            NDArray y = decoder.forward(posterior.sample(step.random()));
            NDArray fit = Scalars.mul(step.batch().sub(y).square().sum(new int[] {1}).mean(), 10);
            return Terms.of("fit", fit).and("kl", posterior.klToStandardNormal().mean());
        }

        private Terms wae(Step step) {
            NDArray z = encoder.forward(step.batch());
            NDArray y = decoder.forward(z);
            NDArray fit = Scalars.mul(step.batch().sub(y).square().mean(), sample.size());
            NDArray prior = step.normal(z.getShape().getShape());
            NDArray mmd =
                    kernel(z, z)
                            .mean()
                            .add(kernel(prior, prior).mean())
                            .sub(Scalars.mul(kernel(prior, z).mean(), 2));
            return Terms.of("fit", fit).and("mmd", Scalars.mul(mmd, 10));
        }

        /** The inverse multiquadratic C / (C + |x - y|²), C = 2 d. */
        private NDArray kernel(NDArray x, NDArray y) {
            NDArray xx = x.square().sum(new int[] {1}, true);
            NDArray yy = y.square().sum(new int[] {1}, true).transpose();
            double c = 2.0 * latent;
            NDArray shifted = Scalars.mul(x.matMul(y.transpose()), -2).add(xx).add(yy).add(c);
            return Scalars.mul(Scalars.pow(shifted, -1), c);
        }
    }

    /** A critic with a gradient penalty. */
    private static final class Critic implements Game {
        private Network critic;

        @Override
        public String name() {
            return "critic";
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {
            if (critic == null) {
                critic = Networks.mlp(256, 256, 256).build("critic", sampleShape, 1, seed);
            }
        }

        @Override
        public List<Player> players() {
            return List.of(Player.maximise("critic", this::gain, critic));
        }

        @Override
        public List<Network> networks() {
            return List.of(critic);
        }

        private Terms gain(Step step) {
            NDArray fake = step.normal(step.size(), 2);
            NDArray penalty =
                    Scalars.mul(Derivative.norm(critic::forward, fake).sub(1).square().mean(), -10);
            NDArray gap = critic.forward(step.batch()).mean().sub(critic.forward(fake).mean());
            return Terms.of("gap", gap).and("penalty", penalty);
        }
    }
}
