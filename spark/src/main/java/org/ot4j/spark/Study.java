package org.ot4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.ot4j.base.Progress;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.evaluation.Comparison;
import org.ot4j.internal.Check;
import org.ot4j.internal.Csv;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Recipes;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Training;

/**
 * Models, each to be trained with each of some seeds and measured: a value that says all of it, and
 * runs on one machine or on many.
 *
 * <pre>{@code
 * var study = Study.of(LatentModel.class, x)
 *     .model("VAE", vae)
 *     .model("WAE-MMD", wae, training -> training.learningRate(3e-3))
 *     .training(training -> training.steps(2_000).batchSize(200))
 *     .judge((model, scores) -> scores
 *         .add("W2", Transport.wasserstein(model.sample(500, 1), y, 2)))
 *     .seeds(1, 2, 3, 4)
 *     .folder("results/ring");
 * study.on(Spark.session()).table();                        // the cores of this machine
 * study.on(Spark.session("spark://host:7077")).table();     // those of a cluster
 * }</pre>
 *
 * Only the recipe of a model and the settings of its training are sent, as a checkpoint has them.
 * Each run is one task and uses the cores that Spark gives to a task, one by default. With a {@link
 * #folder folder}, runs leave checkpoints and figures there: a task that is killed goes on from its
 * last checkpoint on another executor, and a study that is started again does what is missing.
 *
 * <p>The seed decides every bit of a run, wherever it runs, but for convolutions, whose sums depend
 * on the number of threads.
 *
 * @param <M> the kind of model, which says what can be measured
 */
public final class Study<M extends GenerativeModel> {
    private static final long EVERY = 500;

    private final Class<M> type;
    private final DataSource data;
    private final Map<String, Entry> models;
    private final UnaryOperator<Training<?>> training;
    private final Judge<M> judge;
    private final List<Long> seeds;
    private final String folder;
    private final long every;

    /** A model and how its training differs from that of the others. */
    private record Entry(String recipe, UnaryOperator<Training<?>> training) {}

    /**
     * Measures a trained model. It is sent to executors, and so is all that it uses: that must be
     * serialisable.
     */
    @FunctionalInterface
    public interface Judge<M> extends Serializable {
        /** Measures {@code model} and adds each result with {@code scores.add(metric, value)}. */
        void judge(M model, Comparison.Scores scores);
    }

    private Study(
            Class<M> type,
            DataSource data,
            Map<String, Entry> models,
            UnaryOperator<Training<?>> training,
            Judge<M> judge,
            List<Long> seeds,
            String folder,
            long every) {
        this.type = type;
        this.data = data;
        this.models = models;
        this.training = training;
        this.judge = judge;
        this.seeds = seeds;
        this.folder = folder;
        this.every = every;
    }

    /**
     * A study of models of any kind, which can be sampled.
     *
     * @param data that all models are trained on, as {@code DataSet.of} takes them
     */
    public static Study<GenerativeModel> of(Object data) {
        return of(GenerativeModel.class, data);
    }

    /**
     * A study of models of one kind, for example {@code LatentModel}, which encode, too.
     *
     * @param data that all models are trained on: a data set, rows {@code double[n][d]}, an array,
     *     a measure of equal weights or a table
     */
    public static <M extends GenerativeModel> Study<M> of(Class<M> type, Object data) {
        Check.notNull(type, "type");
        DataSource all = DataSet.checked(data, "data");
        return new Study<>(type, all, Map.of(), t -> t, null, List.of(1L, 2L, 3L), null, EVERY);
    }

    /**
     * Adds a model.
     *
     * @param model built, not trained; it stays as it is
     * @throws IllegalArgumentException if the name is taken, or if the model has no recipe, because
     *     it has parts that a checkpoint does not have
     */
    public Study<M> model(String name, M model) {
        return model(name, model, t -> t);
    }

