package org.ot4j.experiments.study;

import com.sun.management.OperatingSystemMXBean;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.ot4j.model.LatentModel;
import org.ot4j.model.PriorFit;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.model.kantorovich.SemiDiscreteMke;
import org.ot4j.model.latent.LatentDensity;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Marginal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes the table of models: each model learns the same ring of eight Gaussians, and 600 samples of
 * it are drawn over the data; beside the pictures, models.tsv holds what README and the site show.
 * Settings are those of the studies. Seconds are of processor time.
 */
@Command(
        name = "model-pictures",
        mixinStandardHelpOptions = true,
        description = "the table of models: a PNG and a line for each")
final class ModelPictures implements Callable<Integer> {
    private static final GaussianMixture RING = GaussianMixture.ring(8, 2, 0.1);
    private static final Prior PRIOR = Prior.standardNormal(2);
    private static final Distortion SQUARED = Distortion.squaredEuclidean();
    private static final NetworkSpec NET = Networks.mlp(64, 64);
    private static final NetworkSpec SMOOTH = Networks.mlp(64, 64).activation(Activation.TANH);
    private static final Likelihood GAUSSIAN = Likelihood.gaussian().fixed(0.2);
    private static final String TABLE = "models.tsv";
    private static final int SIDE = 160;
    private static final double REACH = 2.7;

    /**
     * What is trained, and how; without an optimiser the model takes its own.
     *
     * @param fit what is fitted to the codes after that
     */
    private record Recipe(
            GenerativeModel model,
            int steps,
            double rate,
            Optional<Optimizer> optimizer,
            Optional<PriorFit> fit) {
        Recipe(GenerativeModel model, int steps, double rate, Optional<Optimizer> optimizer) {
            this(model, steps, rate, optimizer, Optional.empty());
        }

        Recipe with(PriorFit density) {
            return new Recipe(model, steps, rate, optimizer, Optional.of(density));
        }
    }

    /**
     * A row of the table.
     *
     * @param begins the line that a user begins with
     * @param paper by the keys of docs/papers.md
     */
    private record Row(String file, String name, String begins, String paper, Recipe recipe) {}

