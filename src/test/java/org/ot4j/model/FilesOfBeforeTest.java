package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.network.Recipe;
import org.ot4j.network.Recipes;

/** What was written when all models were in one package. */
class FilesOfBeforeTest {
    private static final int LINES = 77;

    /** The bits of four samples by the seed 1. */
    private static final int[] SAMPLES = {
        0x3e7529c0,
        0x3dafbfc0,
        0x3e7529c0,
        0x3dafbfc0,
        0x3e61ff48,
        0xbefd9fb8,
        0x3f3e8016,
        0xbefe317e
    };

    private static byte[] resource(String name) throws IOException {
        try (var in = FilesOfBeforeTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    /** Models of all kinds and settings, one a line. */
    @Test
    void recipesAreReadAndWrittenAsTheyWere() throws IOException {
        List<String> lines =
                new String(resource("recipes.txt"), StandardCharsets.UTF_8).lines().toList();
        assertEquals(LINES, lines.size());
        for (String line : lines) {
            Recipe recipe = Recipes.fromJson(line);
            assertEquals(line, Recipes.toJson(recipe));
        }
    }

    @Test
    void aTrainedModelIsTheSame(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("c-vae"), resource("c-vae.ot4j"));
        try (GenerativeModel model = GenerativeModel.load(file)) {
            assertEquals("C-VAE", model.name());
            float[] samples = model.sample(4, 1).toFloatArray();
            for (int k = 0; k < SAMPLES.length; k++) {
                assertEquals(Float.intBitsToFloat(SAMPLES[k]), samples[k], 1e-6f);
            }
            Path again = model.save(folder.resolve("again"));
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
        }
    }
}
