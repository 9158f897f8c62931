package org.ot4j.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How many tests passed, failed and were skipped, read from the lines with which Maven, pytest and
 * the run of the notebooks close.
 *
 * @param lines those lines as they were printed
 */
record TestCount(int passed, int failed, int skipped, List<String> lines) {
    /** Maven's line for a module; those for single classes have a time behind them. */
    private static final Pattern MAVEN =
            Pattern.compile(
                    "^(?:\\[\\w+\\] +)?(Tests run: (\\d+), Failures: (\\d+), Errors: (\\d+),"
                            + " Skipped: (\\d+))$");

    private static final Pattern PYTHON =
            Pattern.compile(
                    "^=*\\s*((?:\\d+ [a-z]+(?:, )?)*\\d+ (?:passed|failed|errors?|skipped)\\b.*"
                            + " in [\\d.]+ ?s.*?)\\s*=*$");

    private static final Pattern NUMBER = Pattern.compile("(\\d+) (passed|failed|error|skipped)");

    static TestCount none() {
        return new TestCount(0, 0, 0, List.of());
    }

    static TestCount of(String log) {
        return log.lines().map(TestCount::ofLine).reduce(none(), TestCount::plus);
    }

    private static TestCount ofLine(String line) {
        var maven = MAVEN.matcher(line);
        if (maven.matches()) {
            int failed = Integer.parseInt(maven.group(3)) + Integer.parseInt(maven.group(4));
            int skipped = Integer.parseInt(maven.group(5));
            int passed = Integer.parseInt(maven.group(2)) - failed - skipped;
            return new TestCount(passed, failed, skipped, List.of(maven.group(1)));
        }
        var python = PYTHON.matcher(line);
        if (!python.matches()) {
            return none();
        }
        var counts = new int[3];
        var numbers = NUMBER.matcher(line);
        while (numbers.find()) {
            int kind =
                    switch (numbers.group(2)) {
                        case "passed" -> 0;
                        case "skipped" -> 2;
                        default -> 1;
                    };
            counts[kind] += Integer.parseInt(numbers.group(1));
        }
        return new TestCount(counts[0], counts[1], counts[2], List.of(python.group(1)));
    }

    TestCount plus(TestCount other) {
        var both = new ArrayList<>(lines);
        both.addAll(other.lines);
        return new TestCount(
                passed + other.passed, failed + other.failed, skipped + other.skipped, both);
    }

    @Override
    public String toString() {
        String text = passed + " passed, " + failed + " failed";
        return skipped == 0 ? text : text + ", " + skipped + " skipped";
    }
}
