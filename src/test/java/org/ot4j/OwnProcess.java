package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a main of the tests in a Java process of its own. */
public final class OwnProcess {
    private OwnProcess() {}

    /** A process with this one's class path; its locale is C where {@code ascii}. */
    public static Process start(boolean ascii, Class<?> main, String... args) throws Exception {
        return start(ascii, List.of(), main, args);
    }

    /** The same with further options of Java. */
    public static Process start(boolean ascii, List<String> options, Class<?> main, String... args)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
        command.addAll(options);
        if (ascii) {
            command.add("-Dfile.encoding=US-ASCII");
        }
        command.addAll(List.of("-cp", classPath(main), main.getName()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (ascii) {
            builder.environment().put("LC_ALL", "C");
        }
        return builder.start();
    }

    /** Waits for so many seconds, and fails with what the process said where it failed or hung. */
    public static void finish(Process process, int seconds) throws Exception {
        var told =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return process.getInputStream().readAllBytes();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        var text = new String(told.get(), StandardCharsets.UTF_8);
        assertTrue(ended, "no end after " + seconds + " s: " + text);
        assertEquals(0, process.exitValue(), text);
    }

    /** Waits, and fails with what the process said where it failed. */
    public static void finish(Process process) throws Exception {
        byte[] told = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), new String(told, StandardCharsets.UTF_8));
    }

    private static String classPath(Class<?> main) {
        return main.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(URL::getPath)
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }
}
