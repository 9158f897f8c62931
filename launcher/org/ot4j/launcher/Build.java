package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Builds the library and the kernel extension. What kernels run on is copied to a folder named
 * after the state of the sources, so that a later build never changes a jar under a running kernel.
 */
final class Build {
    private static final List<String> QUIET = List.of("-B", "-ntp");

    /** Jars that a full build leaves beside the one that runs. */
    private static final Pattern ATTACHED = Pattern.compile(".*-(tests|sources|javadoc)\\.jar");

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
        String stamp = stamp().value();
        Path lib = layout.home().resolve("lib").resolve(stamp);
        if (!usable(lib)) {
            stages.run(
                    "building the library (downloads on first use)",
                    () -> {
                        maven("build", "kernel-ext");
                        return null;
                    });
            collect(lib);
        }
        return lib;
    }

    /**
     * The class path of studies and benchmarks, which nothing else needs: built when it is asked
     * for, and kept in a folder of its own for the same reason as the library.
     */
    String experiments(Path lib) throws Exception {
        Path sources = layout.experiments().resolve("src/main");
        String stamp =
                stamp().tree(sources).content(layout.experiments().resolve("pom.xml")).value();
        Path folder = layout.home().resolve("experiments").resolve(stamp);
        if (!usable(folder)) {
            stages.run(
                    "building the experiments",
                    () -> {
                        maven("build-experiments", "experiments");
                        return null;
                    });
            var entries = new LinkedHashSet<String>();
            entries.add(copy(jar(layout.root().resolve("target/ot4j-experiments")), folder));
            entries.addAll(List.of(classPath(lib).split(File.pathSeparator)));
            for (String entry : entries(layout.experimentsClassPath())) {
                if (!Path.of(entry).startsWith(layout.root())) { // ours are there from lib
                    entries.add(entry);
                }
            }
            Stamp.write(folder.resolve("classpath.txt"), String.join(File.pathSeparator, entries));
        }
        return classPath(folder);
    }

    static String classPath(Path lib) throws IOException {
        return Files.readString(lib.resolve("classpath.txt"));
    }

    private static List<String> entries(Path classPath) throws IOException {
        return List.of(Files.readString(classPath).trim().split(File.pathSeparator));
    }

    /** Builds one module and those that it needs, without tests and checks. */
    private void maven(String log, String module) throws Exception {
        int code =
                Lock.ofBuild(layout)
                        .holding(
                                () ->
                                        processes.logged(
                                                layout.root(),
                                                layout.log(log),
                                                command(
                                                        "-Dfast",
                                                        "-Dmaven.test.skip=true",
                                                        "-pl",
                                                        module,
                                                        "-am",
                                                        "package")));
        if (code != 0) {
            throw Diagnosis.of("the build", layout.log(log));
        }
    }

    /** A command that runs Maven. */
    List<String> command(String... arguments) {
        var command = new ArrayList<String>();
        if (!Layout.WINDOWS) {
            command.add("sh"); // a checkout may have lost the mode bits
        }
        command.add(layout.maven().toString());
        command.addAll(QUIET);
        command.addAll(List.of(arguments));
        return command;
    }

    private Stamp stamp() throws IOException {
        Path root = layout.root();
        var stamp = new Stamp().text(Runtime.version().toString());
        stamp.content(root.resolve("pom.xml"));
        for (String module : List.of("src", "kernel-ext/src")) {
            stamp.tree(root.resolve(module).resolve("main"));
        }
        return stamp.content(root.resolve("src/pom.xml"))
                .content(root.resolve("kernel-ext/pom.xml"));
    }

    private static boolean usable(Path lib) throws IOException {
        if (!Files.exists(lib.resolve("classpath.txt"))) {
            return false;
        }
        for (String entry : classPath(lib).split(File.pathSeparator)) {
            if (!Files.exists(Path.of(entry))) {
                return false;
            }
        }
        return true;
    }

    private void collect(Path lib) throws IOException {
        Files.createDirectories(lib);
        var entries = new ArrayList<String>();
        Path own = jar(layout.root().resolve("target/ot4j-kernel-ext"));
        entries.add(copy(own, lib));
        pom(own, lib);
        for (String entry : entries(layout.classPath())) {
            Path jar = Path.of(entry);
            if (jar.startsWith(layout.root())) {
                entry = copy(jar, lib);
                pom(jar, lib);
                String name = jar.getFileName().toString().replace(".jar", "-sources.jar");
                sources(lib.resolve(name));
            }
            entries.add(entry);
        }
        copy(layout.root().resolve("target/mathjax/tex-svg-full.js"), lib);
        Stamp.write(lib.resolve("classpath.txt"), String.join(File.pathSeparator, entries));
    }

    /** The library's sources, from which the kernel tells what a name is for. */
    private void sources(Path jar) throws IOException {
        Path folder = layout.root().resolve("src/main/java");
        try (var files = Files.walk(folder)) {
            var sources = files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
            Whole.write(
                    jar,
                    out -> {
                        var zip = new ZipOutputStream(out);
                        for (Path file : sources) {
                            String name = folder.relativize(file).toString().replace('\\', '/');
                            zip.putNextEntry(new ZipEntry(name));
                            Files.copy(file, zip);
                        }
                        zip.finish();
                    });
        }
    }

    /** What a project that depends on the jar reads: the tests install it from here. */
    private static void pom(Path jar, Path lib) throws IOException {
        String name = jar.getFileName().toString().replace(".jar", ".pom");
        Whole.copy(jar.resolveSibling("flattened-pom.xml"), lib.resolve(name));
    }

    private static String copy(Path jar, Path lib) throws IOException {
        Path target = lib.resolve(jar.getFileName());
        Whole.copy(jar, target);
        return target.toString();
    }

    private static Path jar(Path target) throws IOException {
        try (var files = Files.list(target)) {
            return files.filter(f -> f.toString().endsWith(".jar"))
                    .filter(f -> !ATTACHED.matcher(f.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow(() -> new Failure("the build left no jar in " + target));
        }
    }
}
