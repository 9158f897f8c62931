package org.ot4j.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.jni.LibUtils;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What works with the engine's jars left out, and what the rest says. */
class EngineJarsTest {
    @TempDir private Path cache;

    @ParameterizedTest
    @ValueSource(strings = {"/ai/djl/pytorch/", "/ai/djl/"})
    void transportOfArraysNeedsNoEngine(String leftOut) throws Exception {
        var answers = run("arrays", leftOut);
        assertEquals(10, answers.size());
        answers.forEach((task, answer) -> assertEquals(4, number(answer), 1e-3, task));
    }

    @Test
    void theErrorNamesTheEngine() throws Exception {
        everyAnswerNames("ai.djl.pytorch:pytorch-engine:", run("engine", "/ai/djl/pytorch/"));
    }

    @Test
    void theErrorNamesPyTorchForThisMachine() throws Exception {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        String system = System.getProperty("os.name").substring(0, 3).toLowerCase(Locale.ROOT);
        String classifier =
                Map.of("lin", "linux-", "mac", "osx-", "win", "win-").get(system) + machine;
        var answers = run("engine", "/pytorch-native-cpu/");
        everyAnswerNames("ai.djl.pytorch:pytorch-native-cpu:2.7.1:" + classifier, answers);
        String tag = "<classifier>" + classifier + "</classifier>";
        assertTrue(answers.get("a manager").contains(tag), answers.get("a manager"));
        assertTrue(answers.get("a manager").contains("PYTORCH_LIBRARY_PATH"));
    }

    @Test
    void theErrorNamesTheBinding() throws Exception {
        everyAnswerNames("ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1", run("engine", "/pytorch-jni/"));
    }

    /** Built for a PyTorch of one's own, where DJL looks for it first. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need rights there")
    void theBindingMayBeBesidePyTorch() throws Exception {
        Path pytorch = Files.createDirectory(cache.resolve("own"));
        PyTorch.engine();
        try (Stream<Path> files = Files.list(Path.of(LibUtils.getLibtorchPath()))) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(pytorch.resolve(file.getFileName()), file);
            }
        }
        var answers = run("engine", "/pytorch-jni/", "-DPYTORCH_LIBRARY_PATH=" + pytorch);
        answers.forEach((task, answer) -> assertFalse(answer.contains("Exception"), answer));
        try (Stream<Path> links = Files.list(pytorch)) { // of each left JUnit would warn
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }

    @Test
    void theErrorNamesWhatThereIsWhereThereIsNone() throws Exception {
        var answers = run("engine", "/pytorch-native-cpu/", "-Dos.arch=sparc");
        String answer = answers.get("a manager");
        assertTrue(answer.contains("There is no PyTorch 2.7.1 for"), answer);
        assertTrue(answer.contains("linux-aarch64, linux-x86_64, osx-aarch64, win-x86_64"), answer);
    }

    private void everyAnswerNames(String line, Map<String, String> answers) throws Exception {
        assertEquals(4, answers.size());
        answers.forEach(
                (task, answer) -> {
                    String start = IllegalStateException.class.getName() + ": ";
                    assertTrue(answer.startsWith(start), task + ": " + answer);
                    assertTrue(answer.contains("runtimeOnly(\"" + line), task + ": " + answer);
                    assertTrue(answer.contains("//DEPS " + line), task + ": " + answer);
                });
        try (Stream<Path> files = Files.walk(cache)) {
            assertEquals(List.of(), files.filter(f -> f.toString().contains("torch")).toList());
        }
    }

    private static double number(String answer) {
        assertFalse(answer.contains("Exception") || answer.contains("Error"), answer);
        return Double.parseDouble(answer);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Answers by task, of a JVM of its own without the jars whose path has the word. */
    private Map<String, String> run(String tasks, String leftOut, String... options)
            throws Exception {
        String all = System.getProperty("java.class.path");
        String some =
                Stream.of(all.split(File.pathSeparator))
                        .filter(jar -> !jar.replace('\\', '/').contains(leftOut))
                        .collect(Collectors.joining(File.pathSeparator));
        assertTrue(some.length() < all.length(), all);
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", some));
        command.addAll(List.of(options));
        command.addAll(List.of(EngineLess.class.getName(), tasks));
        var builder = new ProcessBuilder(command);
        Path errors = cache.resolve("errors");
        builder.redirectError(errors.toFile());
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().remove("PYTORCH_LIBRARY_PATH");
        Process process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> out + read(errors));
        var answers = new LinkedHashMap<String, String>();
        for (String part : out.split("## ")) {
            if (!part.isBlank()) {
                String[] pair = part.split("\\R", 2);
                answers.put(pair[0], pair[1].strip());
            }
        }
        return answers;
    }
}
