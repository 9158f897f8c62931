package org.ot4j.launcher;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a benchmark suite: a Python program that times the library beside its peers. */
final class Bench {
    private final Setup setup;
    private final Layout layout;

    Bench(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    int run(List<String> arguments) throws Exception {
        String suite = arguments.isEmpty() ? "" : arguments.get(0);
        Path program = layout.root().resolve("bench").resolve(suite + ".py");
        if (!suite.matches("\\w+") || !Files.exists(program)) {
            throw new Failure("bench which suite? There are: " + String.join(" ", suites()), 2);
        }
        Path lib = setup.prepare();
        setup.locked(
                () -> {
                    if (!suite.equals("kernel")) { // whose peers come with Jupyter
                        Path packages = layout.root().resolve("bench/requirements.txt");
                        setup.python.extra("bench", packages);
                        setup.build.compileTests();
                    }
                    return null;
                });
        var command = new ArrayList<>(List.of(layout.python().toString(), program.toString()));
        command.addAll(arguments.subList(1, arguments.size()));
        String classPath = Build.classPath(lib);
        if (Files.exists(layout.testClassPath())) {
            classPath =
                    String.join(
                            File.pathSeparator,
                            layout.root().resolve("target/ot4j/test-classes").toString(),
                            classPath,
                            Files.readString(layout.testClassPath()).trim());
        }
        return setup.processes.attached(
                layout.root(),
                Map.of(
                        "OT4J_CLASSPATH", classPath,
                        "OT4J_JAVA", Layout.java(),
                        "OT4J_ROOT", layout.root().toString()),
                command);
    }

    private List<String> suites() throws Exception {
        Path folder = layout.root().resolve("bench");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches("[a-z]\\w*\\.py"))
                    .map(n -> n.substring(0, n.length() - 3))
                    .sorted()
                    .toList();
        }
    }
}
