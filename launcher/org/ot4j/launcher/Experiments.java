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

/**
 * Runs what is in the folder {@code experiments}: a benchmark, a Python program that times the
 * library beside its peers, or a study, a Java class.
 */
final class Experiments {
    private static final String STUDIES = "org.ot4j.experiments.study";

    private final Setup setup;
    private final Layout layout;

    Experiments(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    int bench(List<String> arguments) throws Exception {
        Path folder = layout.experiments().resolve("bench");
        String suite = chosen("bench needs a suite", names(folder, "([a-z]\\w*)\\.py"), arguments);
        Path lib = setup.prepare();
        String classPath =
                setup.locked(
                        () -> {
                            if (suite.equals("kernel")) { // its peers come with Jupyter
                                return Build.classPath(lib);
                            }
                            setup.python.extra("bench", folder.resolve("requirements.txt"));
                            return setup.build.experiments(lib);
                        });
        var environment =
                Map.of(
                        "OT4J_CLASSPATH",
                        classPath,
                        "OT4J_JAVA",
                        Layout.java(),
                        "OT4J_ROOT",
                        root());
        var command = new ArrayList<>(List.of(layout.python().toString()));
        command.add(folder.resolve(suite + ".py").toString());
        command.addAll(arguments.subList(1, arguments.size()));
        return setup.processes.attached(layout.root(), environment, command);
    }

    /** A study on Spark, on all cores of this machine unless a master is named. */
    int onSpark(List<String> arguments) throws Exception {
        var all = new ArrayList<>(arguments);
        if (all.stream().noneMatch(a -> a.equals("--master") || a.startsWith("--master="))) {
            all.add("--master=local[*]");
        }
        return study("study", all);
    }

    /** A study, here, one run after the other. */
    int study(List<String> arguments) throws Exception {
        return study("experiment", arguments);
    }

    private int study(String command, List<String> arguments) throws Exception {
        Path sources =
                layout.experiments().resolve("src/main/java").resolve(STUDIES.replace('.', '/'));
        var names = names(sources, "(\\w+)\\.java").stream().map(Experiments::dashed).toList();
        String name = chosen(command + " needs a name", names, arguments);
        Path lib = setup.prepare();
        var line = new ArrayList<>(List.of(Layout.java()));
        line.addAll(Layout.quietJava());
        line.addAll(Layout.opensForSpark());
        line.addAll(List.of("-Xmx3g", "-Djava.awt.headless=true", "-cp"));
        line.add(setup.locked(() -> setup.build.experiments(lib)));
        line.add(STUDIES + "." + className(name));
        line.addAll(arguments.subList(1, arguments.size()));
        return setup.processes.attached(Layout.caller(), Map.of("OT4J_ROOT", root()), line);
    }

    private String root() {
        return layout.root().toString();
    }

    private static String chosen(String need, List<String> names, List<String> arguments) {
        if (arguments.isEmpty() || !names.contains(arguments.get(0))) {
            throw new Failure(need + ": expected one of " + String.join(" ", names), 2);
        }
        return arguments.get(0);
    }

    /** The first group of the pattern in the names of a folder's files, sorted. */
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

    /** {@code ModelPictures} becomes {@code model-pictures}. */
    static String dashed(String className) {
        return className.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    static String className(String dashed) {
        return Pattern.compile("(?:^|-)(.)")
                .matcher(dashed)
                .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }
}
