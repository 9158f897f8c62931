package org.ot4j;

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

/**
 * Compiles all examples of a module's Javadoc, each as a method whose parameters are the names that
 * it uses and does not declare.
 *
 * @param sources the folder of the module's sources
 * @param imports lines of what examples take as imported
 * @param names what a reader takes a name for
 * @param there by class, where its page speaks of something else by a name
 */
public record JavadocExamples(
        Path sources,
        List<String> imports,
        Map<String, String> names,
        Map<String, Map<String, String>> there) {
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\}</pre>", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("(?m)^\\s*\\* ?");

    /**
     * What became of them.
     *
     * @param count of the examples
     * @param errors a line each
     */
    public record Compiled(int count, String errors) {}

    /** Compiles, and leaves what comes of it in a folder. */
    public Compiled compile(Path folder) throws IOException {
        var page = new StringBuilder();
        imports.forEach(each -> page.append("import ").append(each).append(";\n"));
        page.append("class Examples {\n");
        int count = 0;
        try (var files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                for (String code : examples(file)) {
                    page.append(method(file, count++, code));
                }
            }
        }
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
                            .filter(d -> !compiled)
                            .map(d -> d.getMessage(null) + " in " + line(lines, d))
                            .collect(Collectors.joining("\n"));
            return new Compiled(count, errors);
        }
    }

    private static String line(String[] lines, Diagnostic<?> found) {
        return found.getLineNumber() > 0 ? lines[(int) found.getLineNumber() - 1] : "no line";
    }

    private static List<String> examples(Path file) throws IOException {
        return EXAMPLE.matcher(Files.readString(file))
                .results()
                .map(m -> MARGIN.matcher(m.group(1)).replaceAll(""))
                .toList();
    }

    private String method(Path file, int number, String code) {
        String simple = file.getFileName().toString().replace(".java", "");
        Map<String, String> known = new HashMap<>(names);
        known.putAll(there.getOrDefault(simple, Map.of()));
        List<String> parameters = new ArrayList<>();
        known.forEach(
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
