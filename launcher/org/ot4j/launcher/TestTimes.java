package org.ot4j.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.stream.Collectors;

/** How long the stages of the tests took when they last passed in this checkout. */
final class TestTimes {
    private final Path file;
    private final Properties seconds = new Properties();

    TestTimes(Layout layout) throws IOException {
        file = layout.home().resolve("test-times.properties");
        if (Files.exists(file)) {
            try {
                seconds.load(new StringReader(Files.readString(file)));
            } catch (IllegalArgumentException e) {
                seconds.clear(); // not ours any more; the next run that passes writes it anew
            }
        }
    }

    double expected(TestStage stage) {
        try {
            return Double.parseDouble(seconds.getProperty(key(stage), ""));
        } catch (NumberFormatException e) {
            return stage.seconds();
        }
    }

    void passed(TestStage stage, double time) throws IOException {
        seconds.setProperty(key(stage), String.valueOf(Math.round(time)));
        Whole.write(
                file,
                seconds.entrySet().stream()
                        .map(Map.Entry::toString)
                        .sorted()
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String key(TestStage stage) {
        String scale = stage.environment().getOrDefault("OT4J_SCALE", "");
        String name = stage.arguments().replace("--full ", "full-");
        return scale.isEmpty() ? name : stage.name() + "-" + scale;
    }

    /** Seconds until the last one ends where as many lanes take the waiting ones in order. */
    static double left(Collection<Double> running, Collection<Double> waiting, int lanes) {
        var ends = new PriorityQueue<>(running);
        while (ends.size() < lanes) {
            ends.add(0.0);
        }
        double last = running.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        for (double next : waiting) {
            double end = ends.remove() + next;
            ends.add(end);
            last = Math.max(last, end);
        }
        return last;
    }
}