    /**
     * Adds a model whose training differs.
     *
     * @param model built, not trained; it stays as it is
     * @param differs after the settings that all models have
     * @throws IllegalArgumentException if the name is taken, or if the model has no recipe, because
     *     it has parts that a checkpoint does not have
     */
    public Study<M> model(String name, M model, UnaryOperator<Training<?>> differs) {
        Check.notNull(name, "name");
        Check.notNull(model, "model");
        Check.notNull(differs, "differs");
        Check.that(!models.containsKey(name), "name", name, "none of " + models.keySet());
        Check.that(
                model.recipe() instanceof GameRecipe,
                "model " + name,
                model.name(),
                "a model with a recipe, as those have that can be loaded from a checkpoint alone");
        var more = new LinkedHashMap<>(models);
        more.put(name, new Entry(Recipes.toJson(model.recipe()), differs));
        return new Study<>(type, data, more, training, judge, seeds, folder, every);
    }

    /**
     * How models are trained: steps or epochs, batch size, learning rate, schedule, and what else a
     * checkpoint stores.
     */
    public Study<M> training(UnaryOperator<Training<?>> settings) {
        Check.notNull(settings, "settings");
        return new Study<>(type, data, models, settings, judge, seeds, folder, every);
    }

    /** What is measured of a trained model. */
    public Study<M> judge(Judge<M> measures) {
        Check.notNull(measures, "measures");
        return new Study<>(type, data, models, training, measures, seeds, folder, every);
    }

    /**
     * The seeds; 1, 2, 3 by default.
     *
     * @param numbers at least one, each once
     */
    public Study<M> seeds(long... numbers) {
        Check.notNull(numbers, "seeds");
        Check.atLeast(numbers.length, 1, "seeds.length");
        Check.that(
                Arrays.stream(numbers).distinct().count() == numbers.length,
                "seeds",
                Arrays.toString(numbers),
                "each once");
        List<Long> all = Arrays.stream(numbers).boxed().toList();
        return new Study<>(type, data, models, training, judge, all, folder, every);
    }

    /**
     * Where figures and checkpoints are kept: {@code results.csv}, {@code rows/} and {@code
     * checkpoints/}.
     *
     * @param place a path that all machines see, or an address of a file system that Hadoop knows,
     *     such as {@code hdfs://host/studies/ring}
     */
    public Study<M> folder(String place) {
        Store.of(place);
        return new Study<>(type, data, models, training, judge, seeds, place, every);
    }

    /** Steps between checkpoints; 500 by default. */
    public Study<M> checkpointEvery(long steps) {
        Check.that(steps >= 1, "steps", steps, "at least 1");
        return new Study<>(type, data, models, training, judge, seeds, folder, steps);
    }

    /**
     * Trains and measures on Spark. If the user stops it, tasks that run are cancelled, and what
     * has been measured so far is returned.
     *
     * @throws IllegalArgumentException before the job starts: if there is no model or nothing to
     *     measure, if settings do not fit a model or the data, if something cannot be sent, or if
     *     executors cannot load a class or see the folder
     * @throws StudyFailure if runs failed, when the others have ended
     */
    public Comparison on(SparkSession spark) {
        Check.notNull(spark, "spark");
        List<StudyRun> runs = runs();
        StudyWork<M> work = work();
        Spark.requireSerializable(work.judge(), "judge");
        var known = known(runs, work);
        List<StudyRun> missing = runs.stream().filter(r -> !known.containsKey(r)).toList();
        if (missing.isEmpty()) {
            return finished(runs, known, List.of());
        }
        var failures = new ArrayList<StudyFailure.Failure>();
        try {
            Probe.executors(
                    spark,
                    new Needs(judge, models.values().stream().map(Entry::recipe).toList()),
                    work.store());
            for (var outcome : Tasks.run(spark, "study", missing, work, StudyRun::toString)) {
                StudyRun run = outcome.task();
                if (outcome.failure() != null) {
                    failures.add(failure(run, outcome.reason()));
                } else if (outcome.result() != null) {
                    take(run, outcome.result(), known, failures);
                }
            }
        } catch (CancellationException e) {
            // Stopped before the first run: there is what there was.
        }
        return finished(runs, known, failures);
    }

