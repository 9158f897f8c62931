package org.ot4j.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts processes, none of which outlives the launcher, whatever ends it. */
final class Processes {
    private static final int PATIENCE_SECONDS = 8;

    /** The input of a process that reads nothing. */
    static final File NOTHING = new File(Layout.WINDOWS ? "NUL" : "/dev/null");

    private final Layout layout;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    Processes(Layout layout) {
        this.layout = layout;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "ot4j-end"));
    }

    /** Runs a command on this terminal and returns its exit code. */
    int attached(Path directory, Map<String, String> extra, List<String> command) {
        return await(builder(directory, extra, command).inheritIO());
    }

    /** Runs a command with its output in the log of that name, and returns its exit code. */
    int logged(Path directory, String log, File input, List<String> command) throws IOException {
        Files.createDirectories(layout.log(log).getParent());
        var builder = builder(directory, Map.of(), command).redirectInput(input);
        return await(builder.redirectErrorStream(true).redirectOutput(layout.log(log).toFile()));
    }

    int logged(String log, List<String> command) throws IOException {
        return logged(layout.root(), log, NOTHING, command);
    }

    /** The output of a short command, empty if it fails. */
    static String output(List<String> command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            var process = builder.redirectInput(NOTHING).start();
            var text = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 ? text.trim() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private ProcessBuilder builder(
            Path directory, Map<String, String> extra, List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(layout.environment());
        builder.environment().putAll(extra);
        return builder;
    }

    private int await(ProcessBuilder builder) {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new Failure("cannot start " + builder.command().get(0) + ": " + e.getMessage());
        }
        running.add(process);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            running.remove(process);
        }
    }

    /**
     * Asks running processes to end, then kills them with all their descendants, such as kernels.
     */
    private void endAll() {
        for (var process : running) {
            var tree = process.descendants().toList();
            process.destroy();
            try {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
