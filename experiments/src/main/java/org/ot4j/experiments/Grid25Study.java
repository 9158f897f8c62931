package org.ot4j.experiments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.LatentModel;
import org.ot4j.model.PriorFit;
import org.ot4j.training.Training;

/** A study of models of the 25 Gaussians, all with the same steps and measures. */
public abstract class Grid25Study extends Study {
    private final Grid25 grid = new Grid25();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final String experiment;
    private final int usual;

    /** A model, how and under which name it is trained, what is fitted to its codes, or null. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(
            String trained,
            Supplier<GenerativeModel> model,
            UnaryOperator<Training<GenerativeModel>> settings,
            PriorFit density,
            double... paper) {}

    /**
     * A study whose rows go to a file.
     *
     * @param experiment what the rows call it
     * @param usual steps of each training, unless others are asked for
     */
    protected Grid25Study(String file, String scale, String experiment, int usual, long... seeds) {
        super(file, scale, seeds);
        this.experiment = experiment;
        this.usual = usual;
    }

    /**
     * Adds a model.
     *
     * @param paper its high-density ratio, standard deviation and MMD in the paper, or none
     */
    protected final void add(
            String name,
            Supplier<GenerativeModel> model,
            UnaryOperator<Training<GenerativeModel>> settings,
            double... paper) {
        entries.put(name, new Entry(name, model, settings, null, paper));
    }

    /**
     * Adds a model that samples from a distribution fitted to the codes of another, which is
     * trained once for all of them.
     *
     * @param of the name of the other, a latent model that was added before
     */
    protected final void addFitted(String name, String of, PriorFit density) {
        Entry other = entries.get(of);
        entries.put(name, new Entry(of, other.model, other.settings, density));
    }

    @Override
    protected final List<String> models() {
        return List.copyOf(entries.keySet());
    }

    @Override
    protected final void run(String name, long seed) {
        Entry of = entries.get(name);
        try (GenerativeModel model = of.model.get()) {
            var run = train(model, grid.data(), usual, of.settings, of.trained, seed);
            if (of.density != null) {
                long start = System.nanoTime();
                ((LatentModel) model).fitPrior(of.density, grid.data(), seed);
                double seconds = (System.nanoTime() - start) / 1e9;
                results().add(experiment, name, seed, "seconds of the fit", seconds);
            }
            grid.measure(results(), experiment, name, model, seed, of.paper);
            results().add(experiment, name, seed, "steps", run.steps());
            if (of.density == null) {
                results().add(experiment, name, seed, "seconds", run.elapsed().toSeconds());
            }
        }
    }
}
