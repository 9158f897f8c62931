package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class RenderedDigitsTest {
    @Test
    void everyClassIsThereAndReadableByItsNearestMean() {
        DataSet train = RenderedDigits.standard().sample(600, 1);
        DataSet test = RenderedDigits.standard().sample(200, 2);
        assertEquals(new Shape(1, 28, 28), train.sampleShape());
        var means = new double[10][784];
        for (int k = 0; k < 10; k++) {
            DataSet part = train.ofClass(k);
            assertEquals(60, part.size());
            for (double[] row : part.toArray()) {
                for (int j = 0; j < 784; j++) {
                    means[k][j] += row[j] / 60;
                }
            }
        }
        int right = 0;
        double[][] rows = test.toArray();
        for (int i = 0; i < rows.length; i++) {
            int best = 0;
            double least = Double.MAX_VALUE;
            for (int k = 0; k < 10; k++) {
                double d = 0;
                for (int j = 0; j < 784; j++) {
                    d += Math.pow(rows[i][j] - means[k][j], 2);
                }
                if (d < least) {
                    least = d;
                    best = k;
                }
            }
            right += best == test.labels()[i] ? 1 : 0;
        }
        assertTrue(right > 170, "nearest mean gets " + right + " of 200");
    }

    @Test
    void theSeedFixesAllAndTheSettingsShow() {
        var plain = RenderedDigits.standard();
        assertEquals(plain.sample(30, 5).fingerprint(), plain.sample(30, 5).fingerprint());
        assertNotEquals(plain.sample(30, 5).fingerprint(), plain.sample(30, 6).fingerprint());
        assertNotEquals(
                plain.sample(30, 5).fingerprint(), plain.rotation(45).sample(30, 5).fingerprint());
        assertEquals(new Shape(1, 64, 64), plain.side(64).sample(1, 1).sampleShape());
        double before = background(plain.sample(50, 3));
        double after = background(plain.noise(0.2).sample(50, 3));
        assertEquals(0, before, 0.02);
        // The mean of a clipped half normal with std 0.2: 0.2 / sqrt(2 pi).
        assertEquals(0.0798, after, 0.02);
        assertThrows(IllegalArgumentException.class, () -> plain.side(2));
        assertThrows(IllegalArgumentException.class, () -> plain.noise(-1));
    }

    private static double background(DataSet digits) {
        double sum = 0;
        for (double[] row : digits.toArray()) {
            sum += (row[0] + row[27] + row[28] + row[783]) / 4;
        }
        return sum / digits.size();
    }
}
