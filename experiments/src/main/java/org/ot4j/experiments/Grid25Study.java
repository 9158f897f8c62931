package org.ot4j.experiments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ot4j.model.LatentModel;
import org.ot4j.training.Training;

/** A study of models of the 25 Gaussians, all with the same steps and measures. */
public abstract class Grid25Study extends Study {
    private final Grid25 grid = new Grid25();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final String experiment;
    private final int usual;

    /** A model, how it is trained, and its numbers in the paper. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(
            Supplier<LatentModel> model,
            UnaryOperator<Training<LatentModel>> settings,
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
            Supplier<LatentModel> model,
            UnaryOperator<Training<LatentModel>> settings,
            double... paper) {
        entries.put(name, new Entry(model, settings, paper));
    }

    @Override
    protected final List<String> models() {
        return List.copyOf(entries.keySet());
    }

    @Override
    protected final void run(String name, long seed) {
        Entry of = entries.get(name);
        try (LatentModel model = of.model.get()) {
            var run = train(model, grid.data(), usual, of.settings, name, seed);
            grid.measure(results(), experiment, name, model, seed, of.paper);
            results().add(experiment, name, seed, "steps", run.steps());
            results().add(experiment, name, seed, "seconds", run.elapsed().toSeconds());
        }
    }
}
