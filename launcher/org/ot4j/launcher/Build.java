package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Builds the library and the kernel extension by Maven. What kernels run on is copied to a folder
 * named after the state of the sources, so that a later build never changes a jar under a running
 * kernel.
 */
final class Build {
    private static final String CLASS_PATH = "classpath.txt";

    private final Layout layout;
    private final Processes processes;
    private final Stages stages;

    Build(Layout layout, Processes processes, Stages stages) {
        this.layout = layout;
        this.processes = processes;
        this.stages = stages;
    }

    /** The folder with the jars and the class path of the sources as they are now. */
    Path prepare() throws Exception {
        Path lib = layout.home().resolve("lib").resolve(stamp().value());
        if (!usable(lib)) {
            stages.run(
                    "building the library (downloads on first use)",
                    () -> build("build", "kernel-ext", "source:jar-no-fork"));
            Whole.copy(
                    layout.root().resolve("target/mathjax/tex-svg-full.js"),
                    lib.resolve("tex-svg-full.js"));
            var entries = read(layout.classPath());
            entries.add(0, jar("ot4j-kernel-ext").toString());
            for (int i = 0; i < entries.size(); i++) {
                if (Path.of(entries.get(i)).startsWith(layout.root())) {
                    entries.set(i, copy(Path.of(entries.get(i)), lib));
                }
            }
            Stamp.write(lib.resolve(CLASS_PATH), String.join(File.pathSeparator, entries));
        }
        return lib;
    }

    /** The class path of studies and benchmarks; built on demand and kept in its own folder. */
    String experiments(Path lib) throws Exception {
        var stamp = stamp();
        for (String module : List.of("spark", "experiments")) {
            stamp.content(layout.root().resolve(module).resolve("pom.xml"));
            stamp.tree(layout.root().resolve(module).resolve("src/main"));
        }
        Path folder = layout.home().resolve("experiments").resolve(stamp.value());
        if (!usable(folder)) {
            stages.run("building the experiments", () -> build("build-experiments", "experiments"));
            var entries = new LinkedHashSet<String>();
            Path jar = jar("ot4j-experiments");
            Whole.copy(jar, folder.resolve(jar.getFileName()));
            entries.add(folder.resolve(jar.getFileName()).toString());
            for (String entry : read(layout.experimentsClassPath())) {
                Path path = Path.of(entry);
                if (path.startsWith(layout.root())) { // a later build must not change it
                    Path own = folder.resolve(path.getFileName());
                    Whole.copy(path, own);
                    entries.add(own.toString());
                } else {
                    entries.add(entry);
                }
            }
            Stamp.write(folder.resolve(CLASS_PATH), String.join(File.pathSeparator, entries));
        }
        return classPath(folder);
    }

    /** What {@code %spark} adds to a kernel: Spark's jars that it does not have, and ours. */
    Path spark(Path lib) throws Exception {
        Path list = lib.resolve("spark-" + CLASS_PATH);
        if (!Files.exists(list) || !usable(read(list))) {
            stages.run(
                    "building ot4j-spark (downloads Spark on first use)",
                    () -> build("build-spark", "spark"));
            var there = new LinkedHashSet<String>();
            entries(lib).forEach(entry -> there.add(artifact(entry)));
            Path jar = jar("ot4j-spark");
            Whole.copy(jar, lib.resolve(jar.getFileName()));
            var added = new ArrayList<>(List.of(lib.resolve(jar.getFileName()).toString()));
            for (String entry : read(layout.sparkClassPath())) {
                // The kernel's own versions win, wherever a second one stands.
                if (!Path.of(entry).startsWith(layout.root()) && there.add(artifact(entry))) {
                    added.add(entry);
                }
            }
            Stamp.write(list, String.join(File.pathSeparator, added));
        }
        return list;
    }

    /** A jar's name without its version. */
    private static String artifact(String jar) {
        return Path.of(jar).getFileName().toString().replaceFirst("-\\d.*", "");
    }

    /** Runs Maven for the user. */
    int maven(List<String> arguments) throws Exception {
        return Lock.BUILD.holding(
                layout, () -> processes.attached(layout.root(), Map.of(), command(arguments)));
    }

    static String classPath(Path lib) throws IOException {
        return Files.readString(lib.resolve(CLASS_PATH));
    }

    /** The jars in the class path of a folder. */
    static List<String> entries(Path lib) throws IOException {
        return read(lib.resolve(CLASS_PATH));
    }

    private static List<String> read(Path classPath) throws IOException {
        String text = Files.readString(classPath).trim();
        return new ArrayList<>(List.of(text.split(Pattern.quote(File.pathSeparator), -1)));
    }

    /** Builds a module and those that it needs, without tests and checks. */
    private void build(String log, String module, String... goals) throws Exception {
        var arguments = new ArrayList<>(List.of("-Dfast", "-Dmaven.test.skip=true"));
        arguments.addAll(List.of("-pl", module, "-am", "package"));
        arguments.addAll(List.of(goals));
        int code = Lock.BUILD.holding(layout, () -> processes.logged(log, command(arguments)));
        if (code != 0) {
            throw Diagnosis.of("the build", layout.log(log));
        }
    }

    private List<String> command(List<String> arguments) {
        var command = new ArrayList<String>();
        if (!Layout.WINDOWS) {
            command.add("sh"); // a checkout may have lost the mode bits
        }
        command.addAll(List.of(layout.maven().toString(), "-B", "-ntp"));
        command.addAll(arguments);
        return command;
    }

    private Stamp stamp() throws IOException {
        var stamp = new Stamp().text(Runtime.version().toString());
        stamp.content(layout.root().resolve("pom.xml"));
        for (String module : List.of("src", "kernel-ext")) {
            stamp.content(layout.root().resolve(module).resolve("pom.xml"));
        }
        return stamp.tree(layout.root().resolve("src/main"))
                .tree(layout.root().resolve("kernel-ext/src/main"));
    }

    private static boolean usable(Path lib) throws IOException {
        return Files.exists(lib.resolve(CLASS_PATH)) && usable(entries(lib));
    }

    private static boolean usable(List<String> entries) {
        return entries.stream().allMatch(e -> new File(e).exists());
    }

    /**
     * Copies a jar of ours, with its sources, in which the kernel finds documentation, and the POM
     * for projects that depend on it.
     */
    private static String copy(Path jar, Path lib) throws IOException {
        String name = jar.getFileName().toString();
        Whole.copy(
                jar.resolveSibling("flattened-pom.xml"), lib.resolve(name.replace(".jar", ".pom")));
        String sources = name.replace(".jar", "-sources.jar");
        Whole.copy(jar.resolveSibling(sources), lib.resolve(sources));
        Whole.copy(jar, lib.resolve(name));
        return lib.resolve(name).toString();
    }

    /** The jar of a module, not those with its tests, sources or Javadoc. */
    private Path jar(String module) throws IOException {
        Path target = layout.root().resolve("target").resolve(module);
        try (var files = Files.list(target)) {
            return files.filter(f -> f.toString().endsWith(".jar"))
                    .filter(f -> !f.toString().matches(".*-(tests|sources|javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new Failure("the build left no jar in " + target));
        }
    }
}
