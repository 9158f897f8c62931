package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.Wasserstein;

class LineDistanceTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 2",
        "50, 50, 1",
        "50, 50, 2",
        "60, 45, 1.5",
        "45, 60, 1",
        "13, 200, 30",
        "64, 63, 1000"
    })
    void isThatOfThePlan(int n, int m, double p) {
        var random = new Random(n + m);
        double[] x = random.doubles(n, -3, 5).toArray();
        double[] y = random.doubles(m, -1, 9).toArray();
        // Ties, and points of both sides at the same place.
        x[n / 2] = x[0];
        y[m / 2] = x[0];
        for (double scale : new double[] {1, 1e-200, 1e200}) {
            Measure source = Measure.onLine(Arrays.stream(x).map(t -> scale * t).toArray());
            Measure target = Measure.onLine(Arrays.stream(y).map(t -> scale * t).toArray());
            double expected = Wasserstein.between(source, target, p).distance();
            double found = LineDistance.between(source, target, p).orElseThrow();
            assertEquals(expected, found, 1e-12 * expected);
            assertEquals(found, Transport.wasserstein(source, target, p));
        }
    }

    /** So many numbers are sorted by their digits. */
    @Test
    void manyNumbersMovedByTwoAreTwoApart() {
        double[] x = new Random(3).doubles(150_000, -1, 1).map(t -> 1000 * t * t * t).toArray();
        x[7] = -0.0;
        var y = new double[x.length];
        Arrays.setAll(y, i -> x[(i + 70_001) % x.length] + 2);
        assertEquals(2, Transport.wasserstein(x, y, 1), 1e-12);
        assertEquals(2, Transport.wasserstein(x, y, 30), 1e-12);
    }

    @Test
    void massCounts() {
        var two = Measure.onLine(new double[] {0, 1}, new double[] {4, 4});
        var moved = Measure.onLine(new double[] {3, 2}, new double[] {4, 4});
        assertEquals(Math.sqrt(8 * 4), Transport.wasserstein(two, moved, 2), 1e-14);
        assertEquals(0, Transport.wasserstein(two, two, 2));
    }

    @Test
    void leavesOthersToTheSolvers() {
        var line = Measure.onLine(0, 1);
        assertTrue(LineDistance.between(line, line.withWeights(0.25, 0.75), 1).isEmpty());
        assertTrue(LineDistance.between(line, line.withWeights(1, 1), 1).isEmpty());
        assertTrue(
                LineDistance.between(Measure.onLine(-1e308), Measure.onLine(1e308), 1).isEmpty());
        assertThrows(
                IllegalArgumentException.class,
                () -> Transport.wasserstein(line, line.withWeights(1, 1), 1));
        assertThrows(IllegalArgumentException.class, () -> Transport.wasserstein(line, line, 0.5));
        var plane = Measure.of(new double[][] {{0, 1}});
        assertThrows(IllegalArgumentException.class, () -> Transport.wasserstein(line, plane, 1));
    }
}
