package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the library's Javadoc compiles, with the imports that cells have. */
class JavadocExamplesTest {
    private static final Path SOURCES = Path.of("main/java");
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
        var compiled = new JavadocExamples(SOURCES, imports(), NAMES, THERE).compile(folder);
        assertEquals("", compiled.errors());
        assertTrue(compiled.count() > 20, "examples found: " + compiled.count());
    }

    private static List<String> imports() throws IOException {
        var imports = new ArrayList<String>();
        EXPORT.matcher(Files.readString(SOURCES.resolve("module-info.java")))
                .results()
                .forEach(m -> imports.add(m.group(1) + ".*"));
        imports.addAll(
                List.of(
                        "java.util.*",
                        "java.util.function.*",
                        "java.nio.file.*",
                        "ai.djl.ndarray.*",
                        "ai.djl.ndarray.types.Shape",
                        "ai.djl.nn.SequentialBlock",
                        "ai.djl.nn.core.Linear",
                        "org.ot4j.network.Flow"));
        return imports;
    }
}
