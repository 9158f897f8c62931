package org.ot4j.experiments.study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ot4j.base.PyTorch;
import org.ot4j.data.DataSet;
import org.ot4j.data.Mnist;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Features;
import org.ot4j.evaluation.Fid;
import org.ot4j.evaluation.Metrics;
import org.ot4j.experiments.Study;
import org.ot4j.internal.WholeFile;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.plot.Plots;
import org.ot4j.training.Optimizer;
import org.ot4j.training.Schedule;
import org.ot4j.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * WAE's experiment on MNIST at a middle scale: the paper's architecture with a part of its
 * channels, all digits that are there, λ as the paper prints it (10) and as the authors' code has
 * it in the paper's units (200), the RBF kernel beside IMQ, and more codes than the digits have
 * dimensions. Trainings go on from checkpoints; pictures and settings stand beside the results.
 */
@Command(
        name = "digits",
        description = "WAE section 4 on MNIST at a middle scale: a night on two cores")
final class Digits extends Study {
    private static final String EXPERIMENT = "digits";
    private static final String FILE = "notebooks/results/digits.csv";
    private static final int EPOCHS = 30;
    private static final int DIVISOR = 4;
    private static final int BATCH = 100;
    private static final int CODES = 100;
    private static final int MOST_JUDGED = 10_000;

    /** A quantile of |z|² with 8 dimensions, of which a thousandth of the prior lies outside. */
    private static final double FAR_8 = 26.12;

