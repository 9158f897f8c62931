package org.ot4j.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the tests of the whole project: stages, side by side as far as there are processors. */
final class Tests {
    private static final List<String> NAMES = List.of("java", "launcher", "kernel", "notebooks");

    /** A log is never silent for longer than a minute. */
    private static final double SECONDS_OF_SILENCE = 50;

    /** For a Java that ends soon. */
    private static final String BRIEF = "-XX:TieredStopAtLevel=1";

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
                throw new Failure("there is no part '" + name + "'; expected some of " + NAMES, 2);
            }
        }
        List<String> names = wanted.isEmpty() ? NAMES : wanted;
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
        if (full) {
            Collections.reverse(stages); // the notebooks take longest, so they begin
        }
        return new TestRun(layout, setup.processes, stages, SECONDS_OF_SILENCE).run() ? 0 : 1;
    }

    private TestStage stage(String name, boolean full, Path lib) throws Exception {
        return switch (name) {
            case "java" -> java(full);
            case "launcher" -> pytest(name, full, full ? 240 : 300, "launcher/test");
            case "kernel" -> pytest(name, full, full ? 120 : 330, "kernel-ext/src/test/python");
            default -> {
                String scale = full ? "quick" : System.getenv("OT4J_SCALE");
                scale = scale == null || scale.isEmpty() ? "smoke" : scale;
                var env = Map.of("OT4J_SCALE", scale, "OT4J_LIB", lib.toString());
                yield new TestStage(
                        name,
                        arguments(name, full),
                        scale.equals("smoke") ? 300 : 1_200,
                        new Notebooks(layout).checkAll(),
                        env,
                        false);
            }
        };
    }

    /**
     * The tests; or those with the tag {@code full}, and format, Error Prone and Javadoc, for which
     * all has to be compiled anew.
     */
    private TestStage java(boolean full) {
        var command =
                full
                        ? setup.build.command("clean", "verify", "-Dgroups=full")
                        : setup.build.command("verify", "-Dfast", "-Dot4j.excludedGroups=full");
        return new TestStage(
                "java", arguments("java", full), full ? 150 : 240, command, Map.of(), true);
    }

    /**
     * What is marked as {@code full} runs where that is asked for, and nothing else then. Java is
     * started some hundred times for a few seconds, in which it had better not optimize; but what
     * the kernel's long tests measure is to be what users have.
     */
    private TestStage pytest(String name, boolean full, int seconds, String folder) {
        var command = new ArrayList<String>();
        command.addAll(List.of(layout.python().toString(), "-m", "pytest", "-q", "-ra"));
        command.addAll(List.of("-p", "no:cacheprovider", "--durations=5"));
        command.addAll(List.of("-m", full ? "full" : "not full"));
        command.add(layout.root().resolve(folder).toString());
        var env = new HashMap<String, String>();
        env.put("OT4J_ROOT", layout.root().toString());
        env.put("PYTHONUNBUFFERED", "1");
        if (!full || name.equals("launcher")) {
            String own = System.getenv("JAVA_TOOL_OPTIONS");
            env.put("JAVA_TOOL_OPTIONS", (own == null ? "" : own + " ") + BRIEF);
        }
        return new TestStage(name, arguments(name, full), seconds, command, env, false);
    }

    private static String arguments(String name, boolean full) {
        return full ? "--full " + name : name;
    }
}
