package org.ot4j.launcher;

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
        Path folder = layout.experiments().resolve("bench");
        Path program = folder.resolve(suite + ".py");
        if (!suite.matches("\\w+") || !Files.exists(program)) {
            String all = String.join(" ", Experiment.names(folder, "([a-z]\\w*)\\.py"));
            throw new Failure("bench needs a suite: expected one of " + all, 2);
        }
        Path lib = setup.prepare();
        String classPath =
                setup.locked(
                        () -> {
                            if (suite.equals("kernel")) { // whose peers come with Jupyter
                                return Build.classPath(lib);
                            }
                            setup.python.extra("bench", folder.resolve("requirements.txt"));
                            return setup.build.experiments(lib);
                        });
        var command = new ArrayList<>(List.of(layout.python().toString(), program.toString()));
        command.addAll(arguments.subList(1, arguments.size()));
        return setup.processes.attached(
                layout.root(),
                Map.of(
                        "OT4J_CLASSPATH", classPath,
                        "OT4J_JAVA", Layout.java(),
                        "OT4J_ROOT", layout.root().toString()),
                command);
    }
}
