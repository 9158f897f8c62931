package org.ot4j.experiments.study;

import java.util.function.Supplier;
import org.ot4j.experiments.Grid25;
import org.ot4j.experiments.Grid25Study;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.latent.LatentDensity;
import picocli.CommandLine.Command;

/**
 * C-VAE section 5, Tables 1 and 2, at the paper's scale, into {@code notebooks/results}; its README
 * says what was found. All models get the same steps, aids and measures; their settings are those
 * that {@link Gaussians25Search} has found.
 */
@Command(
        name = "gaussians25",
        description = "C-VAE section 5: 25 Gaussians, five models, flows and latent densities")
final class Gaussians25 extends Grid25Study {
    private Gaussians25() {
        super("notebooks/results/gaussians25.csv", "paper", "gaussians25", 10_000);
        add("VAE", () -> Grid25.vae(0.1), 0.715, 0.0778, 0.0106);
        add("InfoVAE", () -> Grid25.info(2, 0.1), 0.860, 0.0673, 0.0045);
        add("VAE-NF", () -> Grid25.flows(0.1), 0.536, 0.0833, 0.0161);
        add("WAE-MMD", () -> Grid25.wae(10), 0.608, 0.0764, 0.0060);
        add(
                "C-VAE",
                () -> Grid25.coupled(0.04, b -> CoupledLadder.led(b).stratifiedCodes(0.5)),
                0.985,
                0.0478,
                0.0032);
        add(
                "C-VAE re-weighted",
                () -> Grid25.coupled(0.04, b -> CoupledLadder.led(b).hardCodes(0.5)),
                0.985,
                0.0478,
                0.0032);
        add("flow matching", () -> Grid25.velocity(FlowCoupling.independent()));
        add("flow matching exact", () -> Grid25.velocity(FlowCoupling.exact()));
        addFitted("WAE-MMD with mixture", "WAE-MMD", LatentDensity.gaussianMixture(25));
        addFitted("WAE-MMD with flow", "WAE-MMD", LatentDensity.flow());
        addFitted("WAE-MMD with transport", "WAE-MMD", LatentDensity.transport());
    }

    private void add(String name, Supplier<GenerativeModel> model, double... paper) {
        add(name, model, Grid25.aided(3e-3), paper);
    }

    public static void main(String[] arguments) {
        main(new Gaussians25(), arguments);
    }
}
