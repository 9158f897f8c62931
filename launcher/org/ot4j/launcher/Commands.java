package org.ot4j.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands whose work is Python's; each is a program in the folder {@code launcher}. */
final class Commands {
    private final Setup setup;
    private final Layout layout;

    Commands(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    /** Lists the notebooks, which needs nothing but Python itself. */
    int notebooks() {
        return bare("notebooks.py", List.of(), Map.of());
    }

    int run(List<String> arguments) throws Exception {
        int code = parse("run.py", arguments);
        return code != 0 ? code : start("run.py", arguments, Map.of());
    }

    /**
     * Opens JupyterLab, unless the first word is one of the teacher's; a file of that name is
     * ./new.
     */
    int lab(List<String> arguments) throws Exception {
        if (!arguments.isEmpty() && List.of("new", "release", "grade").contains(arguments.get(0))) {
            int code = parse("teach.py", arguments);
            return code != 0 ? code : start("teach.py", arguments, Map.of());
        }
        return start("lab.py", arguments, Map.of());
    }

    /** Changes the user's own Jupyter, so it is looked for as the user set it up. */
    int kernel(List<String> arguments) throws Exception {
        int code = parse("kernelspec.py", arguments);
        var jupyter =
                Map.of(
                        "JUPYTER_DATA_DIR", Layout.variable("JUPYTER_DATA_DIR"),
                        "JUPYTER_PLATFORM_DIRS", Layout.variable("JUPYTER_PLATFORM_DIRS"));
        return code != 0 ? code : start("kernelspec.py", arguments, jupyter);
    }

    int test(List<String> arguments) throws Exception {
        int code = parse("run_tests.py", arguments);
        if (code != 0) {
            return code;
        }
        Path lib = setup.prepare();
        var parts = arguments.stream().filter(a -> !a.startsWith("-")).toList();
        if (parts.isEmpty() || parts.contains("notebooks") || parts.contains("kernel")) {
            // Here, because Maven's tests keep other builds waiting, that of %spark too.
            setup.locked(() -> setup.build.spark(lib));
        }
        if (parts.isEmpty() || parts.contains("launcher") || parts.contains("kernel")) {
            Path packages = layout.root().resolve("launcher/requirements-test.txt");
            setup.locked(() -> setup.python.extra("test", packages, "--no-deps"));
        }
        return start("run_tests.py", arguments, Map.of());
    }

    /** Builds the site; Spark's jars are there for the Javadoc. */
    int docs(List<String> arguments) throws Exception {
        int code = parse("docs.py", arguments);
        if (code != 0) {
            return code;
        }
        Path lib = setup.prepare();
        Path packages = layout.root().resolve("launcher/requirements-docs.txt");
        setup.locked(() -> setup.build.spark(lib));
        setup.locked(() -> setup.python.extra("docs", packages, "--no-deps"));
        return start("docs.py", arguments, Map.of());
    }

    /** A set-up may take minutes, so wrong arguments are reported before it. */
    private int parse(String program, List<String> arguments) {
        return bare(program, arguments, Map.of("OT4J_ONLY_PARSE", "yes"));
    }

    private int bare(String program, List<String> arguments, Map<String, String> environment) {
        var python =
                Files.exists(layout.python())
                        ? List.of(layout.python().toString())
                        : setup.python.find();
        return setup.processes.attached(
                Layout.caller(), environment, command(python, program, arguments));
    }

    private int start(String program, List<String> arguments, Map<String, String> environment)
            throws Exception {
        var all = new LinkedHashMap<>(environment);
        all.put("OT4J_LIB", setup.prepare().toString());
        var python = List.of(layout.python().toString());
        return setup.processes.attached(Layout.caller(), all, command(python, program, arguments));
    }

    private List<String> command(List<String> python, String program, List<String> arguments) {
        var command = new ArrayList<>(python);
        command.add(layout.root().resolve("launcher").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }
}
