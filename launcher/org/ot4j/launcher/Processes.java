package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts processes, and sees to it that none outlives the launcher, whatever ends it. */
final class Processes {
    private static final int PATIENCE_SECONDS = 8;

    private final Layout layout;
    private volatile boolean ending;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    Processes(Layout layout) {
        this.layout = layout;
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "ot4j-end"));
    }

    /** Runs a command on this terminal and returns its exit code. */
    int attached(Path directory, Map<String, String> extra, List<String> command) {
        return await(start(builder(directory, extra, command).inheritIO()));
    }

    /** Runs a command with its output in a file, and returns its exit code. */
    int logged(Path directory, Path log, List<String> command) {
        try {
            Files.createDirectories(log.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var builder = builder(directory, Map.of(), command);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
        return await(start(builder));
    }

    /** Runs a command, hands on what it prints, and returns its exit code. */
    int piped(Path directory, Map<String, String> extra, List<String> command, OutputStream output)
            throws IOException {
        var builder = builder(directory, extra, command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
        Process process = start(builder);
        try {
            process.getInputStream().transferTo(output);
        } catch (IOException e) {
            process.destroy(); // nobody hears it any more
            throw e;
        }
        return await(process);
    }

    /** Whether the launcher was told to end. */
    boolean ending() {
        return ending;
    }

    /** The output of a short command, or null when it cannot be run or fails. */
    static String output(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes());
            return process.waitFor() == 0 ? text.trim() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static File nothing() {
        return new File(Layout.WINDOWS ? "NUL" : "/dev/null");
    }

    private ProcessBuilder builder(
            Path directory, Map<String, String> extra, List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(layout.environment());
        builder.environment().putAll(extra);
        return builder;
    }

    private Process start(ProcessBuilder builder) {
        try {
            var process = builder.start();
            running.add(process);
            return process;
        } catch (IOException e) {
            throw new Failure("cannot start " + builder.command().get(0) + ": " + e.getMessage());
        }
    }

    private int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            running.remove(process);
        }
    }

    /** Asks all that still runs to end, and makes it. A kernel is a grandchild, so trees end. */
    private void endAll() {
        ending = true;
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
