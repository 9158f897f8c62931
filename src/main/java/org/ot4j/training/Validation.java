package org.ot4j.training;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Tensors;
import org.ot4j.training.internal.Seeds;

/**
 * Evaluates the objective on held-out data at the end of each epoch, without gradients and without
 * batch statistics. Noise is the same in every epoch, so that epochs differ by their weights only.
 */
final class Validation {
    /** Separates the noise of validation from that of the rounds. */
    private static final long PURPOSE = 307;

    private static final String PREFIX = "validation ";

    /** The column that decides which weights are kept. */
    static final String LOSS = PREFIX + "loss";

    private final Game game;
    private final DataSource data;
    private final Settings settings;
    private final State state;
    private final int[] classes;
    private double loss = Double.NaN;

    Validation(Game game, DataSource data, Settings settings, State state) {
        this.game = game;
        this.data = data;
        this.settings = settings;
        this.state = state;
        classes = data.labels();
    }

    /**
     * Checks held-out data before work starts.
     *
     * @param data the training data
     * @param before what an earlier run saw of its held-out data, or null
     */
    static void check(Game game, DataSource data, DataSource held, Held before) {
        Check.that(
                !held.fingerprint().equals(data.fingerprint()),
                "validate",
                held.name(),
                "samples held out from the training data, such as split.test()");
        Check.that(
                before == null || before.fingerprint.equals(held.fingerprint()),
                "fingerprint of the data in validate",
                held.fingerprint(),
                before == null
                        ? ""
                        : before.fingerprint + ", of " + before.data + ", as the run began with");
        try {
            DataChecks.finite(held);
            game.checkData(held);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("validate: " + e.getMessage(), e);
        }
    }

    /** Checks that the objective can be evaluated on so few samples; the game is prepared. */
    static void checkSize(Game game, DataSource held, int batchSize) {
        try {
            game.checkBatchSize(Math.min(batchSize, held.size()), held);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("validate: " + e.getMessage(), e);
        }
    }

    /** The columns of the history that validation adds, found on the first samples. */
    Set<String> columns(double progress) {
        var means = new LinkedHashMap<String, Double>();
        evaluate(0, parts(), 0, progress, means);
        return means.keySet();
    }

    /** The last validation loss; NaN before the first. */
    double loss() {
        return loss;
    }

    /**
     * Evaluates all held-out data, adds the means to the history, and keeps the weights if the loss
     * is the smallest so far.
     *
     * @throws Divergence if a value is NaN or infinite
     */
    void measure(int epoch, double progress) {
        var means = new LinkedHashMap<String, Double>();
        int parts = parts();
        for (int part = 0; part < parts; part++) {
            evaluate(part, parts, epoch, progress, means);
        }
        for (var mean : means.entrySet()) {
            double value = mean.getValue() / data.size();
            if (!Double.isFinite(value)) {
                throw state.diverged(mean.getKey() + " = " + value);
            }
            state.history.add(mean.getKey(), value);
        }
        loss = means.get(LOSS) / data.size();
        Held held = state.held;
        if (!(loss >= held.loss)) {
            held.loss = loss;
            held.epoch = epoch;
            Snapshot.weights(game).forEach((name, w) -> held.weights.put(name, w.values()));
        }
    }

    /** Each part has at least a batch of samples, and fewer than two. */
    private int parts() {
        return Math.max(1, data.size() / settings.batchSize());
    }

    /** The objective, while networks that ask know the classes of the samples. */
    private Terms evaluated(Step step) {
        return ClassLabels.ofSamples(
                classes, step.indices(), () -> game.validation().evaluate(step));
    }

    /** Adds the values of a part, times the number of its samples; the loss comes last. */
    private void evaluate(
            int part, int parts, int epoch, double progress, Map<String, Double> sums) {
        int from = (int) ((long) data.size() * part / parts);
        int to = (int) ((long) data.size() * (part + 1) / parts);
        int[] indices = IntStream.range(from, to).toArray();
        try (NDManager manager = Tensors.newManager()) {
            var step =
                    new Step(
                            manager,
                            data.batch(manager, indices),
                            indices,
                            new SplittableRandom(Seeds.mix(settings.seed(), PURPOSE, part)),
                            epoch,
                            state.round,
                            progress,
                            0);
            double sum = 0;
            for (Terms.Term term : evaluated(step).all()) {
                double value = term.number();
                sum += term.counts() ? value : 0;
                if (!term.name().equals("loss")) {
                    sums.merge(PREFIX + term.name(), value * indices.length, Double::sum);
                }
            }
            sums.merge(LOSS, sum * indices.length, Double::sum);
        }
    }
}