    @Parameters(index = "0", paramLabel = "FOLDER", description = "where they go")
    private Path folder;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "only these")
    private List<String> wanted = List.of();

    @Spec private CommandSpec command;

    private ModelPictures() {}

    public static void main(String[] arguments) {
        Study.main(new ModelPictures(), arguments);
    }

    /** Trains, draws, and notes what each model can do and how long it took. */
    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        var rows = rows();
        var names = rows.stream().map(Row::file).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        command.commandLine(),
                        name + ": expected some of " + String.join(" ", names));
            }
        }
        var lines = stored();
        DataSet data = RING.sample(2_000, 7);
        for (Row row : rows) {
            if (!wanted.isEmpty() && !wanted.contains(row.file)) {
                continue;
            }
            long before = processorTime();
            Recipe recipe = row.recipe;
            var training = recipe.model.train(data).steps(recipe.steps);
            if (!(recipe.model instanceof SemiDiscreteMke)) { // takes all data in each step
                training.batchSize(128);
            }
            recipe.optimizer.ifPresent(training::optimizer);
            training.learningRate(recipe.rate).schedule(Schedule.cosine()).seed(1).fit();
            recipe.fit.ifPresent(fit -> ((LatentModel) recipe.model).fitPrior(fit, data, 1));
            double seconds = (processorTime() - before) / 1e9;
            var picture = draw(data.toArray(), DataSet.of(recipe.model.sample(600, 1)).toArray());
            ImageIO.write(picture, "png", folder.resolve(row.file + ".png").toFile());
            boolean encodes =
                    recipe.model instanceof LatentModel || recipe.model instanceof FlowMatching;
            lines.put(
                    row.file,
                    String.join(
                            "\t",
                            row.file,
                            row.name,
                            row.begins,
                            row.paper,
                            encodes ? "yes" : "",
                            hasDensity(recipe.model, data.head(2)) ? "yes" : "",
                            Long.toString(Math.max(1, Math.round(seconds)))));
            write(names, lines);
            System.out.println(row.file + " " + seconds + " s");
            recipe.model.close();
        }
        return 0;
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The lines of an earlier run by their first field. */
    private Map<String, String> stored() throws IOException {
        var lines = new LinkedHashMap<String, String>();
        Path table = folder.resolve(TABLE);
        if (Files.exists(table)) {
            Files.readAllLines(table).stream()
                    .skip(1)
                    .forEach(line -> lines.put(line.substring(0, line.indexOf('\t')), line));
        }
        return lines;
    }

    private void write(List<String> order, Map<String, String> lines) throws IOException {
        var text = new StringBuilder("file\tname\tbegins\tpaper\tencode\tdensity\tseconds\n");
        order.stream()
                .filter(lines::containsKey)
                .forEach(name -> text.append(lines.get(name)).append('\n'));
        Files.writeString(folder.resolve(TABLE), text);
    }

    private static boolean hasDensity(GenerativeModel model, DataSet few) {
        if (model instanceof FlowMatching) {
            return true;
        }
        try {
            return model instanceof LatentModel latent
                    && Double.isFinite(latent.logLikelihood(few, 2, 1).value());
        } catch (IllegalArgumentException none) { // says so itself
            return false;
        }
    }

    private static List<Row> rows() {
        var rows = new ArrayList<Row>();
        String squared = "Distortion.squaredEuclidean()";
        String net = "Networks.mlp(64, 64)";
        rows.add(row("gan", "GAN", "Gan.minimax()", "VEGAN Eq. 4", gan(Gan.minimax(), 3_000)));
        rows.add(
                row(
                        "gan-non-saturating",
                        "GAN, non-saturating",
                        "Gan.nonSaturating()",
                        "Goodfellow et al. (2014)",
                        gan(Gan.nonSaturating(), 3_000)));
        rows.add(
                row(
                        "f-gan",
                        "f-GAN, any f-divergence",
                        "Gan.fGan(FDivergence.JENSEN_SHANNON)",
                        "VEGAN section 2.1",
                        gan(Gan.fGan(FDivergence.JENSEN_SHANNON), 3_000)));
        rows.add(
                row(
                        "wgan",
                        "WGAN",
                        "Gan.wgan()",
                        "VEGAN Eq. 2",
                        gan(Gan.wgan().weightBound(0.1), 2_000)));
        rows.add(
                row(
                        "wgan-gp",
                        "WGAN, gradient penalty",
                        "Gan.wganGp()",
                        "Gulrajani et al. (2017)",
                        gan(Gan.wganGp(), 2_000)));
        rows.add(
                row(
                        "dual",
                        "WGAN of any cost, by the c-transform",
                        "Gan.dual(" + squared + ")",
                        "GPC WGAN",
                        gan(Gan.dual(SQUARED), 1_500)));
        rows.add(
                row(
                        "dual-entropic",
                        "two potentials, entropy",
                        "Gan.entropicDual(" + squared + ", 0.5)",
                        "GPC section 2",
                        gan(Gan.entropicDual(SQUARED, 0.5), 1_500)));
        rows.add(
                row(
                        "dual-quadratic",
                        "two potentials, squares",
                        "Gan.quadraticDual(" + squared + ", 0.02)",
                        "GPC section 2",
                        gan(Gan.quadraticDual(SQUARED, 0.02), 1_500)));
        rows.add(
                row(
                        "mke",
                        "MKE, exact couplings",
                        "Mke.primal(" + squared + ")",
                        "GPC Eq. 4 and 5",
                        mke(Mke.primal(SQUARED))));
        rows.add(
                row(
                        "mke-entropic",
                        "MKE, entropic couplings",
                        "Mke.entropic(" + squared + ", 0.1)",
                        "GPC Eq. 4; C-VAE Eq. 7",
                        mke(Mke.entropic(SQUARED, 0.1))));
        rows.add(
                row(
                        "mke-sinkhorn",
                        "MKE, Sinkhorn divergence",
                        "Mke.sinkhornDivergence(" + squared + ", 0.3)",
                        "Genevay et al. (2018)",
                        mke(Mke.sinkhornDivergence(SQUARED, 0.3))));
        rows.add(
                row(
                        "mke-unbalanced",
                        "MKE, relaxed marginals",
                        "Mke.unbalanced("
                                + squared
                                + ", 0.1, Marginal.relaxed(5), Marginal.exact())",
                        "GPC Eq. 6",
                        mke(Mke.unbalanced(SQUARED, 0.1, Marginal.relaxed(5), Marginal.exact()))));
        rows.add(
                row(
                        "mke-semi-discrete",
                        "MKE, semi-discrete",
                        "Mke.semiDiscrete(" + squared + ")",
                        "GPC section 3",
                        new Recipe(
                                Mke.semiDiscrete(SQUARED).prior(PRIOR).generator(NET).build(),
                                1_000,
                                3e-3,
                                Optional.empty())));
        rows.add(row("vae", "VAE", "Vae.builder()", "VEGAN Eq. 5", vae(Vae.builder())));
        rows.add(
                row("beta-vae", "β-VAE", "Vae.beta(2)", "Higgins et al. (2017)", vae(Vae.beta(2))));
        rows.add(
                row(
                        "iwae",
                        "IWAE",
                        "Vae.importanceWeighted(5)",
                        "Burda et al. (2016)",
                        vae(Vae.importanceWeighted(5))));
        rows.add(
                row(
                        "vae-nf",
                        "VAE with planar flows",
                        "Vae.flows(10)",
                        "Rezende and Mohamed (2015)",
                        vae(Vae.flows(10))));
        rows.add(
                row(
                        "vae-amortised-flows",
                        "VAE, flows from the encoder",
                        "Vae.amortisedFlows(10)",
                        "Rezende and Mohamed (2015)",
                        vae(Vae.amortisedFlows(10))));
        rows.add(
                row(
                        "vamp",
                        "VAE, learned prior",
                        "Vae.builder().prior(Prior.vamp(2, 50))",
                        "Tomczak and Welling (2018)",
                        auto(Vae.builder().likelihood(GAUSSIAN).prior(Prior.vamp(2, 50)))));
        rows.add(
                row(
                        "sphere",
                        "VAE on the sphere",
                        "Vae.builder().prior(Prior.sphere(3)).posterior(Posterior.vonMisesFisher())",
                        "Davidson et al. (2018)",
                        auto(
                                Vae.builder()
                                        .likelihood(GAUSSIAN)
                                        .prior(Prior.sphere(3))
                                        .posterior(Posterior.vonMisesFisher()))));
        rows.add(row("info-vae", "InfoVAE", "Vae.info(0, 5)", "C-VAE Eq. 4", vae(Vae.info(0, 5))));
        rows.add(
                row(
                        "avb",
                        "AVB",
                        "Vae.avb(" + net + ")",
                        "VEGAN Eq. 6",
                        vae(
                                Vae.avb(SMOOTH)
                                        .contrast(
                                                LatentPenalty.kl(SMOOTH)
                                                        .steps(4)
                                                        .learningRate(4e-3)))));
        rows.add(
                row(
                        "aae",
                        "AAE",
                        "Wae.aae(0.5, " + net + ")",
                        "VEGAN Eq. 7",
                        wae(Wae.aae(0.5, SMOOTH).penalty(LatentPenalty.gan(SMOOTH).steps(2)))));
        rows.add(
                row(
                        "pot",
                        "POT, any penalty",
                        "Wae.pot(LatentPenalty.sinkhorn(0.5))",
                        "VEGAN Eq. 12",
                        wae(Wae.pot(LatentPenalty.sinkhorn(0.5)).lambda(10))));
        rows.add(row("wae-mmd", "WAE-MMD", "Wae.mmd()", "WAE Algorithm 2", wae(Wae.mmd())));
        rows.add(
                row(
                        "wae-gan",
                        "WAE-GAN",
                        "Wae.gan(" + net + ")",
                        "WAE Algorithm 1",
                        wae(
                                Wae.gan(SMOOTH)
                                        .penalty(LatentPenalty.gan(SMOOTH).steps(2))
                                        .lambda(1))));
        rows.add(
                row(
                        "wvae",
                        "WVAE",
                        "Wae.wvae(LatentPenalty.slicedWasserstein(50))",
                        "GPC WVAE",
                        new Recipe(
                                Wae.wvae(LatentPenalty.slicedWasserstein(50))
                                        .lambda(10)
                                        .prior(PRIOR)
                                        .encoder(NET)
                                        .decoder(NET)
                                        .build(),
                                2_000,
                                2e-3,
                                Optional.of(Optimizer.adam(0.5, 0.999)))));
        rows.add(row("c-vae", "C-VAE", "CoupledVae.builder()", "C-VAE Algorithm 2", coupled()));
        rows.add(
                row(
                        "latent-mixture",
                        "WAE-MMD, then Gaussians for its codes",
                        "LatentDensity.gaussianMixture(8)",
                        "Ghosh et al. (2020)",
                        wae(Wae.mmd()).with(LatentDensity.gaussianMixture(8))));
        rows.add(
                row(
                        "latent-flow",
                        "WAE-MMD, then a flow for its codes",
                        "LatentDensity.flow()",
                        "Ghosh et al. (2020); Tong et al. (2024)",
                        wae(Wae.mmd()).with(LatentDensity.flow())));
        rows.add(
                row(
                        "latent-transport",
                        "WAE-MMD, then transport for its codes",
                        "LatentDensity.transport()",
                        "An et al. (2020)",
                        wae(Wae.mmd()).with(LatentDensity.transport())));
        rows.add(
                row(
                        "flow-matching",
                        "flow matching",
                        "FlowMatching.builder()",
                        "Lipman et al. (2023)",
                        flow(FlowCoupling.independent())));
        rows.add(
                row(
                        "flow-matching-exact",
                        "flow matching, optimal couplings",
                        "FlowMatching.builder().coupling(FlowCoupling.exact())",
                        "Tong et al. (2024)",
                        flow(FlowCoupling.exact())));
        return rows;
    }

    private static Row row(String file, String name, String begins, String paper, Recipe recipe) {
        return new Row(file, name, begins, paper, recipe);
    }

    private static Recipe coupled() {
        var model =
                CoupledVae.builder()
                        .prior(PRIOR)
                        .decoder(Networks.mlp(64, 64).batchNorm())
                        .likelihood(Likelihood.gaussian().fixed(0.1))
                        .linearStart(0.05)
                        .anneal(100, 0.7)
                        .inner(0.05, 25, 4)
                        .teacher(0.98)
                        .hardCodes(0.5)
                        .build();
        return new Recipe(model, 1_000, 5e-3, Optional.of(Optimizer.adam(0.9, 0.95)));
    }

    private static Recipe flow(FlowCoupling coupling) {
        var layers = Networks.mlp(64, 64, 64).activation(Activation.ELU);
        var model =
                FlowMatching.builder()
                        .source(PRIOR)
                        .coupling(coupling)
                        .network(Networks.timed(layers, 4))
                        .build();
        return new Recipe(model, 2_000, 2e-3, Optional.empty());
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
        return auto(builder.prior(PRIOR).likelihood(GAUSSIAN));
    }

    private static Recipe auto(Vae.Builder builder) {
        var model = builder.encoder(SMOOTH).decoder(SMOOTH).build();
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
