package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes down how Jupyter starts the kernel "Java (ot4j)": one JVM, no launcher process. */
final class Kernel {
    private static final String MAIN = "org.ot4j.kernel.Start";

    /** The kernel reports each of its threads on the server's terminal otherwise. */
    private static final String LOGGING =
            """
            handlers = java.util.logging.ConsoleHandler
            .level = WARNING
            """;

    /** On its first start JupyterLab asks whether to fetch news. */
    private static final String LAB =
            """
            {
              "@jupyterlab/apputils-extension:notification": {
                "checkForUpdates": false,
                "fetchNews": "false"
              }
            }
            """;

    private static final String SPEC =
            """
            {
              "argv": [%s, %s, "{connection_file}"],
              "display_name": "Java (ot4j)",
              "language": "java",
              "interrupt_mode": "message",
              "env": {
                "OPT_OUT_TRACKING": "true",
                "OMP_WAIT_POLICY": "PASSIVE"
              },
              "metadata": {"ot4j": {"root": %s}}
            }
            """;

    private static final String FIGURES = "static/figures.js";

    private final Layout layout;

    Kernel(Layout layout) {
        this.layout = layout;
    }

    void install(Path lib) throws IOException {
        Stamp.write(lib.resolve("logging.properties"), LOGGING);
        String arguments =
                options(lib).stream()
                        .map(Kernel::quoted)
                        .collect(Collectors.joining("\n", "", "\n"));
        Stamp.write(layout.kernelArguments(), arguments);
        Path settings = layout.venv().resolve("share/jupyter/lab/settings/overrides.json");
        Stamp.write(settings, LAB);
        installLabExtension();
        installSpec();
        setStockKernelAside();
    }

    private void installSpec() throws IOException {
        String root = layout.root().toString();
        String file = "@" + layout.kernelArguments();
        String spec = SPEC.formatted(quoted(Layout.java()), quoted(file), quoted(root));
        Stamp.write(layout.kernelSpec(), spec);
        for (String logo : List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg")) {
            Path picture = layout.root().resolve("launcher/kernel").resolve(logo);
            Whole.copy(picture, layout.kernelSpec().resolveSibling(logo));
        }
    }

    /**
     * Moves the spec of the stock kernel, which could be mistaken for ours, to a folder where only
     * tests and benchmarks look.
     */
    private void setStockKernelAside() throws IOException {
        Path spec = layout.jjava().resolveSibling("kernel.json");
        if (Files.exists(spec)) {
            String folder = quoted(spec.getParent().toString());
            String text = Files.readString(spec);
            text = text.replace("{resource_dir}", folder.substring(1, folder.length() - 1));
            Stamp.write(layout.stock().resolve("kernels/java/kernel.json"), text);
            Files.delete(spec);
        }
    }

    /** Makes plotly's figures follow the theme of the checkout's JupyterLab. */
    private void installLabExtension() throws IOException {
        Path ours = layout.root().resolve("launcher/labextension");
        Path theirs = layout.venv().resolve("share/jupyter/labextensions/ot4j-figures");
        Path plots = layout.root().resolve("src/main/resources/org/ot4j/plot");
        String colours = Files.readString(plots.resolve("templates.json")).strip();
        String script =
                interactive(plots.resolve("interactive"))
                        + Files.readString(ours.resolve(FIGURES))
                                .replace("TEMPLATES = {}", "TEMPLATES = " + colours);
        Stamp.write(theirs.resolve(FIGURES), script);
        Stamp.write(theirs.resolve("package.json"), Files.readString(ours.resolve("package.json")));
    }

    /** The script of interactive pictures. */
    private static String interactive(Path folder) throws IOException {
        var script = new StringBuilder("(function () {\n");
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                script.append(Files.readString(file)).append('\n');
            }
        }
        return script.append("})();\n").toString();
    }

    /** The library, and behind it the stock kernel, so that our extension is found first. */
    static String classPath(Layout layout, Path lib) throws IOException {
        return Build.classPath(lib) + File.pathSeparator + layout.jjava();
    }

    /** Options of every JVM that runs the library: the kernel's and the shell's. */
    static List<String> jvm(Layout layout) {
        var options = new ArrayList<>(Layout.quietJava());
        options.addAll(List.of("--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED"));
        options.addAll(Layout.opensForSpark());
        options.add("-ea:REPL..."); // the package of cells, so that assert works in them
        options.add("-Djava.util.prefs.userRoot=" + layout.home());
        options.add("-Djna.tmpdir=" + layout.home().resolve("jna"));
        options.add("-Dot4j.home=" + layout.root());
        return options;
    }

    private List<String> options(Path lib) throws IOException {
        var options = new ArrayList<>(ClassArchive.options(lib));
        options.addAll(jvm(layout));
        options.add("-Djava.awt.headless=true");
        options.add("-Dfile.encoding=UTF-8"); // the default from Java 18 on
        options.add("-XX:+UseSerialGC"); // starts fastest and keeps the process small
        options.add("-Djava.util.logging.config.file=" + lib.resolve("logging.properties"));
        String compiler = ClassFolders.of(layout, lib);
        if (compiler != null) {
            options.add("-Dot4j.compiler.path=" + compiler);
        }
        options.addAll(List.of("-cp", classPath(layout, lib), MAIN));
        return options;
    }

    /** Quoted for JSON and for java's @file, in which a backslash escapes. */
    private static String quoted(String option) {
        String escaped = option.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }
}
