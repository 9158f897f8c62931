package org.ot4j.experiments.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ot4j.experiments.Grid25;
import org.ot4j.experiments.Study;
import org.ot4j.model.LatentModel;
import org.ot4j.training.Training;
import picocli.CommandLine.Command;

/**
 * The search for settings of {@link Gaussians25} and {@link CoupledLadder}: six for each model,
 * with the same steps, on a seed that is not among theirs. Of those that cover all modes, the one
 * with the highest high-density ratio of decoder means is taken.
 */
@Command(
        name = "gaussians25-search",
        description = "settings for 25 Gaussians: six for each model, the same steps")
final class Gaussians25Search extends Study {
    private final Grid25 grid = new Grid25();
    private final Map<String, Try> tries = new LinkedHashMap<>();

    /** A model and how it is trained. */
    private record Try(
            Supplier<LatentModel> model, UnaryOperator<Training<LatentModel>> settings) {}

    private Gaussians25Search() {
        super("experiments/results/gaussians25-search.csv", "quick", 11);
        for (double rate : new double[] {1e-3, 3e-3}) {
            for (double sigma : new double[] {0.05, 0.1, 0.15}) {
                add("VAE", () -> Grid25.vae(sigma), rate, "σ", sigma);
                add("VAE-NF", () -> Grid25.flows(sigma), rate, "σ", sigma);
            }
            for (double lambda : new double[] {2, 10, 50}) {
                add("InfoVAE", () -> Grid25.info(lambda, 0.1), rate, "λ", lambda);
            }
            for (double lambda : new double[] {1, 10, 100}) {
                add("WAE-MMD", () -> Grid25.wae(lambda), rate, "λ", lambda);
            }
            for (double sigma : new double[] {0.02, 0.03, 0.04}) {
                add(
                        "C-VAE",
                        () -> Grid25.coupled(sigma, b -> CoupledLadder.led(b).stratifiedCodes(0.5)),
                        rate,
                        "σ",
                        sigma);
            }
        }
        for (double ascent : new double[] {1, 10}) {
            for (double sigma : new double[] {0.03, 0.1, 0.3}) {
                tries.put(
                        name("C-VAE Algorithm 2", 1e-3, "σ", sigma) + " ascent " + number(ascent),
                        new Try(
                                () -> Grid25.coupled(sigma, b -> b.ascend(5, ascent)),
                                Grid25.plain(1e-3)));
            }
        }
    }

    public static void main(String[] arguments) {
        main(new Gaussians25Search(), arguments);
    }

    private void add(
            String model, Supplier<LatentModel> built, double rate, String of, double value) {
        tries.put(name(model, rate, of, value), new Try(built, Grid25.aided(rate)));
    }

    private static String name(String model, double rate, String of, double value) {
        return model + " rate " + number(rate) + " " + of + " " + number(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%s", value).replaceAll("\\.0$", "");
    }

    @Override
    protected List<String> models() {
        return List.copyOf(tries.keySet());
    }

    @Override
    protected void run(String name, long seed) {
        Try of = tries.get(name);
        try (LatentModel model = of.model.get()) {
            var run = train(model, grid.data(), 2_000, of.settings, name, seed);
            grid.measure(
                    results(),
                    "gaussians25-search",
                    name,
                    model,
                    seed,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN);
            results().add("gaussians25-search", name, seed, "steps", run.steps());
        }
    }
}
