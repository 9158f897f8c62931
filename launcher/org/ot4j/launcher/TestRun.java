package org.ot4j.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One run of some stages. A few go side by side; what a stage prints goes into its log, which is
 * shown where it fails. A stage that is alone is heard at once.
 */
final class TestRun {
    private static final int MOST_LINES = 300;

    private final Layout layout;
    private final Processes processes;
    private final List<TestStage> stages;
    private final TestTimes times;
    private final int lanes;
    private final double silence;
    private final boolean alone;
    private final boolean terminal = Terminal.isThere();
    private final long begin = System.nanoTime();

    private final Map<TestStage, Long> started = new LinkedHashMap<>();
    private final Map<TestStage, Result> ended = new LinkedHashMap<>();
    private volatile long lastHeard = System.nanoTime();

    private record Result(boolean passed, double seconds, TestCount count) {}

    /**
     * Prepares a run.
     *
     * @param silence after how many seconds without a line a log gets one
     */
    TestRun(Layout layout, Processes processes, List<TestStage> stages, double silence)
            throws IOException {
        this.layout = layout;
        this.processes = processes;
        this.stages = stages;
        times = new TestTimes(layout);
        // one more than processors: a third of its time a stage waits for a message or a page
        lanes = Math.min(stages.size(), Runtime.getRuntime().availableProcessors() + 1);
        this.silence = silence;
        alone = stages.size() == 1;
    }

    /** Runs all; returns whether all passed. */
    boolean run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        for (TestStage stage : stages) {
            pool.submit(() -> runStage(stage));
        }
        pool.shutdown();
        while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
            if (terminal && !alone || since(lastHeard) >= silence) {
                tellProgress();
            }
        }
        if (processes.ending()) {
            return false; // stopped by hand: there is nothing to sum up
        }
        summary();
        return ended.values().stream().allMatch(Result::passed);
    }

    private void runStage(TestStage stage) {
        synchronized (this) {
            started.put(stage, System.nanoTime());
            say(
                    String.format(
                            "· %s: about %s, log %s, in all about %s left",
                            stage.name(), minutes(times.expected(stage)), log(stage), left()));
        }
        boolean passed = false;
        String output = "";
        try {
            passed = process(stage) == 0;
            output = Files.readString(log(stage), StandardCharsets.UTF_8);
        } catch (Exception e) {
            output += "\n" + e;
        }
        if (processes.ending()) {
            return; // stopped by hand: there is nothing to tell
        }
        synchronized (this) {
            double seconds = since(started.get(stage));
            var count = TestCount.of(output);
            if (!passed && count.failed() == 0) {
                count = count.plus(new TestCount(0, 1, 0, List.of())); // the stage itself
            }
            var result = new Result(passed, seconds, count);
            ended.put(stage, result);
            if (passed) {
                say("✓ " + line(stage, result));
                tellCount(result);
                remember(stage, seconds);
            } else {
                tellFailure(stage, result, output);
            }
        }
    }

    private int process(TestStage stage) throws Exception {
        Files.createDirectories(log(stage).getParent());
        try (OutputStream file = Files.newOutputStream(log(stage))) {
            OutputStream out = alone ? new Heard(file) : file;
            if (!stage.builds()) {
                return processes.piped(layout.root(), stage.environment(), stage.command(), out);
            }
            return Lock.ofBuild(layout)
                    .holding(
                            () ->
                                    processes.piped(
                                            layout.root(),
                                            stage.environment(),
                                            stage.command(),
                                            out));
        }
    }

    private void remember(TestStage stage, double seconds) {
        try {
            times.passed(stage, seconds);
        } catch (IOException e) {
            say("· cannot record how long it took: " + e);
        }
    }

    private void tellFailure(TestStage stage, Result result, String output) {
        if (!alone) {
            var lines = output.lines().toList();
            int from = Math.max(0, lines.size() - MOST_LINES);
            if (from > 0) {
                say("… " + from + " more lines in " + log(stage));
            }
            lines.subList(from, lines.size()).forEach(l -> say("    " + l));
        }
        say("✗ " + line(stage, result));
        say("  its output:   " + log(stage));
        say("  to rerun it:  ./ot4j test " + stage.arguments());
    }

    private static String line(TestStage stage, Result result) {
        String verdict = result.passed() ? "passed" : "FAILED";
        return String.format("%-9s  %s in %s", stage.name(), verdict, minutes(result.seconds()));
    }

    private synchronized void tellProgress() {
        var parts = new ArrayList<String>();
        for (var entry : started.entrySet()) {
            if (!ended.containsKey(entry.getKey())) {
                parts.add(
                        String.format(
                                "%s %s of about %s",
                                entry.getKey().name(),
                                minutes(since(entry.getValue())),
                                minutes(times.expected(entry.getKey()))));
            }
        }
        String text = String.format("· %s · about %s left", String.join(", ", parts), left());
        if (terminal && !alone) {
            System.out.print("\r\033[K" + text);
            System.out.flush();
        } else {
            say(text);
        }
    }

    private String left() {
        var running = new ArrayList<Double>();
        var waiting = new ArrayList<Double>();
        for (TestStage stage : stages) {
            if (!started.containsKey(stage)) {
                waiting.add(times.expected(stage));
            } else if (!ended.containsKey(stage)) {
                double already = since(started.get(stage));
                running.add(Math.max(0.1 * already, times.expected(stage) - already));
            }
        }
        return minutes(TestTimes.left(running, waiting, lanes));
    }

    private void summary() {
        System.out.println((terminal ? "\r\033[K" : "") + "\n== summary");
        var all = TestCount.none();
        for (TestStage stage : stages) {
            Result result = ended.get(stage);
            System.out.println((result.passed() ? "✓ " : "✗ ") + line(stage, result));
            tellCount(result);
            all = all.plus(result.count());
        }
        System.out.printf("%s in %s%n", all, minutes(since(begin)));
    }

    private static void tellCount(Result result) {
        result.count().lines().forEach(System.out::println);
    }

    private void say(String text) {
        System.out.println((terminal ? "\r\033[K" : "") + text);
        lastHeard = System.nanoTime();
    }

    private Path log(TestStage stage) {
        return layout.log("test-" + stage.name());
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static String minutes(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    /** Into the log and, at once, onto the terminal. */
    private final class Heard extends OutputStream {
        private final OutputStream log;

        Heard(OutputStream log) {
            this.log = log;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            log.write(bytes, from, length);
            System.out.write(bytes, from, length);
            System.out.flush();
            lastHeard = System.nanoTime();
        }
    }
}
