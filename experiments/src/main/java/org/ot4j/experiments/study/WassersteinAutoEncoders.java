package org.ot4j.experiments.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ot4j.data.DataFolder;
import org.ot4j.data.DataSet;
import org.ot4j.data.ImageFolder;
import org.ot4j.data.Mnist;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.Metrics;
import org.ot4j.experiments.Study;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * WAE section 4 with the notebook's models at its quick scale over several seeds, into {@code
 * notebooks/results}; its README says what was found. Faces are looked for in the data folder;
 * without them only digits are learned.
 */
@Command(
        name = "wasserstein-auto-encoders",
        description = "WAE section 4: VAE, WAE-MMD and WAE-GAN on digits and on faces")
final class WassersteinAutoEncoders extends Study {
    @Option(
            names = "--data",
            split = ",",
            paramLabel = "NAME",
            description = "digits, faces; default: both")
    private Set<String> wanted = new LinkedHashSet<>(List.of("digits", "faces"));

    private final Map<String, Experiment> experiments = new LinkedHashMap<>();

    private record Case(String name, Supplier<LatentModel> model, double paper) {}

    private static List<Case> cases(
            NetworkSpec down,
            NetworkSpec up,
            NetworkSpec pixels,
            Likelihood noise,
            double... paper) {
        var prior = Prior.standardNormal(8);
        var judge = Networks.mlp(256, 256);
        var vae = Vae.builder().prior(prior).encoder(down).decoder(up).likelihood(noise);
        var mmd = Wae.mmd().prior(prior).encoder(down).decoder(pixels).lambda(200);
        var gan = Wae.gan(judge).prior(prior).encoder(down).decoder(pixels).lambda(10);
        return List.of(
                new Case("VAE", vae::build, paper[0]),
                new Case("WAE-MMD", mmd::build, paper[1]),
                new Case("WAE-GAN", gan::build, paper[2]));
    }

    /**
     * Models on one set of data.
     *
     * @param training how they are trained, but for what all share
     * @param reference what samples are compared with
     * @param held what is encoded and reconstructed
     */
    private record Experiment(
            List<Case> cases,
            Function<LatentModel, Training<?>> training,
            DataSet reference,
            DataSet held,
            Fid fid) {}

    private WassersteinAutoEncoders() {
        super("notebooks/results/wasserstein-auto-encoders.csv", "quick");
    }

    public static void main(String[] arguments) {
        main(new WassersteinAutoEncoders(), arguments);
    }

    @Override
    protected List<String> models() {
        return List.of("VAE", "WAE-MMD", "WAE-GAN");
    }

    @Override
    public Integer call() throws Exception {
        for (String name : wanted) {
            switch (name) {
                case "digits" -> experiments.put(name, digits());
                case "faces" -> {
                    if (DataFolder.find("faces") == null) {
                        System.out.println("faces are left out: none in " + DataFolder.roots());
                    } else {
                        experiments.put(name, faces());
                    }
                }
                default -> throw refusal("--data = " + name + ": expected digits or faces");
            }
        }
        return super.call();
    }

    private static Experiment digits() throws IOException {
        var up = Networks.convDecoder(64, 32, 16).batchNorm();
        var cases =
                cases(
                        Networks.convEncoder(16, 32, 64).batchNorm(),
                        up,
                        up.output(Activation.SIGMOID),
                        Likelihood.bernoulli(),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN);
        var split = Mnist.test().split(0.8, 1);
        return new Experiment(
                cases,
                model -> model.train(split.train()).epochs(4).batchSize(100).learningRate(1e-3),
                split.test(),
                split.test(),
                Fid.of(Features.classifier(split.train(), 1)));
    }

    private static Experiment faces() throws IOException {
        var colours = Networks.convDecoder(64, 32, 16, 8).batchNorm().output(Activation.SIGMOID);
        var cases =
                cases(
                        Networks.convEncoder(8, 16, 32, 64).batchNorm(),
                        colours,
                        colours,
                        Likelihood.gaussian().fixed(0.55),
                        82,
                        55,
                        42);
        var split = ImageFolder.in("faces").size(64, 64).load().split(0.85, 1);
        return new Experiment(
                cases,
                model -> model.train(split.train()).epochs(30).batchSize(68).learningRate(2e-3),
                split.train(),
                split.test(),
                Fid.of(Features.randomConvolutions(1)));
    }

    @Override
    protected boolean done(String model, long seed) {
        return experiments.keySet().stream().allMatch(name -> results().has(name, model, seed));
    }

    @Override
    protected void run(String name, long seed) throws IOException {
        for (var entry : experiments.entrySet()) {
            Experiment on = entry.getValue();
            Case of = on.cases.stream().filter(c -> c.name.equals(name)).findAny().orElseThrow();
            try (var model = of.model.get()) {
                measure(entry.getKey(), on, of, model, seed);
            }
        }
    }

    private void measure(String data, Experiment on, Case of, LatentModel model, long seed)
            throws IOException {
        var run =
                on.training
                        .apply(model)
                        .optimizer(Optimizer.adam(0.5, 0.999))
                        .schedule(Schedule.wae())
                        .seed(seed)
                        .fit();
        var x = on.held.toNDArray(model.sample(1, 1).getManager());
        var samples = DataSet.of(model.sample(on.reference.size(), 5));
        double distance = on.fid.between(on.reference, samples).value();
        results().add(data, of.name, seed, "FID", distance, of.paper);
        double mismatch =
                Metrics.aggregatedPosterior(model.encode(x, 3), model.codes(on.held.size(), 4))
                        .value();
        results().add(data, of.name, seed, "mismatch", mismatch);
        double error = Metrics.reconstruction(x, model.reconstruct(x)).value();
        results().add(data, of.name, seed, "reconstruction", error);
        results().add(data, of.name, seed, "sharpness", Metrics.sharpness(samples).value());
        results().add(data, of.name, seed, "steps", run.steps());
        results().add(data, of.name, seed, "seconds", run.elapsed().toSeconds());
    }
}
