package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;

/** The code on the package's page is compiled as it stands there, and every model takes a step. */
class CookbookPageTest {
    private static final Path PAGE = Path.of("main/java/org/ot4j/model/package-info.java");
    private static final String IMPORTS =
            "import org.ot4j.distribution.*;\n"
                    + "import org.ot4j.divergence.*;\n"
                    + "import org.ot4j.model.*;\n"
                    + "import org.ot4j.model.adversarial.*;\n"
                    + "import org.ot4j.model.autoencoder.*;\n"
                    + "import org.ot4j.model.coupled.*;\n"
                    + "import org.ot4j.model.flow.*;\n"
                    + "import org.ot4j.model.kantorovich.*;\n"
                    + "import org.ot4j.network.*;\n"
                    + "import org.ot4j.transport.*;\n";

    @Test
    void everyModelOfThePageTrains(@TempDir Path folder) throws Exception {
        String text = Files.readString(PAGE);
        var code = new StringBuilder();
        Pattern.compile("<pre>\\{@code\n(.*?)\\}</pre>", Pattern.DOTALL)
                .matcher(text)
                .results()
                .forEach(block -> code.append(block.group(1).replaceAll("(?m)^ \\* ?", "")));
        List<String> names =
                Pattern.compile("var (\\w+) =")
                        .matcher(code)
                        .results()
                        .map(r -> r.group(1))
                        .toList();
        assertTrue(names.size() >= 30, names::toString);

        var source = new StringBuilder(IMPORTS + "public class Page {\n");
        source.append("public static java.util.Map<String, Object> models() {\n").append(code);
        source.append("var all = new java.util.LinkedHashMap<String, Object>();\n");
        names.forEach(name -> source.append("all.put(\"" + name + "\", " + name + ");\n"));
        source.append("return all;\n}\n}\n");
        Path file = folder.resolve("Page.java");
        Files.writeString(file, source);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                file.toString());
        assertEquals(0, result, "compiles");

        // In [0, 1], as the Bernoulli likelihood needs.
        double[][] unit = GaussianMixture.ring(8, 2, 0.2).sample(64, 1).toArray();
        for (double[] point : unit) {
            point[0] = (point[0] + 4) / 8;
            point[1] = (point[1] + 4) / 8;
        }
        DataSet data = DataSet.of(unit);
        var trained = new ArrayList<String>();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            for (var entry : models(loader).entrySet()) {
                if (entry.getValue() instanceof GenerativeModel model) {
                    try (model) {
                        model.train(data).steps(1).batchSize(64).fit();
                        for (float value : model.sample(5, 1).toFloatArray()) {
                            assertTrue(Float.isFinite(value), entry.getKey());
                        }
                        trained.add(model.name());
                    }
                }
            }
        }
        assertEquals(names.size() - 5, trained.size(), "all but the parts in common");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> models(ClassLoader loader) throws Exception {
        return new LinkedHashMap<>(
                (Map<String, Object>) loader.loadClass("Page").getMethod("models").invoke(null));
    }
}
