package org.ot4j.experiments;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ot4j.internal.WholeFile;

/**
 * A file of results, one row a figure: {@code experiment,model,seed,scale,metric,value,paper}. The
 * rows of a run are added together when it has ended, so that a study that was stopped has only
 * whole runs, and goes on with those that are not there.
 */
public final class Results {
    private static final String HEAD = "experiment,model,seed,scale,metric,value,paper";

    private final Path file;
    private final String scale;
    private final PrintStream told;
    private final List<String> rows = new ArrayList<>();

    Results(Path file, String scale, PrintStream told) {
        this.file = file;
        this.scale = scale;
        this.told = told;
    }

    /** Where rows go. */
    public Path file() {
        return file;
    }

    /** Adds a figure that no paper has. */
    public void add(String experiment, String model, long seed, String metric, double value) {
        add(experiment, model, seed, metric, value, Double.NaN);
    }

    /**
     * Adds a figure.
     *
     * @param paper the paper's value; NaN where it has none
     */
    public void add(
            String experiment, String model, long seed, String metric, double value, double paper) {
        String digits = String.format(Locale.ROOT, "%.6g", value);
        told.printf("%s, seed %d: %s %s%n", model, seed, metric, digits);
        String theirs = Double.isNaN(paper) ? "" : Double.toString(paper);
        rows.add(
                String.join(
                        ",",
                        experiment,
                        model,
                        Long.toString(seed),
                        scale,
                        metric,
                        digits,
                        theirs));
    }

    /** Adds rows of a run that another process has done. */
    void add(List<String> done) {
        rows.addAll(done);
    }

    /** Gives the rows of a run away, in place of writing them. */
    List<String> take() {
        List<String> done = new ArrayList<>(rows);
        rows.clear();
        return done;
    }

    /** Whether the file has rows of a run, in any experiment. */
    boolean has(String model, long seed) {
        String run = "," + model + "," + seed + "," + scale + ",";
        return lines().anyMatch(row -> row.indexOf(run) == row.indexOf(','));
    }

    /** Whether the file has rows of a run in one experiment. */
    public boolean has(String experiment, String model, long seed) {
        String run = String.join(",", experiment, model, seed + "", scale) + ",";
        return lines().anyMatch(row -> row.startsWith(run));
    }

    /**
     * Writes what was added since the last run, in place of the same run's rows if there are any.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    void endRun() {
        // Studies of other models or seeds may write to the same file.
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var channel =
                    FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                writeRun();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void writeRun() {
        Set<String> runs = rows.stream().map(Results::run).collect(Collectors.toSet());
        List<String> text = new ArrayList<>(List.of(HEAD));
        lines().filter(row -> !runs.contains(run(row))).forEach(text::add);
        text.addAll(rows);
        WholeFile.write(file, (String.join("\n", text) + "\n").getBytes(StandardCharsets.UTF_8));
        rows.clear();
    }

    /** Experiment, model, seed and scale of a row. */
    private static String run(String row) {
        return String.join(",", List.of(row.split(",")).subList(0, 4));
    }

    private Stream<String> lines() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file, StandardCharsets.UTF_8).stream().skip(1)
                    : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
