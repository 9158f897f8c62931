package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a study: the class in {@code org.ot4j.experiments.study} that is named like it. */
final class Experiment {
    private static final String STUDIES = "org.ot4j.experiments.study";

    private final Setup setup;
    private final Layout layout;

    Experiment(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    int run(List<String> arguments) throws Exception {
        String name = arguments.isEmpty() ? "" : arguments.get(0);
        Path sources =
                layout.experiments().resolve("src/main/java").resolve(STUDIES.replace('.', '/'));
        List<String> studies =
                names(sources, "(\\w+)\\.java").stream().map(Experiment::dashed).toList();
        if (!studies.contains(name)) {
            throw new Failure(
                    "experiment needs a name: expected one of " + String.join(" ", studies), 2);
        }
        Path lib = setup.prepare();
        String classPath = setup.locked(() -> setup.build.experiments(lib));
        var command = new ArrayList<String>();
        command.add(Layout.java());
        command.addAll(Jvm.quiet());
        command.addAll(List.of("-Xmx3g", "-Djava.awt.headless=true", "-cp", classPath));
        command.add(STUDIES + "." + className(name));
        command.addAll(arguments.subList(1, arguments.size()));
        return setup.processes.attached(
                Path.of("").toAbsolutePath(),
                Map.of("OT4J_ROOT", layout.root().toString()),
                command);
    }

    /** What a pattern catches of the names of the files in a folder, in order. */
    static List<String> names(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(f -> Pattern.compile(pattern).matcher(f.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(m -> m.group(1))
                    .sorted()
                    .toList();
        }
    }

    /** {@code ModelPictures} is {@code model-pictures}. */
    static String dashed(String className) {
        return className.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static String className(String dashed) {
        return Pattern.compile("(?:^|-)(.)")
                .matcher(dashed)
                .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }
}
