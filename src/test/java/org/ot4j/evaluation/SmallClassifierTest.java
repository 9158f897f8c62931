package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.RenderedDigits;

class SmallClassifierTest {
    @Test
    void learnsIsCachedAndOrdersSamplesByQuality(@TempDir Path cache) throws Exception {
        DataSet digits = RenderedDigits.standard().side(16).sample(600, 1);
        try (var first = SmallClassifier.of(digits, 5, cache)) {
            assertTrue(first.accuracy() > 0.9, first.name());
            assertTrue(first.name().contains("accuracy 9") || first.name().contains("100.0"));
            double[][] features = Features.rows(first, digits.head(10));
            assertEquals(64, features[0].length);
            Path file = Files.list(cache).findFirst().orElseThrow();
            var before = Files.getLastModifiedTime(file);
            try (var second = SmallClassifier.of(digits, 5, cache)) {
                assertEquals(before, Files.getLastModifiedTime(file), "not trained again");
                assertEquals(first.accuracy(), second.accuracy());
                double[][] same = Features.rows(second, digits.head(10));
                for (int i = 0; i < 10; i++) {
                    assertArrayEquals(features[i], same[i], 1e-6);
                }
            }
            // A damaged file is not taken for a classifier, also one of the right length.
            byte[] good = Files.readAllBytes(file);
            byte[] flipped = good.clone();
            flipped[good.length / 2] ^= 64;
            Files.write(file, flipped);
            try (var third = SmallClassifier.of(digits, 5, cache)) {
                assertEquals(first.accuracy(), third.accuracy(), "trained again, by the same seed");
            }
            assertArrayEquals(good, Files.readAllBytes(file));
            var fid = Fid.of(first).groups(0);
            var fresh = RenderedDigits.standard().side(16).sample(300, 2);
            var noisy = RenderedDigits.standard().side(16).noise(0.4).sample(300, 2);
            double near = fid.between(digits, fresh).value();
            double far = fid.between(digits, noisy).value();
            assertTrue(near < far / 3, near + " against " + far);
        }
    }

    @Test
    void refusesDataWithoutClassesOrPictures(@TempDir Path cache) {
        DataSet plain = DataSet.of(new float[200 * 64], 1, 8, 8);
        assertThrows(IllegalArgumentException.class, () -> SmallClassifier.of(plain, 1, cache));
        DataSet one = plain.withLabels(new int[200]);
        assertRefused("classes of labelled = 1: expected two", one, cache);
        var labels = new int[200];
        labels[7] = Integer.MAX_VALUE;
        assertRefused("labels[7] = 2147483647: expected", plain.withLabels(labels), cache);
        DataSet points = DataSet.of(new float[400], 2).withLabels(new int[200]);
        assertThrows(IllegalArgumentException.class, () -> SmallClassifier.of(points, 1, cache));
    }

    private static void assertRefused(String message, DataSet labelled, Path cache) {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SmallClassifier.of(labelled, 1, cache));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }
}
