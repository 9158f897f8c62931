package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** Every line of ot4j on the page for those who come from Python runs, and gives what it says. */
class ComingFromPythonTest {
    private static final Path PAGE = Path.of("../docs/coming-from-python.md");
    private static final Path IMPORTS =
            Path.of("../kernel-ext/src/main/resources/org/ot4j/kernel/startup.jsh");
    private static final Pattern ROW =
            Pattern.compile("\\| .*? \\| `([^`]+)` \\|(?: ?([^|]*?) ?\\|)?");

    /** A line of code of the page, and the value that it is to have, or an empty text. */
    private record Line(int number, String code, String value) {}

    @Test
    void everyRowRunsAndGivesItsValue() throws Exception {
        List<Line> lines = lines();
        long values = lines.stream().filter(line -> !line.value().isEmpty()).count();
        assertTrue(lines.size() > 80, "lines found: " + lines.size());
        assertTrue(values >= 18, "values found: " + values);
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            for (String entry :
                    System.getProperty(
                                    "surefire.test.class.path",
                                    System.getProperty("java.class.path"))
                            .split(File.pathSeparator)) {
                shell.addToClasspath(entry);
            }
            evaluate(shell, new Line(0, String.join("\n", Files.readAllLines(IMPORTS)), ""));
            for (Line line : lines) {
                evaluate(shell, line);
            }
        }
    }

    /** Blocks of set-up and rows of tables, in the order of the page. */
    private static List<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        StringBuilder block = null;
        int number = 0;
        for (String text : Files.readAllLines(PAGE)) {
            number++;
            if (text.equals("```java")) {
                block = new StringBuilder();
            } else if (text.equals("```")) {
                lines.add(new Line(number, block.toString(), ""));
                block = null;
            } else if (block != null) {
                block.append(text).append('\n');
            } else if (text.startsWith("| ") && text.contains("`") && !text.contains("---")) {
                Matcher row = ROW.matcher(text);
                assertTrue(row.matches(), "line " + number + " has no line of ot4j: " + text);
                String value = row.group(2) == null ? "" : row.group(2).trim();
                lines.add(new Line(number, row.group(1), value));
            }
        }
        return lines;
    }

    private static void evaluate(JShell shell, Line line) {
        // The tests run in a module's folder, whose neighbour is the folder of what is built.
        String code = line.code().replace("\"target/", "\"../target/");
        String rest = code.endsWith(";") ? code : code.strip() + ";";
        String last = "";
        while (!rest.isBlank()) {
            var part = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            assertTrue(part.completeness().isComplete(), "line " + line.number() + ": " + rest);
            for (SnippetEvent event : shell.eval(part.source())) {
                String where = "line " + line.number() + " of the page, " + part.source();
                assertFalse(
                        event.status() == Snippet.Status.REJECTED,
                        () -> where + ": " + shell.diagnostics(event.snippet()).toList());
                assertEquals(null, describe(event.exception()), where);
                last = event.value() == null ? last : event.value();
            }
            rest = part.remaining();
        }
        if (!line.value().isEmpty()) {
            int point = line.value().indexOf('.');
            int digits = point < 0 ? 0 : line.value().length() - point - 1;
            double expected = Double.parseDouble(line.value());
            double tolerance = digits == 6 ? 6e-7 : 1e-6;
            String where = String.format(Locale.ROOT, "line %d: %s", line.number(), line.code());
            assertEquals(expected, Double.parseDouble(last), tolerance, where);
        }
    }

    private static String describe(JShellException e) {
        return e == null ? null : e + ": " + e.getMessage() + " " + e.getCause();
    }
}
