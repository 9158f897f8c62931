package org.ot4j.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows of a file in {@code notebooks/results}, added as runs end; {@code -Dot4j.study.file=...}
 * names another.
 */
public record Results(Path file, String experiment, String scale) {
    public static Results of(String name, String experiment, String scale) {
        String file = System.getProperty("ot4j.study.file", "../notebooks/results/" + name);
        return new Results(Path.of(file).toAbsolutePath(), experiment, scale);
    }

    /** Those of the small problems. */
    public static Results small(String experiment) {
        return of("transport-models.csv", experiment, "quick");
    }

    /** Keeps no rows, for runs that are too short for the file. */
    public static Results none() {
        return new Results(null, null, null);
    }

    /** {@code -Dot4j.study.seeds=1,2,3,4,5}. */
    public static long[] seeds() {
        return Arrays.stream(System.getProperty("ot4j.study.seeds", "1,2,3,4,5").split(","))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Whether a model is among {@code -Dot4j.study.models=...}; without it all are. */
    public static boolean chosen(String model) {
        String models = System.getProperty("ot4j.study.models");
        return models == null || List.of(models.split(",")).contains(model.replace(",", ""));
    }

    public void add(String model, long seed, String metric, double value) {
        add(model, seed, metric, value, Double.NaN);
    }

    /**
     * @param paper the paper's value; NaN where it has none
     */
    public void add(String model, long seed, String metric, double value, double paper) {
        if (file == null) {
            return;
        }
        String theirs = Double.isNaN(paper) ? "" : Double.toString(paper);
        String row =
                String.format(
                        Locale.ROOT,
                        "%s,%s,%d,%s,%s,%.6g,%s%n",
                        experiment,
                        model.replace(",", ""),
                        seed,
                        scale,
                        metric,
                        value,
                        theirs);
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, "experiment,model,seed,scale,metric,value,paper\n");
            }
            Files.writeString(file, row, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
