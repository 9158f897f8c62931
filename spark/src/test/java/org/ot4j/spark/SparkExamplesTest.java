package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.JavadocExamples;

/** Every example of this module's Javadoc compiles. */
class SparkExamplesTest {
    private static final List<String> IMPORTS =
            List.of(
                    "java.nio.file.*",
                    "java.util.*",
                    "org.apache.spark.sql.SparkSession",
                    "org.ot4j.evaluation.*",
                    "org.ot4j.model.*",
                    "org.ot4j.model.autoencoder.*",
                    "org.ot4j.spark.*",
                    "org.ot4j.transport.*");

    private static final Map<String, String> NAMES =
            Map.of(
                    "spark", "SparkSession",
                    "study", "Study<LatentModel>",
                    "x", "double[][]",
                    "y", "double[][]",
                    "vae", "Vae",
                    "wae", "Vae",
                    "clouds", "List<Measure>",
                    "digits", "List<Measure>",
                    "pixels", "double[][]",
                    "histograms", "double[][]");

    @TempDir Path folder;

    @Test
    void everyExampleCompiles() throws IOException {
        var examples = new JavadocExamples(Path.of("src/main/java"), IMPORTS, NAMES, Map.of());
        var compiled = examples.compile(folder);
        assertEquals("", compiled.errors());
        assertTrue(compiled.count() > 7, "examples found: " + compiled.count());
    }
}
