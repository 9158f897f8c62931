package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the kernelspec "Java (ot4j)" into the environment: one JVM, no launcher process. */
final class Kernel {
    private static final String MAIN = "org.ot4j.kernel.Start";

    /** The kernel tells its server's terminal of each of its threads otherwise. */
    private static final String LOGGING =
            """
            handlers = java.util.logging.ConsoleHandler
            .level = WARNING
            """;

    /** JupyterLab asks on its first start whether to fetch news. */
    private static final String LAB =
            """
            {
              "@jupyterlab/apputils-extension:notification": {
                "checkForUpdates": false,
                "fetchNews": "false"
              }
            }
            """;

    private final Layout layout;

    Kernel(Layout layout) {
        this.layout = layout;
    }

    void install(Path lib) throws IOException {
        Stamp.write(lib.resolve("logging.properties"), LOGGING);
        Path arguments = lib.resolve("kernel.args");
        String options = options(lib);
        Stamp.write(arguments, options);
        Path settings = layout.venv().resolve("share/jupyter/lab/settings/overrides.json");
        Stamp.write(settings, LAB);
        Stamp.write(layout.kernelSpec(), spec(arguments, ClassArchive.of(lib)));
    }

    /** Options of every JVM that runs the library: the kernel's and the shell's. */
    static List<String> jvm(Layout layout) {
        var options = new ArrayList<>(Jvm.quiet());
        options.addAll(List.of("--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED"));
        options.add("-Djava.util.prefs.userRoot=" + layout.home());
        options.add("-Djna.tmpdir=" + layout.home().resolve("jna"));
        options.add("-Dot4j.home=" + layout.root());
        return options;
    }

    /** Quoted for java's @file, in which a backslash escapes. */
    private String options(Path lib) throws IOException {
        var options = new ArrayList<>(jvm(layout));
        options.add("-Djava.awt.headless=true");
        options.add("-XX:+UseSerialGC"); // starts soonest and keeps the process small
        options.add(
                "-Xlog:cds*=off"); // a class archive that does not fit is not used, and that's it
        options.add("-Djava.util.logging.config.file=" + lib.resolve("logging.properties"));
        String compiler = ClassFolders.of(layout, lib);
        if (compiler != null) {
            options.add("-Dot4j.compiler.path=" + compiler);
        }
        options.add("-cp");
        // Ours is first, and so its extension before the kernel's own.
        options.add(Build.classPath(lib) + File.pathSeparator + layout.jjava());
        options.add(MAIN);
        var text = new StringBuilder();
        for (String option : options) {
            text.append(quoted(option)).append('\n');
        }
        return text.toString();
    }

    private static String quoted(String option) {
        String escaped = option.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }

    private static String spec(Path arguments, Path archive) {
        String quick = archive == null ? "" : json("-XX:SharedArchiveFile=" + archive) + ", ";
        return """
            {
              "argv": [%s, %s%s, "{connection_file}"],
              "display_name": "Java (ot4j)",
              "language": "java",
              "interrupt_mode": "message",
              "env": {
                "OPT_OUT_TRACKING": "true",
                "OMP_WAIT_POLICY": "PASSIVE",
                "MALLOC_TRIM_THRESHOLD_": "131072"
              }
            }
            """
                .formatted(json(Layout.java()), quick, json("@" + arguments));
    }

    private static String json(String text) {
        return quoted(text); // a path has no other character that both escape in their own way
    }
}
