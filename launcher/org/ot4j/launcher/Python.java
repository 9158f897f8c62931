package org.ot4j.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The private Python of the checkout: Jupyter and what executes notebooks. */
final class Python {
    private static final int OLDEST_MINOR = 10;

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
     * @param meanwhile is started before the packages come, which takes the network more than the
     *     processors
     */
    void prepare(Runnable meanwhile) throws Exception {
        Path requirements = layout.root().resolve("launcher/requirements.txt");
        String stamp = new Stamp().content(requirements).text(layout.venv().toString()).value();
        Path mark = layout.venv().resolve("ot4j-base.stamp");
        if (Stamp.matches(mark, stamp) && Files.exists(layout.python())) {
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
                    return null;
                });
        Stamp.write(mark, stamp);
    }

    /** Adds the packages of another requirements file, once. */
    void extra(String name, Path requirements, String... options) throws Exception {
        String stamp = new Stamp().content(requirements).value();
        Path mark = layout.venv().resolve("ot4j-" + name + ".stamp");
        if (!Stamp.matches(mark, stamp)) {
            stages.run(
                    "adding the packages of " + layout.root().relativize(requirements),
                    () -> {
                        install("installing " + name + " packages", requirements, options);
                        return null;
                    });
            Stamp.write(mark, stamp);
        }
    }

    private void install(String stage, Path requirements, String... options) {
        var command = new ArrayList<>(List.of(layout.python().toString(), "-m", "pip", "install"));
        // most modules are never imported; those that are, Python compiles then
        command.addAll(List.of("--quiet", "--prefer-binary", "--no-compile"));
        command.addAll(List.of("-r", requirements.toString()));
        command.addAll(List.of(options));
        logged(stage, "pip", command);
    }

    private void logged(String stage, String log, List<String> command) {
        if (processes.logged(layout.root(), layout.log(log), command) != 0) {
            throw Diagnosis.of(stage, layout.log(log));
        }
    }

    /** The command of a Python that is new enough. */
    private static List<String> find() {
        String chosen = System.getenv("OT4J_PYTHON");
        var candidates = new ArrayList<List<String>>();
        if (chosen != null && !chosen.isBlank()) {
            candidates.add(List.of(chosen));
        } else {
            candidates.add(List.of("python3"));
            candidates.add(List.of("python"));
            candidates.add(List.of("py", "-3"));
        }
        String old = null;
        for (var candidate : candidates) {
            var ask = new ArrayList<>(candidate);
            ask.addAll(List.of("-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"));
            String version = Processes.output(ask);
            if (version != null && version.matches("\\d+\\.\\d+\\.\\d+")) {
                if (newEnough(version)) {
                    return candidate;
                }
                old = String.join(" ", candidate) + " is version " + version;
            }
        }
        throw new Failure(
                "Python 3."
                        + OLDEST_MINOR
                        + " or newer is needed, "
                        + (old == null ? "none was found" : old)
                        + "; install one or set OT4J_PYTHON");
    }

    private static boolean newEnough(String version) {
        String[] parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        return major > 3 || major == 3 && Integer.parseInt(parts[1]) >= OLDEST_MINOR;
    }
}
