package org.ot4j.experiments;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A file of results, one row a figure: {@code experiment,model,seed,scale,metric,value,paper}. Rows
 * are added as runs end, so that what was measured is kept when a study is stopped.
 */
public final class Results {
    private static final String HEAD = "experiment,model,seed,scale,metric,value,paper\n";

    private final Path file;
    private final String scale;
    private final PrintStream told;

    Results(Path file, String scale, PrintStream told) {
        this.file = file;
        this.scale = scale;
        this.told = told;
    }

    /** Adds a figure that no paper has. */
    public void add(String experiment, String model, long seed, String metric, double value) {
        add(experiment, model, seed, metric, value, Double.NaN);
    }

    /**
     * Adds a figure.
     *
     * @param paper the paper's value; NaN where it has none
     * @throws UncheckedIOException if the file cannot be written
     */
    public void add(
            String experiment, String model, long seed, String metric, double value, double paper) {
        String digits = String.format(Locale.ROOT, "%.6g", value);
        told.printf("%s, seed %d: %s %s%n", model, seed, metric, digits);
        String theirs = Double.isNaN(paper) ? "" : Double.toString(paper);
        String row =
                String.join(
                                ",",
                                experiment,
                                model,
                                Long.toString(seed),
                                scale,
                                metric,
                                digits,
                                theirs)
                        + "\n";
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, HEAD);
            }
            Files.writeString(file, row, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
