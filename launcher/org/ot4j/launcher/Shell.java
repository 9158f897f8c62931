package org.ot4j.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/** The command {@code shell}: JShell with the library imported. */
final class Shell {
    /**
     * JShell cuts values at 80 characters by default. It forgets a mode that a startup file sets,
     * so we type it once and keep it with the preferences in the checkout.
     */
    private static final String FEEDBACK =
            """
            /set mode ot4j normal -command
            /set truncation ot4j 20000
            /set mode ot4j -retain
            /set feedback -retain ot4j
            /exit
            """;

    /** Notebooks display figures themselves. */
    private static final String FIGURES = "import static org.ot4j.kernel.shell.Browser.show;\n";

    private final Setup setup;
    private final Layout layout;

    Shell(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    /** Starts JShell in the caller's folder; further options are JShell's own. */
    int run(List<String> options) throws Exception {
        Path lib = setup.prepare();
        var command = java();
        // The kernel's classes display values as a notebook does.
        command.addAll(List.of("-cp", Kernel.classPath(layout, lib)));
        command.addAll(List.of("--add-modules", "ALL-DEFAULT", "org.ot4j.kernel.shell.Shell"));
        command.addAll(List.of("--execution", "ot4j", "--startup", startup(lib).toString()));
        command.addAll(options);
        keepFeedback();
        return setup.processes.attached(Layout.caller(), Map.of(), command);
    }

    private List<String> java() {
        var command = new ArrayList<>(List.of(Layout.java()));
        command.addAll(Kernel.jvm(layout));
        return command;
    }

    private void keepFeedback() throws IOException {
        Path kept = layout.home().resolve("feedback.jsh");
        if (!Stamp.matches(kept, FEEDBACK)) {
            Path typed = layout.home().resolve("feedback.typed");
            Stamp.write(typed, FEEDBACK);
            var command = java();
            command.addAll(List.of("-m", "jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider"));
            command.addAll(List.of("--no-startup", "--execution", "local"));
            if (setup.processes.logged(layout.root(), "shell", typed.toFile(), command) == 0) {
                Stamp.write(kept, FEEDBACK);
            }
        }
    }

    /** The imports of notebooks, as a file that JShell reads. */
    private static Path startup(Path lib) throws IOException {
        Path file = lib.resolve("startup.jsh");
        for (String entry : Build.entries(lib)) {
            if (entry.contains("ot4j-kernel-ext")) {
                try (var jar = new ZipFile(entry)) {
                    var imports = jar.getInputStream(jar.getEntry("org/ot4j/kernel/startup.jsh"));
                    var text = new String(imports.readAllBytes(), StandardCharsets.UTF_8);
                    Stamp.write(file, text + FIGURES);
                }
            }
        }
        return file;
    }
}