    /**
     * Trains and measures here, one run after the other, without Spark; the engine uses all cores.
     * If the user stops it, what has been measured so far is returned.
     *
     * @throws IllegalArgumentException before the first training: if there is no model or nothing
     *     to measure, or if settings do not fit a model or the data
     * @throws StudyFailure if runs failed, when the others have ended
     */
    public Comparison here() {
        List<StudyRun> runs = runs();
        StudyWork<M> work = work();
        var known = known(runs, work);
        var failures = new ArrayList<StudyFailure.Failure>();
        try (var progress = Progress.start("study", runs.size())) {
            for (StudyRun run : runs) {
                if (!known.containsKey(run)) {
                    take(run, work.run(run), known, failures);
                    progress.update(known.size() + failures.size(), run.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return finished(runs, known, failures);
    }

    /** What executors must be able to load. */
    private record Needs(Judge<?> judge, List<String> recipes) implements Probe.Checked {
        @Override
        public void check() {
            recipes.forEach(recipe -> Recipes.fromJson(recipe, GameRecipe.class));
        }
    }

    private static void take(
            StudyRun run,
            StudyWork.Result result,
            Map<StudyRun, StudyRow> known,
            List<StudyFailure.Failure> failures) {
        if (result.row() == null) {
            failures.add(failure(run, result.failure()));
        } else {
            known.put(run, result.row());
        }
    }

    private static StudyFailure.Failure failure(StudyRun run, String reason) {
        return new StudyFailure.Failure(run.model(), run.seed(), run.settings(), reason);
    }

    /** All runs; each model is built once, to see that its settings fit. */
    private List<StudyRun> runs() {
        Check.that(!models.isEmpty(), "models", "none", "at least one: model(name, model)");
        Check.that(judge != null, "judge", null, "what to measure: judge((model, scores) -> ...)");
        var settings = new LinkedHashMap<String, String>();
        models.forEach(
                (name, entry) -> {
                    try (M model = built(entry)) {
                        Training<?> with = entry.training.apply(training.apply(model.train(data)));
                        settings.put(name, with.settings());
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "model " + name + ": " + e.getMessage(), e);
                    }
                });
        var runs = new ArrayList<StudyRun>();
        for (long seed : seeds) {
            models.forEach(
                    (name, entry) ->
                            runs.add(
                                    new StudyRun(
                                            name,
                                            entry.recipe,
                                            settings.get(name),
                                            seed,
                                            data.fingerprint())));
        }
        return runs;
    }

    private M built(Entry entry) {
        return type.cast(Recipes.fromJson(entry.recipe, GameRecipe.class).create());
    }

    private StudyWork<M> work() {
        Store store = folder == null ? null : Store.of(folder);
        return new StudyWork<>(new SharedData(data), type, judge, store, every);
    }

    private static Map<StudyRun, StudyRow> known(List<StudyRun> runs, StudyWork<?> work) {
        var known = new LinkedHashMap<StudyRun, StudyRow>();
        for (StudyRun run : runs) {
            StudyRow row = work.known(run);
            if (row != null) {
                known.put(run, row);
            }
        }
        return known;
    }

    /** The figures in the order of the study, whichever run ended first. */
    private Comparison finished(
            List<StudyRun> runs,
            Map<StudyRun, StudyRow> known,
            List<StudyFailure.Failure> failures) {
        var comparison = new Comparison();
        for (String name : models.keySet()) {
            for (StudyRun run : runs) {
                if (run.model().equals(name) && known.containsKey(run)) {
                    known.get(run).addTo(comparison);
                }
            }
        }
        if (folder != null && !known.isEmpty()) {
            Store.of(folder).write("results.csv", Csv.bytes(comparison.longTable()));
        }
        if (!failures.isEmpty()) {
            throw new StudyFailure(comparison, failures, runs.size());
        }
        return comparison;
    }
}
