package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The private Python environment of the checkout: Jupyter, and what executes notebooks. */
final class Python {
    private static final String VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])";

    /** 3.10 and newer. */
    private static final String NEW_ENOUGH = "3\\.\\d{2,}\\..*|[4-9]\\..*";

    private final Layout layout;
    private final Processes processes;
    private final Stages stages;

    Python(Layout layout, Processes processes, Stages stages) {
        this.layout = layout;
        this.processes = processes;
        this.stages = stages;
    }

    /**
     * Makes the environment with the packages that every command needs.
     *
     * @param meanwhile runs while packages are installed, which takes network more than processors
     */
    void prepare(Runnable meanwhile) throws Exception {
        Path requirements = layout.root().resolve("launcher/requirements.txt");
        String stamp = new Stamp().content(requirements).text(layout.venv().toString()).value();
        if (Stamp.matches(mark("base"), stamp) && Files.exists(layout.python())) {
            return;
        }
        List<String> python = find();
        stages.run(
                "making .venv with JupyterLab and the Java kernel (downloads on first use)",
                () -> {
                    Whole.delete(layout.venv());
                    var make = new ArrayList<>(python);
                    make.addAll(List.of("-m", "venv", layout.venv().toString()));
                    logged("making .venv", "venv", make);
                    new Thread(meanwhile, "ot4j-meanwhile").start();
                    install("installing Jupyter", requirements, "--no-deps");
                });
        Stamp.write(mark("base"), stamp);
    }

    /** Adds the packages of another requirements file, once; returns whether it did. */
    boolean extra(String name, Path requirements, String... options) throws Exception {
        String stamp = new Stamp().content(requirements).value();
        if (Stamp.matches(mark(name), stamp)) {
            return false;
        }
        stages.run(
                "adding the packages of " + layout.root().relativize(requirements),
                () -> install("installing " + name + " packages", requirements, options));
        Stamp.write(mark(name), stamp);
        return true;
    }

    private Path mark(String name) {
        return layout.venv().resolve("ot4j-" + name + ".stamp");
    }

    private void install(String stage, Path requirements, String... options) throws IOException {
        var command = new ArrayList<>(List.of(layout.python().toString(), "-m", "pip", "install"));
        // Most modules are never imported; Python compiles the others when they are.
        command.addAll(List.of("--quiet", "--prefer-binary", "--no-compile"));
        command.addAll(List.of("-r", requirements.toString()));
        command.addAll(List.of(options));
        logged(stage, "pip", command);
    }

    private void logged(String stage, String log, List<String> command) throws IOException {
        if (processes.logged(log, command) != 0) {
            throw Diagnosis.of(stage, layout.log(log));
        }
    }

    /** The command of a Python that is new enough. */
    List<String> find() {
        String chosen = Layout.variable("OT4J_PYTHON");
        var candidates =
                chosen.isBlank()
                        ? List.of(List.of("python3"), List.of("python"), List.of("py", "-3"))
                        : List.of(List.of(chosen));
        String found = "none was found";
        for (var candidate : candidates) {
            var ask = new ArrayList<>(candidate);
            ask.addAll(List.of("-c", VERSION));
            String version = Processes.output(ask);
            if (version.matches(NEW_ENOUGH)) {
                return candidate;
            } else if (version.matches("\\d+\\.\\d+\\.\\d+")) {
                found = String.join(" ", candidate) + " is version " + version;
            }
        }
        throw new Failure(
                "Python 3.10 or newer is needed, " + found + "; install one or set OT4J_PYTHON");
    }
}
