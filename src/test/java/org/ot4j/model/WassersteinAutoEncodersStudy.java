package org.ot4j.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataFolder;
import org.ot4j.data.DataSet;
import org.ot4j.data.ImageFolder;
import org.ot4j.data.Mnist;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.Metrics;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;

/**
 * WAE section 4 with the notebook's models at its quick scale over several seeds, into {@code
 * notebooks/results}; its README says what was found. {@code -Dot4j.study.experiments=digits,faces}
 * chooses.
 */
@Tag("study")
class WassersteinAutoEncodersStudy {
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

    @Test
    void digits() throws IOException {
        assumeTrue(chosen("digits"));
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
        var fid = Fid.of(Features.classifier(split.train(), 1));
        study(
                "digits",
                cases,
                model -> model.train(split.train()).epochs(5).batchSize(100).learningRate(1e-3),
                split.test(),
                split.test(),
                fid);
    }

    @Test
    void faces() throws IOException {
        assumeTrue(chosen("faces") && DataFolder.find("faces") != null);
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
        study(
                "faces",
                cases,
                model -> model.train(split.train()).epochs(40).batchSize(68).learningRate(2e-3),
                split.train(),
                split.test(),
                Fid.of(Features.randomConvolutions(1)));
    }

    private static boolean chosen(String experiment) {
        return System.getProperty("ot4j.study.experiments", "digits,faces").contains(experiment);
    }

    private static void study(
            String experiment,
            List<Case> cases,
            Function<LatentModel, Training<?>> training,
            DataSet reference,
            DataSet held,
            Fid fid)
            throws IOException {
        var chosen = cases.stream().filter(of -> Results.chosen(of.name)).toList();
        for (long seed : Results.seeds()) {
            for (Case of : chosen) {
                try (var model = of.model.get()) {
                    var run = training.apply(model);
                    measure(experiment, of, model, run, seed, reference, held, fid);
                }
            }
        }
    }

    private static void measure(
            String experiment,
            Case of,
            LatentModel model,
            Training<?> training,
            long seed,
            DataSet reference,
            DataSet held,
            Fid fid)
            throws IOException {
        var run =
                training.optimizer(Optimizer.adam(0.5, 0.999))
                        .schedule(Schedule.wae())
                        .seed(seed)
                        .fit();
        var results = Results.of("wasserstein-auto-encoders.csv", experiment, "quick");
        var x = held.toNDArray(model.sample(1, 1).getManager());
        var samples = DataSet.of(model.sample(reference.size(), 5));
        results.add(of.name, seed, "FID", fid.between(reference, samples).value(), of.paper);
        double mismatch =
                Metrics.aggregatedPosterior(model.encode(x, 3), model.codes(held.size(), 4))
                        .value();
        results.add(of.name, seed, "mismatch", mismatch);
        double error = Metrics.reconstruction(x, model.reconstruct(x)).value();
        results.add(of.name, seed, "reconstruction", error);
        results.add(of.name, seed, "sharpness", Metrics.sharpness(samples).value());
        results.add(of.name, seed, "steps", run.steps());
        results.add(of.name, seed, "seconds", run.elapsed().toSeconds());
    }
}
