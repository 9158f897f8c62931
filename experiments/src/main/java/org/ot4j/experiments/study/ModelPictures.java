package org.ot4j.experiments.study;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.experiments.Study;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Draws the small pictures of README's table of models: each model learns the same ring of eight
 * Gaussians, and 600 samples of it are drawn over the data. Settings are those of the studies.
 */
@Command(
        name = "model-pictures",
        mixinStandardHelpOptions = true,
        description = "the pictures of README's table of models: a PNG for each")
final class ModelPictures implements Callable<Integer> {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.1);
    private static final Prior PRIOR = Prior.standardNormal(2);
    private static final Distortion SQUARED = Distortion.squaredEuclidean();
    private static final NetworkSpec NET = Networks.mlp(64, 64);
    private static final NetworkSpec SMOOTH = Networks.mlp(64, 64).activation(Activation.TANH);
    private static final int SIDE = 160;
    private static final double REACH = 2.7;

    /** Without an optimiser the model takes its own. */
    private record Recipe(
            GenerativeModel model, int steps, double rate, Optional<Optimizer> optimizer) {}

    @Parameters(index = "0", paramLabel = "FOLDER", description = "where they go")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "only these")
    private List<String> wanted = List.of();

    @Spec private CommandSpec command;

    private ModelPictures() {}

    public static void main(String[] arguments) {
        Study.main(new ModelPictures(), arguments);
    }

    /** Trains and draws. */
    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        var recipes = recipes();
        for (String name : wanted) {
            if (!recipes.containsKey(name)) {
                throw new ParameterException(
                        command.commandLine(),
                        name + ": expected some of " + String.join(" ", recipes.keySet()));
            }
        }
        DataSet data = RING.sample(2_000, 7);
        for (var entry : recipes.entrySet()) {
            if (!wanted.isEmpty() && !wanted.contains(entry.getKey())) {
                continue;
            }
            Recipe recipe = entry.getValue();
            var training = recipe.model.train(data).steps(recipe.steps).batchSize(128);
            recipe.optimizer.ifPresent(training::optimizer);
            var run = training.learningRate(recipe.rate).schedule(Schedule.cosine()).seed(1).fit();
            var picture = draw(data.toArray(), DataSet.of(recipe.model.sample(600, 1)).toArray());
            ImageIO.write(picture, "png", folder.resolve(entry.getKey() + ".png").toFile());
            System.out.println(entry.getKey() + " " + run.elapsed().toMillis() / 1e3 + " s");
            recipe.model.close();
        }
        return 0;
    }

    private static Map<String, Recipe> recipes() {
        var all = new LinkedHashMap<String, Recipe>();
        all.put("gan", gan(Gan.minimax(), 3_000));
        all.put("f-gan", gan(Gan.fGan(FDivergence.JENSEN_SHANNON), 3_000));
        all.put("wgan", gan(Gan.wgan().weightBound(0.1), 2_000));
        all.put("wgan-gp", gan(Gan.wganGp(), 2_000));
        all.put("dual", gan(Gan.dual(SQUARED), 1_500));
        all.put("mke", mke(Mke.primal(SQUARED)));
        all.put("mke-sinkhorn", mke(Mke.sinkhornDivergence(SQUARED, 0.3)));
        all.put("vae", vae(Vae.builder()));
        all.put("vae-nf", vae(Vae.flows(10)));
        all.put("info-vae", vae(Vae.info(0, 5)));
        all.put(
                "avb",
                vae(
                        Vae.avb(SMOOTH)
                                .contrast(LatentPenalty.kl(SMOOTH).steps(4).learningRate(4e-3))));
        all.put("aae", wae(Wae.aae(0.5, SMOOTH).penalty(LatentPenalty.gan(SMOOTH).steps(2))));
        all.put("pot", wae(Wae.pot(LatentPenalty.sinkhorn(0.5)).lambda(10)));
        all.put("wae-mmd", wae(Wae.mmd()));
        all.put(
                "wae-gan",
                wae(Wae.gan(SMOOTH).penalty(LatentPenalty.gan(SMOOTH).steps(2)).lambda(1)));
        all.put(
                "wvae",
                new Recipe(
                        Wae.wvae(LatentPenalty.slicedWasserstein(50))
                                .lambda(10)
                                .prior(PRIOR)
                                .encoder(NET)
                                .decoder(NET)
                                .build(),
                        2_000,
                        2e-3,
                        Optional.of(Optimizer.adam(0.5, 0.999))));
        all.put(
                "c-vae",
                new Recipe(
                        CoupledVae.builder()
                                .prior(PRIOR)
                                .decoder(Networks.mlp(64, 64).batchNorm())
                                .likelihood(Likelihood.gaussian().fixed(0.1))
                                .linearStart(0.05)
                                .anneal(100, 0.7)
                                .inner(0.05, 25, 4)
                                .teacher(0.98)
                                .hardCodes(0.5)
                                .build(),
                        1_000,
                        5e-3,
                        Optional.of(Optimizer.adam(0.9, 0.95))));
        return all;
    }

    private static Recipe gan(Gan.Builder builder, int steps) {
        var model = builder.prior(PRIOR).generator(NET).critic(NET).build();
        return new Recipe(model, steps, 1e-3, Optional.empty());
    }

    private static Recipe mke(Mke.Builder builder) {
        var model = builder.prior(PRIOR).generator(NET).build();
        return new Recipe(model, 1_000, 5e-3, Optional.empty());
    }

    private static Recipe vae(Vae.Builder builder) {
        var model =
                builder.prior(PRIOR)
                        .encoder(SMOOTH)
                        .decoder(SMOOTH)
                        .likelihood(Likelihood.gaussian().fixed(0.2))
                        .build();
        return new Recipe(model, 2_500, 2e-3, Optional.of(Optimizer.adam(0.5, 0.999)));
    }

    private static Recipe wae(Wae.Builder builder) {
        var model =
                builder.prior(PRIOR)
                        .encoder(SMOOTH)
                        .decoder(SMOOTH)
                        .posterior(Posterior.diagonal())
                        .build();
        return new Recipe(model, 2_500, 2e-3, Optional.of(Optimizer.adam(0.5, 0.999)));
    }

    /** Samples in blue over grey data, on no ground, so that it shows on light pages and dark. */
    private static BufferedImage draw(double[][] data, double[][] samples) {
        var picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        dots(g, data, new Color(128, 128, 128, 110), 3);
        dots(g, samples, new Color(47, 129, 247, 200), 3);
        g.dispose();
        return picture;
    }

    private static void dots(Graphics2D g, double[][] points, Color colour, double size) {
        g.setColor(colour);
        for (double[] p : points) {
            double x = SIDE * (0.5 + p[0] / (2 * REACH));
            double y = SIDE * (0.5 - p[1] / (2 * REACH));
            g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
        }
    }
}
