package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the library's Javadoc compiles, with the imports that cells have. */
class JavadocExamplesTest {
    private static final Path SOURCES = Path.of("main/java");
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\}</pre>", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("(?m)^\\s*\\* ?");
    private static final Pattern EXPORT = Pattern.compile("(?m)^    exports ([\\w.]+);");

    /** What a reader takes a name for that an example does not declare. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("x", "double[][]"),
                    Map.entry("y", "double[][]"),
                    Map.entry("points", "double[][]"),
                    Map.entry("sites", "double[][]"),
                    Map.entry("labels", "int[]"),
                    Map.entry("picture", "double[][]"),
                    Map.entry("data", "DataSet"),
                    Map.entry("digits", "DataSet"),
                    Map.entry("samples", "DataSet"),
                    Map.entry("codes", "NDArray"),
                    Map.entry("priorSamples", "NDArray"),
                    Map.entry("generated", "NDArray"),
                    Map.entry("vae", "Vae"),
                    Map.entry("model", "Vae"),
                    Map.entry("flow", "FlowMatching"),
                    Map.entry("fid", "Fid"),
                    Map.entry("prior", "Prior"),
                    Map.entry("net", "NetworkSpec"),
                    Map.entry("gaussian", "Likelihood"),
                    Map.entry("squared", "Distortion"),
                    Map.entry("path", "Path"),
                    Map.entry("total", "long"),
                    Map.entry("gap", "double"));

    /** Where the page of a class speaks of something else by that name. */
    private static final Map<String, Map<String, String>> THERE =
            Map.of(
                    "GromovProblem", Map.of("colours", "double[][]", "otherColours", "double[][]"),
                    "Transport", Map.of("c", "double[][]", "d", "double[][]"),
                    "Comparison", Map.of("x", "DataSet", "y", "NDArray"),
                    "Run", Map.of("x", "DataSet"),
                    "TransportLoss", Map.of("data", "NDArray"));

    @TempDir Path folder;

    @Test
    void everyExampleCompiles() throws IOException {
        var page = new StringBuilder(imports()).append("class Examples {\n");
        int count = 0;
        try (var files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                for (String code : examples(file)) {
                    page.append(method(file, count++, code));
                }
            }
        }
        assertTrue(count > 20, "examples found: " + count);
        Path source = folder.resolve("Examples.java");
        Files.writeString(source, page.append("}\n"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        try (var manager = compiler.getStandardFileManager(found, null, null)) {
            String path = System.getProperty("java.class.path");
            var options = List.of("-proc:none", "-d", folder.toString(), "-cp", path);
            var units = manager.getJavaFileObjects(source);
            boolean compiled = compiler.getTask(null, manager, found, options, null, units).call();
            String[] lines = page.toString().split("\n", -1);
            String errors =
                    found.getDiagnostics().stream()
                            .map(d -> d.getMessage(null) + " in " + line(lines, d))
                            .collect(Collectors.joining("\n"));
            assertEquals(true, compiled, errors);
        }
    }

    private static String line(String[] lines, Diagnostic<?> found) {
        return found.getLineNumber() > 0 ? lines[(int) found.getLineNumber() - 1] : "no line";
    }

    private static String imports() throws IOException {
        var imports = new StringBuilder();
        EXPORT.matcher(Files.readString(SOURCES.resolve("module-info.java")))
                .results()
                .forEach(m -> imports.append("import " + m.group(1) + ".*;\n"));
        for (String other : List.of("java.util", "java.util.function", "java.nio.file")) {
            imports.append("import " + other + ".*;\n");
        }
        return imports
                + "import ai.djl.ndarray.*;\nimport ai.djl.ndarray.types.Shape;\n"
                + "import ai.djl.nn.SequentialBlock;\nimport ai.djl.nn.core.Linear;\n"
                + "import org.ot4j.network.Flow;\n";
    }

    private static List<String> examples(Path file) throws IOException {
        return EXAMPLE.matcher(Files.readString(file))
                .results()
                .map(m -> MARGIN.matcher(m.group(1)).replaceAll(""))
                .toList();
    }

    private static String method(Path file, int number, String code) {
        String simple = file.getFileName().toString().replace(".java", "");
        Map<String, String> names = new HashMap<>(NAMES);
        names.putAll(THERE.getOrDefault(simple, Map.of()));
        List<String> parameters = new ArrayList<>();
        names.forEach(
                (name, type) -> {
                    boolean used = matches(code, "(?<![\\w.\"])" + name + "(?!\\w|\\s*->)");
                    boolean declared =
                            matches(code, "(?:\\w|\\]) " + name + " = ")
                                    || matches(code, "(?<!\\w)" + name + "(?:, \\w+\\))? ->");
                    if (used && !declared) {
                        parameters.add(type + " " + name);
                    }
                });
        return "void "
                + simple.replace("-", "")
                + number
                + "("
                + String.join(", ", parameters)
                + ") throws Exception {\n"
                + code
                + "}\n";
    }

    private static boolean matches(String code, String pattern) {
        return Pattern.compile(pattern).matcher(code).find();
    }
}
