package org.ot4j.experiments;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.ot4j.data.DataSource;
import org.ot4j.spark.Spark;
import org.ot4j.spark.Tasks;
import org.ot4j.training.Game;
import org.ot4j.training.Run;
import org.ot4j.training.Training;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A study: each of its models is trained with each seed, and measured. Figures go into a file of
 * results, and a study that is started again does what is missing there; where a study states
 * bounds, the exit code is 1 if a run breaks one, after all have run. Here runs follow each other;
 * with {@code --master} each is a task of Spark.
 */
@Command(mixinStandardHelpOptions = true)
public abstract class Study implements Callable<Integer> {
    /** Steps between checkpoints: minutes. */
    private static final int EVERY = 500;

    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,18})(?:-(\\d{1,18}))?");
    private static final int MOST_SEEDS = 100_000;

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "only these models, as the file of results names them")
    private List<String> chosen = List.of();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            description = "numbers and ranges, such as 1-20; default: the study's own")
    private List<String> seedsAsked = List.of();

    @Option(
            names = "--master",
            paramLabel = "MASTER",
            description =
                    "runs on Spark, one run a task: local[2], spark://host:7077, or another that"
                            + " spark-submit takes; default: here, one run after the other")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "a setting of Spark, as spark-submit takes it; may be repeated")
    private Map<String, String> conf = new LinkedHashMap<>();

    @Option(names = "--steps", paramLabel = "N", description = "of each training; default: its own")
    private Integer steps;

    @Option(names = "--out", paramLabel = "FILE", description = "that gets the rows")
    private Path out;

    @Option(names = "--again", description = "measures runs again that the results have")
    private boolean again;

    @Option(
            names = "--checkpoints",
            paramLabel = "FOLDER",
            description = "where trainings are kept; default: experiments/checkpoints")
    private Path folder;

    @Spec private CommandSpec command;

    private final String file;
    private final String scale;
    private long[] seeds = {1, 2, 3, 4, 5};
    private final List<String> broken = new ArrayList<>();
    private Results results;

    /**
     * A study whose rows go to a file.
     *
     * @param file where rows go without {@code --out}, from the root of the checkout
     * @param scale what the rows say of the size of the runs: {@code quick} or {@code paper}
     * @param seeds of the study if not 1 to 5
     */
    protected Study(String file, String scale, long... seeds) {
        this.file = file;
        this.scale = scale;
        if (seeds.length > 0) {
            this.seeds = seeds;
        }
    }

    /** The names of all models, none of which has a comma. */
    protected abstract List<String> models();

    /** Trains one model with one seed, and measures it. */
    protected abstract void run(String model, long seed) throws Exception;

    /** Runs a program of this module with its arguments, and ends Java with its exit code. */
    public static void main(Callable<Integer> program, String... arguments) {
        System.exit(new CommandLine(program).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<String> all = models();
        for (String name : chosen) {
            if (!all.contains(name)) {
                throw refusal("--models = " + name + ": expected some of " + String.join(",", all));
            }
        }
        if (steps != null && steps < 1) {
            throw refusal("--steps = " + steps + ": expected at least 1");
        }
        if (!seedsAsked.isEmpty()) {
            seeds = seedsAsked.stream().flatMapToLong(this::range).distinct().toArray();
        }
        if (master == null && !conf.isEmpty()) {
            throw refusal("--conf = " + conf + ": expected --master with it, the master of Spark");
        }
        Path target = out == null ? root().resolve(file) : out;
        results = new Results(target, scale(), System.out);
        var missing = new ArrayList<OneRun>();
        for (long seed : seeds) {
            for (String model : all) {
                if ((chosen.isEmpty() || chosen.contains(model)) && (again || !done(model, seed))) {
                    missing.add(new OneRun(model, seed));
                }
            }
        }
        if (master != null) {
            onSpark(missing);
        } else {
            for (OneRun each : missing) {
                run(each.model, each.seed);
                results.endRun();
            }
        }
        System.out.println("rows added to " + target);
        broken.forEach(line -> System.out.println("BROKEN: " + line));
        return broken.isEmpty() ? 0 : 1;
    }

    private LongStream range(String text) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw refusal(
                    "--seeds = " + text + ": expected whole numbers, and ranges such as 1-20");
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        if (last < first || last - first > MOST_SEEDS) {
            throw refusal("--seeds = " + text + ": expected the smaller seed first");
        }
        return LongStream.rangeClosed(first, last);
    }

    /** One task. */
    private record OneRun(String model, long seed) implements Serializable {
        @Override
        public String toString() {
            return model + ", seed " + seed;
        }
    }

    /** Rows of a run, and the bounds that it broke. */
    private record Done(List<String> rows, List<String> broken) implements Serializable {}

    /** Each task makes the study anew, with the options of this one. */
    private record Work(String study, List<String> options) implements Tasks.Work<OneRun, Done> {
        @Override
        public Done run(OneRun task) throws Exception {
            var maker = Class.forName(study).getDeclaredConstructor();
            maker.setAccessible(true);
            var made = (Study) maker.newInstance();
            new CommandLine(made).parseArgs(options.toArray(String[]::new));
            made.results = new Results(Path.of(""), made.scale(), System.out);
            made.run(task.model, task.seed);
            return new Done(made.results.take(), made.broken);
        }
    }

    private void onSpark(List<OneRun> missing) throws IOException {
        List<String> options = List.copyOf(command.commandLine().getParseResult().originalArgs());
        int failed = 0;
        try (var spark = Spark.session(master, conf)) {
            var work = new Work(getClass().getName(), options);
            for (var end : Tasks.run(spark, command.name(), missing, work, OneRun::toString)) {
                if (end.result() != null) {
                    results.add(end.result().rows());
                    broken.addAll(end.result().broken());
                    results.endRun();
                } else if (end.failure() != null) {
                    failed++;
                    System.err.println("FAILED: " + end.task() + ": " + end.reason());
                }
            }
        }
        if (failed > 0) {
            broken.add(failed + " of " + missing.size() + " runs failed");
        }
    }

    /** What the rows say of the size of the runs, if options change it. */
    protected String scale() {
        return scale;
    }

    /** Whether the results have a run, which is then left out. */
    protected boolean done(String model, long seed) {
        return results.has(model, seed);
    }

    /**
     * Trains a model, or goes on from where an interrupted study left it. A training that had ended
     * is read from its checkpoint, so that measures can be taken again.
     *
     * @param model built anew
     * @param usual the steps of the whole run, unless others were asked for
     * @param settings all but the steps, the seed and where it is kept
     */
    protected final <M extends Game> Run<M> train(
            M model,
            DataSource data,
            int usual,
            UnaryOperator<Training<M>> settings,
            String name,
            long seed) {
        int steps = steps(usual);
        Path kept =
                checkpoints()
                        .resolve(command.name())
                        .resolve(name.replaceAll("\\W+", "-") + "-" + steps + "-" + seed + ".ot4j");
        Training<M> training =
                Files.exists(kept)
                        ? Training.resume(kept, model, data)
                        : settings.apply(Training.of(model, data)).seed(seed);
        return training.steps(steps).checkpoint(kept, EVERY).fit();
    }

    private Path checkpoints() {
        return folder == null ? root().resolve("experiments/checkpoints") : folder;
    }

    /** What is thrown where an option is not as it should be. */
    protected final ParameterException refusal(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** The steps of a training: the usual ones, or those that were asked for. */
    protected final int steps(int usual) {
        return steps == null ? usual : steps;
    }

    /** Where rows go. */
    protected final Results results() {
        return results;
    }

    /** Notes a bound, and whether it holds. */
    protected final void bound(boolean holds, String model, long seed, String what) {
        if (!holds) {
            broken.add(model + ", seed " + seed + ": " + what);
        }
    }

    /** The checkout, which the launcher names. */
    private static Path root() {
        String root = System.getenv("OT4J_ROOT");
        return Path.of(root == null ? "" : root);
    }
}
