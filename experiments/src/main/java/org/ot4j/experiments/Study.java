package org.ot4j.experiments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.ot4j.data.DataSource;
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
 * bounds, the exit code is 1 if a run breaks one, after all have run.
 */
@Command(mixinStandardHelpOptions = true)
public abstract class Study implements Callable<Integer> {
    /** Steps between checkpoints: minutes. */
    private static final int EVERY = 500;

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
            description = "default: the study's own")
    private long[] seeds = {1, 2, 3, 4, 5};

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
        Path target = out == null ? root().resolve(file) : out;
        results = new Results(target, scale(), System.out);
        for (long seed : seeds) {
            for (String model : all) {
                if ((chosen.isEmpty() || chosen.contains(model)) && (again || !done(model, seed))) {
                    run(model, seed);
                    results.endRun();
                }
            }
        }
        System.out.println("rows added to " + target);
        broken.forEach(line -> System.out.println("BROKEN: " + line));
        return broken.isEmpty() ? 0 : 1;
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
