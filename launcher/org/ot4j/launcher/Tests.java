package org.ot4j.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the tests of the whole project: stages, side by side as far as there are processors. */
final class Tests {
    private static final List<String> NAMES = List.of("java", "launcher", "kernel", "notebooks");

    /** A log is never silent for longer than a minute. */
    private static final double SECONDS_OF_SILENCE = 50;

    private final Setup setup;
    private final Layout layout;

    Tests(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    int run(List<String> arguments) throws Exception {
        boolean full = arguments.contains("--full");
        List<String> wanted = arguments.stream().filter(a -> !a.equals("--full")).toList();
        for (String name : wanted) {
            if (name.startsWith("-")) {
                throw new Failure("test has no option " + name + "; it has --full", 2);
            }
            if (!NAMES.contains(name)) {
                throw new Failure("no part '" + name + "'; expected some of " + NAMES, 2);
            }
        }
        List<String> names = wanted.isEmpty() ? NAMES : wanted;
        if (full && !names.contains("notebooks")) {
            throw new Failure("--full is for the notebooks, which are not among " + names, 2);
        }
        Path lib = setup.prepare();
        if (names.contains("launcher") || names.contains("kernel")) {
            setup.locked(
                    () -> {
                        Path extra = layout.root().resolve("launcher/requirements-test.txt");
                        setup.python.extra("test", extra, "--no-deps");
                        return null;
                    });
        }
        var stages = new ArrayList<TestStage>();
        for (String name : NAMES) {
            if (names.contains(name)) {
                stages.add(stage(name, full, lib));
            }
        }
        return new TestRun(layout, setup.processes, stages, SECONDS_OF_SILENCE).run() ? 0 : 1;
    }

    private TestStage stage(String name, boolean full, Path lib) throws Exception {
        return switch (name) {
            case "java" ->
                    new TestStage(name, name, 240, setup.build.command("verify"), Map.of(), true);
            case "launcher" -> pytest(name, 300, "launcher/test");
            case "kernel" -> pytest(name, 330, "kernel-ext/src/test/python");
            default -> {
                String scale = full ? "quick" : System.getenv("OT4J_SCALE");
                scale = scale == null || scale.isEmpty() ? "smoke" : scale;
                var env = Map.of("OT4J_SCALE", scale, "OT4J_LIB", lib.toString());
                yield new TestStage(
                        name,
                        full ? "--full " + name : name,
                        scale.equals("smoke") ? 300 : 1_200,
                        new Notebooks(layout).checkAll(),
                        env,
                        false);
            }
        };
    }

    private TestStage pytest(String name, int seconds, String folder) {
        var command = new ArrayList<String>();
        command.addAll(List.of(layout.python().toString(), "-m", "pytest", "-q", "-ra"));
        command.addAll(List.of("-p", "no:cacheprovider", "--durations=5"));
        command.add(layout.root().resolve(folder).toString());
        var env = Map.of("OT4J_ROOT", layout.root().toString(), "PYTHONUNBUFFERED", "1");
        return new TestStage(name, name, seconds, command, env, false);
    }
}
