package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists and executes notebooks. */
final class Notebooks {
    private static final Pattern TITLE = Pattern.compile("\"# +(.+?)(\\\\n)?\",?\\s*$");
    private static final Pattern SHOWS =
            Pattern.compile("\"shows\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern MINUTES = Pattern.compile("\"minutes\"\\s*:\\s*\\{([^}]*)\\}");
    private static final int WIDTH = 96;

    private final Layout layout;

    Notebooks(Layout layout) {
        this.layout = layout;
    }

    /** For each notebook its file, how long it takes, and what it shows, from its metadata. */
    void list() throws IOException {
        for (Path notebook : all()) {
            String text = Files.readString(notebook);
            System.out.println(layout.root().relativize(notebook) + times(text));
            for (String line : wrapped(title(text) + ". " + shows(text))) {
                System.out.println("    " + line);
            }
        }
    }

    /**
     * Executes notebooks, each in a kernel of its own; the exit code says whether all came through.
     */
    int run(Setup setup, List<String> arguments) throws Exception {
        var options = new ArrayList<String>();
        var notebooks = new ArrayList<String>();
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            if (argument.equals("--to")) {
                argument += "=" + (rest.hasNext() ? rest.next() : "");
            }
            if (argument.startsWith("--to=")) {
                options.add(format(argument));
            } else if (argument.equals("--all")) {
                all().forEach(n -> notebooks.add(n.toString()));
                options.add("--own-solved");
            } else if (List.of("--record", "--check", "--solved").contains(argument)
                    || argument.matches("--jobs=[1-9]\\d?")) {
                options.add(argument);
            } else if (argument.startsWith("-")) {
                throw new Failure(
                        "run has no option "
                                + argument
                                + "; it has --all, --record, --check, --solved, --to pdf and"
                                + " --jobs=N",
                        2);
            } else {
                notebooks.add(existing(argument).toString());
            }
        }
        if (notebooks.isEmpty()) {
            throw new Failure(
                    "nothing to run: name a notebook, or --all; ./ot4j notebooks lists them", 2);
        }
        return execute(setup, options, notebooks);
    }

    private static String format(String option) {
        if (!List.of("--to=html", "--to=pdf").contains(option)) {
            throw new Failure(
                    "--to " + option.substring("--to=".length()) + ": expected html or pdf", 2);
        }
        return option;
    }

    /**
     * What executes all notebooks of the project, labs with their solutions, and holds each against
     * what it promises.
     */
    List<String> checkAll() throws IOException {
        List<String> notebooks = all().stream().map(Path::toString).toList();
        return command(List.of("--own-solved", "--check", "--jobs=2"), notebooks);
    }

    private int execute(Setup setup, List<String> options, List<String> notebooks)
            throws Exception {
        Path lib = setup.prepare();
        return setup.processes.attached(
                Path.of("").toAbsolutePath(),
                Map.of("OT4J_LIB", lib.toString()),
                command(options, notebooks));
    }

    private List<String> command(List<String> options, List<String> notebooks) {
        var command = new ArrayList<String>();
        command.add(layout.python().toString());
        command.add(layout.root().resolve("launcher/run_notebook.py").toString());
        command.add(layout.root().toString());
        command.addAll(options);
        command.addAll(notebooks);
        return command;
    }

    private static Path existing(String argument) {
        Path file = Path.of(argument).toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new Failure("there is no notebook " + argument + " (looked for " + file + ")");
        }
        if (!file.toString().endsWith(".ipynb")) {
            throw new Failure(argument + " is not a notebook: its name does not end in .ipynb");
        }
        return file;
    }

    private List<Path> all() throws IOException {
        if (!Files.isDirectory(layout.notebooks())) {
            return List.of();
        }
        try (var files = Files.walk(layout.notebooks())) {
            return files.filter(f -> f.toString().endsWith(".ipynb"))
                    .filter(f -> !f.toString().contains(".ipynb_checkpoints"))
                    .sorted()
                    .toList();
        }
    }

    private static String title(String notebook) {
        return notebook.lines()
                .map(TITLE::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1))
                .findFirst()
                .orElse("");
    }

    private static String shows(String notebook) {
        var match = SHOWS.matcher(notebook);
        return match.find() ? match.group(1).replaceAll("\\\\(.)", "$1") : "";
    }

    /** {@code "minutes": {"quick": 4, "paper": 20}} for people. */
    private static String times(String notebook) {
        var match = MINUTES.matcher(notebook);
        if (!match.find()) {
            return "";
        }
        return Stream.of(match.group(1).strip().split("\\s*,\\s*"))
                .sorted(Comparator.reverseOrder()) // quick before paper
                .map(part -> part.replace("\"", "").split(":"))
                .map(part -> part[0].strip() + " " + duration(Double.parseDouble(part[1])))
                .collect(Collectors.joining(", ", "  (", ")"));
    }

    private static String duration(double minutes) {
        if (minutes >= 100) {
            return Math.round(minutes / 60) + " h";
        }
        String text = String.format(Locale.ROOT, minutes < 10 ? "%.1f" : "%.0f", minutes);
        return text.replaceFirst("\\.0$", "") + " min";
    }

    private static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
