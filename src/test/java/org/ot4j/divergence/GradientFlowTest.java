package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.data.GaussianMixture;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.entropic.Sinkhorn;

class GradientFlowTest {
    private static final double[][] X = {{0, 0}, {1, 0}, {0, 1}};
    private static final double[][] Y = {{5, 5}, {7, 5}, {5, 8}};

    /** W₂² pulls each point along its ray: the plan stays, and the rest shrinks by 1 - 2h. */
    @Test
    void transportFlowsAlongStraightLines() {
        var loss = TransportLoss.of(Transport::exact);
        var path = GradientFlow.of(loss::of, Y).from(X).rate(0.1).steps(8);
        double value = Transport.exact(X, Y).value();
        assertEquals(9, path.frames().length);
        for (int k = 0; k <= 8; k++) {
            double left = Math.pow(0.8, k);
            assertEquals(value * left * left, path.values()[k], 1e-4 * value);
            for (int i = 0; i < 3; i++) {
                assertEquals(Y[i][0] + left * (X[i][0] - Y[i][0]), path.frames()[k][i][0], 1e-5);
                assertEquals(Y[i][1] + left * (X[i][1] - Y[i][1]), path.frames()[k][i][1], 1e-5);
            }
        }
        assertArrayEquals(new double[] {0, 0}, X[0], "the start is left alone");
        var atOnce = GradientFlow.of(loss::of, Y).from(X).rate(0.5).steps(1);
        assertEquals(0, Transport.wasserstein(atOnce.points(), Y, 2), 1e-5);
    }

    /** The mean of |x|²: each point decays by 1 - 2h, however many there are. */
    @Test
    void aPotentialActsOnEachPoint() {
        double[][] line = {{3}, {-1}, {2}, {8}};
        var path = GradientFlow.of(x -> x.square().mean()).from(line).rate(0.25).steps(3);
        for (int i = 0; i < line.length; i++) {
            assertEquals(line[i][0] / 8, path.points()[i][0], 1e-6);
        }
    }

    @Test
    void anyLossOfTheLibraryGoesDown() {
        var x = GaussianMixture.ring(1, 1, 0.3).sample(40, 1);
        var y = GaussianMixture.grid(2, 0.1).sample(40, 2);
        var divergence = TransportLoss.divergence(Sinkhorn.of(0.05));
        assertFalls(GradientFlow.of(divergence::of, y).from(x).rate(0.2).steps(10), 0.2);
        var sliced = SlicedWasserstein.of(2);
        assertFalls(GradientFlow.of(sliced::loss, y).from(x).rate(0.5).steps(10), 0.5);
    }

    private static void assertFalls(GradientFlow.Path path, double part) {
        double[] values = path.values();
        double last = values[values.length - 1];
        assertTrue(last < part * values[0], () -> values[0] + " to " + last);
    }

    private static void assertFails(String message, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(message), error::getMessage);
    }

    @Test
    void anInterruptedFlowEndsEarly() {
        Thread.currentThread().interrupt();
        var path = GradientFlow.of(x -> x.square().mean()).from(X).steps(5);
        assertTrue(Thread.interrupted());
        assertEquals(1, path.frames().length);
        assertEquals(1, path.values().length);
    }

    @Test
    void badInputIsNamed() {
        assertFails("rate = 0.0", () -> GradientFlow.of(NDArray::mean).from(X).rate(0));
        assertFails("steps = 0", () -> GradientFlow.of(NDArray::mean).from(X).steps(0));
        assertFails("shape of the loss", () -> GradientFlow.of(NDArray::square).from(X).steps(1));
        assertFails(
                "gradient of the loss",
                () -> GradientFlow.of(x -> x.getManager().create(1f)).from(X).steps(1));
        assertFails(
                "loss after",
                () -> GradientFlow.of(x -> x.square().mean()).from(X).rate(1e30).steps(9));
        assertFails(
                "dimension of x = 2",
                () -> GradientFlow.of((x, y) -> x, new double[][] {{1}}).from(X));
    }
}
