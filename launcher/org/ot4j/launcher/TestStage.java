package org.ot4j.launcher;

import java.util.List;
import java.util.Map;

/**
 * A stage of the tests: a command with its environment.
 *
 * @param arguments what runs it alone, behind {@code ./ot4j test}
 * @param seconds how long it takes where no run was timed yet
 * @param builds whether it writes into {@code target}, which one process at a time may
 */
record TestStage(
        String name,
        String arguments,
        int seconds,
        List<String> command,
        Map<String, String> environment,
        boolean builds) {}
