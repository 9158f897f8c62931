package org.ot4j.experiments.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ot4j.experiments.Grid25;
import org.ot4j.experiments.Study;
import org.ot4j.model.LatentModel;
import picocli.CommandLine.Command;

/**
 * C-VAE section 5, Tables 1 and 2, at the paper's scale, into {@code notebooks/results}; its README
 * says what was found. All models get the same steps, the same aids and both measures, with the
 * settings that {@link Gaussians25Search} found.
 */
@Command(name = "gaussians25", description = "C-VAE section 5: 25 Gaussians, five models")
final class Gaussians25 extends Study {
    private final Grid25 grid = new Grid25();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * A model.
     *
     * @param paper its high-density ratio, standard deviation and MMD in the paper
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(Supplier<LatentModel> model, double rate, double... paper) {}

    private Gaussians25() {
        super("notebooks/results/gaussians25.csv", "paper");
        entries.put("VAE", new Entry(() -> Grid25.vae(0.1), 2e-3, 0.715, 0.0778, 0.0106));
        entries.put("InfoVAE", new Entry(() -> Grid25.info(10, 0.1), 2e-3, 0.860, 0.0673, 0.0045));
        entries.put("VAE-NF", new Entry(() -> Grid25.flows(0.1), 2e-3, 0.536, 0.0833, 0.0161));
        entries.put("WAE-MMD", new Entry(() -> Grid25.wae(10), 2e-3, 0.608, 0.0764, 0.0060));
        entries.put(
                "C-VAE",
                new Entry(
                        () -> Grid25.coupled(0.03, b -> CoupledLadder.led(b).stratifiedCodes(0.5)),
                        2e-3,
                        0.985,
                        0.0478,
                        0.0032));
        entries.put(
                "C-VAE re-weighted",
                new Entry(
                        () -> Grid25.coupled(0.03, b -> CoupledLadder.led(b).hardCodes(0.5)),
                        2e-3,
                        0.985,
                        0.0478,
                        0.0032));
    }

    public static void main(String[] arguments) {
        main(new Gaussians25(), arguments);
    }

    @Override
    protected List<String> models() {
        return List.copyOf(entries.keySet());
    }

    @Override
    protected void run(String name, long seed) {
        Entry of = entries.get(name);
        try (LatentModel model = of.model.get()) {
            var run = train(model, grid.data(), 10_000, Grid25.aided(of.rate), name, seed);
            grid.measure(results(), "gaussians25", name, model, seed, of.paper);
            results().add("gaussians25", name, seed, "steps", run.steps());
            results().add("gaussians25", name, seed, "seconds", run.elapsed().toSeconds());
        }
    }
}
