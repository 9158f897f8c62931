package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel "Java (ot4j)" is started with: one JVM, no launcher process. */
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

    private static final String FIGURES = "static/figures.js";

    private final Layout layout;

    Kernel(Layout layout) {
        this.layout = layout;
    }

    void install(Path lib) throws IOException {
        Stamp.write(lib.resolve("logging.properties"), LOGGING);
        Path arguments = lib.resolve("kernel.args");
        String options = options(lib);
        Stamp.write(arguments, options);
        Path archive = ClassArchive.of(lib);
        Stamp.write(layout.kernelArguments(), quick(archive) + options);
        Path settings = layout.venv().resolve("share/jupyter/lab/settings/overrides.json");
        Stamp.write(settings, LAB);
        installLabExtension();
        var specs = new KernelSpecs(layout);
        specs.write(layout.kernelSpec().getParent(), arguments, archive);
        specs.setStockKernelAside();
    }

    /** What has plotly's figures follow the theme of the checkout's own JupyterLab. */
    private void installLabExtension() throws IOException {
        Path ours = layout.root().resolve("launcher/labextension");
        Path theirs = layout.venv().resolve("share/jupyter/labextensions/ot4j-figures");
        String templates =
                Files.readString(
                        layout.root().resolve("src/main/resources/org/ot4j/plot/templates.json"));
        String script =
                Files.readString(ours.resolve(FIGURES))
                        .replace("TEMPLATES = {}", "TEMPLATES = " + templates.strip());
        Stamp.write(theirs.resolve(FIGURES), script);
        Whole.copy(ours.resolve("package.json"), theirs.resolve("package.json"));
    }

    /** Options of every JVM that runs the library: the kernel's and the shell's. */
    static List<String> jvm(Layout layout) {
        var options = new ArrayList<>(Jvm.quiet());
        options.addAll(List.of("--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED"));
        options.add("-ea:REPL..."); // cells, whose package is REPL: assert is for who writes it
        options.add("-Djava.util.prefs.userRoot=" + layout.home());
        options.add("-Djna.tmpdir=" + layout.home().resolve("jna"));
        options.add("-Dot4j.home=" + layout.root());
        return options;
    }

    /** Quoted for java's @file, in which a backslash escapes. */
    private String options(Path lib) throws IOException {
        var options = new ArrayList<>(jvm(layout));
        options.add("-Djava.awt.headless=true");
        options.add("-Dfile.encoding=UTF-8"); // as from Java 18 on, whatever the locale
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

    static String quoted(String option) {
        String escaped = option.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }

    private static String quick(Path archive) {
        return archive == null ? "" : quoted("-XX:SharedArchiveFile=" + archive) + "\n";
    }
}
