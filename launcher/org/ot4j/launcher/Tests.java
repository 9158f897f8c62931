package org.ot4j.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the tests of the whole project, part by part, and sums up. */
final class Tests {
    private static final List<String> PARTS = List.of("java", "launcher", "kernel", "notebooks");

    private final Setup setup;
    private final Layout layout;

    Tests(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    int run(List<String> wanted) throws Exception {
        for (String part : wanted) {
            if (!PARTS.contains(part)) {
                throw new Failure("no part '" + part + "'; expected some of " + PARTS, 2);
            }
        }
        List<String> parts = wanted.isEmpty() ? PARTS : wanted;
        setup.prepare();
        if (parts.contains("launcher") || parts.contains("kernel")) {
            setup.locked(
                    () -> {
                        Path extra = layout.root().resolve("launcher/requirements-test.txt");
                        setup.python.extra("test", extra, "--no-deps");
                        return null;
                    });
        }
        var lines = new LinkedHashMap<String, String>();
        boolean passed = true;
        for (String part : PARTS) {
            if (parts.contains(part)) {
                System.out.println("\n== " + part);
                long start = System.nanoTime();
                boolean ok = part(part) == 0;
                passed &= ok;
                long seconds = (System.nanoTime() - start) / 1_000_000_000L;
                lines.put(part, (ok ? "passed" : "FAILED") + " in " + seconds + " s");
            }
        }
        System.out.println("\n== summary");
        lines.forEach((part, result) -> System.out.printf("%-10s %s%n", part, result));
        return passed ? 0 : 1;
    }

    private int part(String part) throws Exception {
        return switch (part) {
            case "java" -> setup.locked(() -> setup.build.mavenAttached("verify"));
            case "launcher" -> pytest("launcher/test");
            case "kernel" -> pytest("kernel-ext/src/test/python");
            default -> new Notebooks(layout).checkAll(setup);
        };
    }

    private int pytest(String folder) {
        var command = new ArrayList<String>();
        command.addAll(List.of(layout.python().toString(), "-m", "pytest", "-q", "-ra"));
        command.addAll(List.of("-p", "no:cacheprovider", "--durations=5"));
        command.add(layout.root().resolve(folder).toString());
        return setup.processes.attached(
                layout.root(), Map.of("OT4J_ROOT", layout.root().toString()), command);
    }
}
