package org.ot4j.experiments.study;

import java.util.Locale;
import java.util.function.Supplier;
import org.ot4j.experiments.Grid25;
import org.ot4j.experiments.Grid25Study;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.network.Activation;
import org.ot4j.network.NetworkSpec;
import picocli.CommandLine.Command;

/**
 * The search for settings of {@link Gaussians25} and {@link CoupledLadder}: six for each model,
 * with the same steps, on a seed that is not among theirs. Of those that cover all modes, the one
 * with the highest high-density ratio of decoder means is taken.
 */
@Command(
        name = "gaussians25-search",
        description = "settings for 25 Gaussians: six for each model, the same steps")
final class Gaussians25Search extends Grid25Study {
    private Gaussians25Search() {
        super(
                "experiments/results/gaussians25-search.csv",
                "quick",
                "gaussians25-search",
                2_000,
                11);
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
        for (double rate : new double[] {1e-3, 3e-3}) {
            velocity("batch normalisation", Grid25.plainLayers().batchNorm(), rate);
            velocity("ReLU", Grid25.plainLayers(), rate);
            velocity("GELU", Grid25.plainLayers().activation(Activation.GELU), rate);
        }
        for (double ascent : new double[] {1, 10}) {
            for (double sigma : new double[] {0.03, 0.1, 0.3}) {
                add(
                        name("C-VAE Algorithm 2", 1e-3, "σ", sigma) + " ascent " + number(ascent),
                        () -> Grid25.coupled(sigma, b -> b.ascend(5, ascent)),
                        Grid25.plain(1e-3));
            }
        }
    }

    public static void main(String[] arguments) {
        main(new Gaussians25Search(), arguments);
    }

    private void velocity(String layers, NetworkSpec network, double rate) {
        add(
                "flow matching rate " + number(rate) + " " + layers,
                () -> Grid25.velocity(FlowCoupling.exact(), network),
                Grid25.aided(rate));
    }

    private void add(
            String model, Supplier<GenerativeModel> built, double rate, String of, double value) {
        add(name(model, rate, of, value), built, Grid25.aided(rate));
    }

    private static String name(String model, double rate, String of, double value) {
        return model + " rate " + number(rate) + " " + of + " " + number(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%s", value).replaceAll("\\.0$", "");
    }
}
