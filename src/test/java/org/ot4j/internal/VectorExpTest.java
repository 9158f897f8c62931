package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorExpTest {
    @Test
    void agreesWithStrictMathToTheLastDigits() {
        var random = new Random(1);
        for (double range : new double[] {1e-9, 0.5, 10, 640}) {
            double[] x = random.doubles(3_000, -range, range).toArray();
            double[] y = x.clone();
            VectorExp.exp(y, 0, y.length, new double[y.length]);
            for (int i = 0; i < x.length; i++) {
                assertEquals(1, y[i] / StrictMath.exp(x[i]), 5e-16, "exp(" + x[i] + ")");
            }
        }
    }

    @Test
    void staysPositiveAndFiniteEverywhere() {
        double[] x = {-1e300, -700, -650, 0, 700, 800, 1e300, Double.NEGATIVE_INFINITY};
        VectorExp.exp(x, 0, x.length, new double[x.length]);
        for (double y : x) {
            assertTrue(y > 0 && y < Double.POSITIVE_INFINITY);
        }
        assertTrue(x[0] < 1e-282);
        assertEquals(1, x[3], 0);
    }
}
