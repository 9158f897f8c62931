package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Lists and executes notebooks. */
final class Notebooks {
    private static final Pattern TITLE = Pattern.compile("\"# +(.+?)(\\\\n)?\",?\\s*$");

    private final Layout layout;

    Notebooks(Layout layout) {
        this.layout = layout;
    }

    void list() throws IOException {
        for (Path notebook : all()) {
            System.out.printf("%-44s %s%n", layout.root().relativize(notebook), title(notebook));
        }
    }

    /**
     * Executes notebooks, each in a kernel of its own; the exit code says whether all came through.
     */
    int run(Setup setup, List<String> arguments) throws Exception {
        var notebooks = new ArrayList<String>();
        for (String argument : arguments) {
            if (argument.equals("--all")) {
                all().forEach(n -> notebooks.add(n.toString()));
            } else if (argument.startsWith("-")) {
                throw new Failure("run has no option " + argument + "; it has --all", 2);
            } else {
                notebooks.add(existing(argument).toString());
            }
        }
        if (notebooks.isEmpty()) {
            throw new Failure(
                    "run what? Name a notebook, or --all; ./ot4j notebooks lists them", 2);
        }
        return execute(setup, notebooks);
    }

    /** Executes all notebooks of the project. */
    int runAll(Setup setup) throws Exception {
        return execute(setup, all().stream().map(Path::toString).toList());
    }

    private int execute(Setup setup, List<String> notebooks) throws Exception {
        Path lib = setup.prepare();
        var command = new ArrayList<String>();
        command.add(layout.python().toString());
        command.add(layout.root().resolve("launcher/run_notebook.py").toString());
        command.add(layout.root().toString());
        command.addAll(notebooks);
        return setup.processes.attached(
                Path.of("").toAbsolutePath(), Map.of("OT4J_LIB", lib.toString()), command);
    }

    private static Path existing(String argument) {
        Path file = Path.of(argument).toAbsolutePath().normalize();
        if (!Files.isRegularFile(file)) {
            throw new Failure("there is no notebook " + argument + " (looked for " + file + ")");
        }
        if (!file.toString().endsWith(".ipynb")) {
            throw new Failure(argument + " is no notebook: its name does not end in .ipynb");
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

    private static String title(Path notebook) throws IOException {
        for (String line : Files.readAllLines(notebook)) {
            var match = TITLE.matcher(line);
            if (match.find()) {
                return match.group(1);
            }
        }
        return "";
    }
}
