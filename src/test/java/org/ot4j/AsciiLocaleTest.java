package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.evaluation.Comparison;
import org.ot4j.plot.Plots;

/** Files are UTF-8 where the locale knows ASCII only, as in containers and under cron. */
class AsciiLocaleTest {
    private static final String MODEL = "\u03b2-VAE \u6570";
    private static final String METRIC = "W\u2082\u00b2";

    @Test
    void filesAreUtf8WhateverTheLocale(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("in.csv"), "klasse,gr\u00f6\u00dfe\nna\u00efve,1.5\n\u732b,2.5\n");
        Files.writeString(
                folder.resolve("recorded.csv"),
                "experiment,model,seed,metric,value,paper\ne," + MODEL + ",1," + METRIC + ",2,\n");
        OwnProcess.finish(OwnProcess.start(true, Writes.class, folder.toString()));
        for (String name : List.of("out.csv", "out.md", "chart.svg", "chart.html")) {
            String text = Files.readString(folder.resolve(name));
            assertTrue(text.contains(MODEL) && text.contains(METRIC), name);
        }
        assertEquals("[na\u00efve, \u732b]", Files.readString(folder.resolve("classes.txt")));
    }

    /** What runs under the other locale. */
    static final class Writes {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            var read = Comparison.read(folder.resolve("recorded.csv").toString(), "e");
            double value = read.value(MODEL, METRIC).value();
            var results = new Comparison().add(MODEL, METRIC, 1, value);
            results.save(folder.resolve("out.csv").toString());
            results.save(folder.resolve("out.md").toString());
            var chart = Plots.scatter(new double[][] {{0, 1}, {1, 0}}).title(MODEL);
            chart.labels(METRIC, "y").save(folder.resolve("chart.svg"));
            chart.labels(METRIC, "y").save(folder.resolve("chart.html"));
            DataSet data = DataSet.csv(folder.resolve("in.csv"), "klasse");
            Files.writeString(folder.resolve("classes.txt"), data.classNames().toString());
        }
    }
}
