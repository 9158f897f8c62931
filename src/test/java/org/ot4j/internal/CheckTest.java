package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.transport.Measure;
import org.ot4j.transport.map.GaussianTransport;

class CheckTest {
    private static final int N = 20_000;

    @Test
    void theFirstThatIsWrongIsNamed() {
        assertMessage(
                "w[1] = -1.0: expected", () -> Check.notNegative(new double[] {1, -1, -2}, "w"));
        assertMessage(
                "w[0] = NaN: expected", () -> Check.notNegative(new double[] {Double.NaN}, "w"));
        assertMessage(
                "x[2] = Infinity: expected", () -> Check.finite(new double[] {0, 1, 1 / 0.0}, "x"));
        assertMessage(
                "x[1].length = 1: expected 2",
                () -> Check.points(new double[][] {{1, 2}, {1}}, "x"));
        assertMessage(
                "x[1] = null: expected", () -> Check.row(new double[][] {{1}, null}, 1, 1, "x"));
    }

    private static void assertMessage(String start, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(start), message);
    }

    /** A text for each number would take a hundred bytes of each, and most of the time. */
    @Test
    void whatIsRightHasNoTexts() throws Throwable {
        var numbers = new double[N];
        Arrays.fill(numbers, 1);
        var rows = new double[N / 2][2];
        assertEquals(0, bytes(() -> Check.finite(numbers, "numbers")) / N);
        assertEquals(0, bytes(() -> Check.notNegative(numbers, "numbers")) / N);
        assertEquals(0, bytes(() -> Check.points(rows, "rows")) / N);
        // A box for each number of f, where Java has not compiled it yet.
        assertTrue(bytes(() -> FDivergence.KL.between(numbers, numbers)) / N < 40);
        double[] probabilities = numbers.clone();
        Arrays.fill(probabilities, 1.0 / N);
        // What these keep are copies: 8 bytes a number, or 4 and what the rows of a set take.
        assertTrue(bytes(() -> Prior.categorical(probabilities)) / N < 40);
        assertTrue(bytes(() -> Measure.of(rows)) / N < 40);
        assertTrue(bytes(() -> DataSet.of(rows)) / N < 40);
        int d = 40;
        var identity = new double[d][d];
        for (int i = 0; i < d; i++) {
            identity[i][i] = 1;
        }
        var mean = new double[d];
        Executable between = () -> GaussianTransport.between(mean, identity, mean, identity);
        assertTrue(bytes(between) / (d * d) < 200);
        assertTrue(bytes(() -> Prior.gaussian(mean, identity)) / (d * d) < 40);
    }

    private static long bytes(Executable call) throws Throwable {
        call.execute();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        call.execute();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
