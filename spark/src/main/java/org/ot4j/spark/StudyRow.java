package org.ot4j.spark;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.ot4j.base.Estimate;
import org.ot4j.evaluation.Comparison;
import org.ot4j.internal.Check;
import tech.tablesaw.api.Table;

/** The figures of one run, as they travel and lie in the folder. */
record StudyRow(String model, long seed, List<Figure> figures) implements Serializable {
    private static final Gson GSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().setPrettyPrinting().create();

    /** A metric's value with its interval. */
    record Figure(
            String metric, double value, double low, double high, double level, String estimator)
            implements Serializable {}

    /** What was measured of one run. */
    static StudyRow of(StudyRun run, Comparison measured) {
        Table table = measured.longTable();
        var figures =
                IntStream.range(0, table.rowCount())
                        .mapToObj(i -> figure(measured, run, table.stringColumn("metric").get(i)))
                        .toList();
        return new StudyRow(run.model(), run.seed(), figures);
    }

    private static Figure figure(Comparison measured, StudyRun run, String metric) {
        Estimate e = measured.value(run.model(), metric);
        return new Figure(metric, e.value(), e.low(), e.high(), e.level(), e.estimator());
    }

    void addTo(Comparison comparison) {
        for (Figure f : figures) {
            comparison.add(
                    model,
                    f.metric,
                    seed,
                    new Estimate(f.value, f.low, f.high, f.level, f.estimator));
        }
    }

    byte[] json() {
        return (GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a row.
     *
     * @throws IllegalArgumentException if the text is none; the message names the file
     */
    static StudyRow parse(String file, String text) {
        try {
            StudyRow row = GSON.fromJson(text, StudyRow.class);
            if (row != null && row.model != null && row.figures != null) {
                return row;
            }
        } catch (JsonParseException e) {
            throw Check.error(file, e.getMessage(), "the figures of a run; remove the file");
        }
        throw Check.error(file, text.strip(), "the figures of a run; remove the file");
    }
}