    private static final double FAR_32 = 62.49;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "of each training; default: ${DEFAULT-VALUE}")
    private int epochs = EPOCHS;

    @Option(
            names = "--divisor",
            paramLabel = "N",
            description =
                    "of the authors' numbers of channels (128 to 1,024); default: ${DEFAULT-VALUE}")
    private int divisor = DIVISOR;

    @Option(
            names = "--digits",
            paramLabel = "N",
            description = "to learn and judge by, fewer than there are; default: all")
    private Integer most;

    @Option(
            names = "--pictures",
            paramLabel = "FOLDER",
            description = "that gets samples and reconstructions; default: beside the results")
    private Path pictures;

    private DataSet train;
    private DataSet test;
    private Fid fid;

    /** A model, and how far out a code of its prior is rare. */
    private record Case(String name, double far, Supplier<LatentModel> model) {}

    private Digits() {
        super(FILE, "middle", 1, 2, 3);
    }

    public static void main(String[] arguments) {
        main(new Digits(), arguments);
    }

    private List<Case> cases() {
        return List.of(
                new Case("VAE", FAR_8, () -> vae(8)),
                new Case("WAE-MMD 10", FAR_8, () -> wae(Wae.mmd(), 8, 10)),
                new Case("WAE-MMD 200", FAR_8, () -> wae(Wae.mmd(), 8, 200)),
                new Case("WAE-GAN 10", FAR_8, () -> wae(Wae.gan(judge()), 8, 10)),
                new Case("WAE-GAN 200", FAR_8, () -> wae(Wae.gan(judge()), 8, 200)),
                new Case(
                        "WAE-MMD 200 RBF",
                        FAR_8,
                        () -> wae(Wae.mmd().penalty(LatentPenalty.rbf()), 8, 200)),
                new Case("VAE d32", FAR_32, () -> vae(32)),
                new Case("WAE-MMD 200 d32", FAR_32, () -> wae(Wae.mmd(), 32, 200)),
                new Case("WAE-GAN 200 d32", FAR_32, () -> wae(Wae.gan(judge()), 32, 200)));
    }

    private int[] channels(int... published) {
        return Arrays.stream(published).map(c -> Math.max(1, c / divisor)).toArray();
    }

    private NetworkSpec encoder() {
        return Networks.convEncoder(channels(128, 256, 512, 1024)).batchNorm();
    }

    private NetworkSpec decoder(Activation last) {
        return Networks.convDecoder(channels(1024, 512, 256)).batchNorm().output(last);
    }

    private NetworkSpec judge() {
        int[] widths = channels(512, 512, 512, 512);
        return Networks.mlp(widths);
    }

    private LatentModel vae(int d) {
        return Vae.builder()
                .prior(Prior.standardNormal(d))
                .encoder(encoder())
                .decoder(decoder(Activation.IDENTITY))
                .likelihood(Likelihood.bernoulli())
                .build();
    }

    private LatentModel wae(Wae.Builder builder, int d, double lambda) {
        return builder.prior(Prior.standardNormal(d))
                .encoder(encoder())
                .decoder(decoder(Activation.SIGMOID))
                .lambda(lambda)
                .build();
    }

    @Override
    protected List<String> models() {
        return cases().stream().map(Case::name).toList();
    }

    /** Rows of shorter or narrower runs, or of fewer digits, say so. */
    @Override
    protected String scale() {
        return epochs == EPOCHS && divisor == DIVISOR && most == null
                ? super.scale()
                : "epochs "
                        + epochs
                        + " divisor "
                        + divisor
                        + " digits "
                        + (most == null ? 0 : most);
    }

    @Override
    public Integer call() throws Exception {
        if (epochs < 1) {
            throw refusal("--epochs = " + epochs + ": expected at least 1");
        }
        if (divisor < 1 || divisor > 64) {
            throw refusal("--divisor = " + divisor + ": expected 1 to 64");
        }
        if (most != null && most < 400) {
            throw refusal("--digits = " + most + ": expected at least 400");
        }
        load();
        fid = Fid.of(Features.classifier(train, 1));
        return super.call();
    }

    private void load() {
        if (Mnist.DIGITS.trainSetIfHere().isPresent()) {
            train = Mnist.DIGITS.trainSet();
            test = Mnist.DIGITS.testSet();
            if (most != null) {
                train = train.subset(Math.min(train.size(), most * 4 / 5), 1);
                test = test.subset(Math.min(test.size(), most / 5), 1);
            }
            return;
        }
        DataSet all = Mnist.DIGITS.testSet();
        var split = (most == null || most >= all.size() ? all : all.subset(most, 1)).split(0.8, 1);
        train = split.train();
        test = split.test();
    }

    @Override
    protected void run(String name, long seed) throws IOException {
        Case of = cases().stream().filter(c -> c.name.equals(name)).findAny().orElseThrow();
        try (var model = of.model.get()) {
            long start = System.nanoTime();
            var run =
                    train(
                            model,
                            train,
                            epochs * (train.size() / BATCH),
                            this::settings,
                            name + "-divisor-" + divisor + "-of-" + train.size(),
                            seed);
            double seconds = (System.nanoTime() - start) / 1e9;
            measure(of, model, seed);
            results().add(EXPERIMENT, name, seed, "steps", run.steps());
            // Of a run that went on from a checkpoint, this is the time since then.
            results().add(EXPERIMENT, name, seed, "seconds", seconds);
            draw(model, name, seed);
            describe();
        }
    }

    private <M extends LatentModel> Training<M> settings(Training<M> training) {
        return training.batchSize(BATCH)
                .learningRate(1e-3)
                .optimizer(Optimizer.adam(0.5, 0.999))
                .schedule(Schedule.wae());
    }

    private void measure(Case of, LatentModel model, long seed) {
        int n = Math.min(MOST_JUDGED, test.size());
        DataSet samples = DataSet.of(model.sample(n, 5));
        add(of, seed, "FID", fid.between(test, samples).value());
        DataSet codes = model.encode(test, 3);
        double mismatch =
                Metrics.aggregatedPosterior(codes, DataSet.of(model.codes(test.size(), 4))).value();
        add(of, seed, "mismatch", mismatch);
        double[] squares =
                Arrays.stream(codes.toArray())
                        .mapToDouble(z -> Arrays.stream(z).map(v -> v * v).sum())
                        .toArray();
        add(of, seed, "mean square of codes", Arrays.stream(squares).average().orElseThrow());
        double far = Arrays.stream(squares).filter(s -> s > of.far).count();
        add(of, seed, "far codes in 1000", 1000 * far / squares.length);
        double error = Metrics.reconstruction(test, model.reconstruct(test)).value();
        add(of, seed, "reconstruction", error);
        add(of, seed, "sharpness", Metrics.sharpness(samples).value());
        add(of, seed, "sharpness of data", Metrics.sharpness(test).value());
        if (model instanceof Vae) {
            add(of, seed, "log-likelihood", model.logLikelihood(test, CODES, 6).value());
        }
    }

    private void add(Case of, long seed, String metric, double value) {
        results().add(EXPERIMENT, of.name, seed, metric, value);
    }

    private Path beside(String name) {
        return results().file().resolveSibling(name);
    }

    private void draw(LatentModel model, String name, long seed) throws IOException {
        Path folder = pictures == null ? beside("digits") : pictures;
        Files.createDirectories(folder);
        String start = name.toLowerCase(Locale.ROOT).replaceAll("\\W+", "-") + "-" + seed;
        Plots.images(model.sample(100, 7), 10).save(folder.resolve(start + "-samples.png"));
        DataSet some = test.rows(IntStream.range(0, 50).toArray());
        Plots.pairs(some, model.reconstruct(some), 10)
                .save(folder.resolve(start + "-reconstructions.png"));
    }

    /** What the figures depend on, and where they were measured. */
    private void describe() {
        String text =
                """
                Written by ./ot4j experiment digits.
                scale: %s
                digits: %d to learn (%s), %d to judge by
                encoder: 4×4 convolutions of stride 2 to %s channels; decoder: transposed from %s
                training: %d epochs of batches of %d, Adam (0.5, 0.999) at 1e-3, halved after 30 %% \
                of the run and divided by 5 after 50 %%
                likelihood: importance weighted with %d codes a digit
                features of FID: the library's small classifier, trained on the same digits (seed 1)
                machine: %s, %d processors, OMP_NUM_THREADS=%s; networks on %s
                versions: PyTorch %s, Java %s, %s
                last run: %s
                """
                        .formatted(
                                scale(),
                                train.size(),
                                train.name(),
                                test.size(),
                                Arrays.toString(channels(128, 256, 512, 1024)),
                                Arrays.toString(channels(1024, 512, 256)),
                                epochs,
                                BATCH,
                                CODES,
                                processor(),
                                Runtime.getRuntime().availableProcessors(),
                                System.getenv("OMP_NUM_THREADS"),
                                PyTorch.engine().defaultDevice(),
                                PyTorch.engine().getVersion(),
                                Runtime.version(),
                                System.getProperty("os.name"),
                                LocalDate.now());
        WholeFile.write(beside("digits.txt"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
