package org.ot4j.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs pretended stages of the tests: {@code ROOT SILENCE NAME=SHELL...}. */
final class RunStages {
    private RunStages() {}

    public static void main(String[] args) throws Exception {
        var layout = new Layout(Path.of(args[0]));
        var stages = new ArrayList<TestStage>();
        for (String arg : List.of(args).subList(2, args.length)) {
            String[] parts = arg.split("=", 2);
            var command = List.of("sh", "-c", parts[1]);
            stages.add(new TestStage(parts[0], parts[0], 300, command, Map.of(), false));
        }
        double silence = Double.parseDouble(args[1]);
        var run = new TestRun(layout, new Processes(layout), stages, silence);
        System.exit(run.run() ? 0 : 1);
    }
}
