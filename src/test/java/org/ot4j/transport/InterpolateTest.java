package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolateTest {
    private static Measure cloud(int n, long seed) {
        var random = new Random(seed);
        var points = new double[n][];
        Arrays.setAll(
                points, i -> new double[] {seed + random.nextGaussian(), random.nextGaussian()});
        return Measure.of(points, random.doubles(n, 0.5, 2).toArray()).normalized();
    }

    /** A geodesic of constant speed: W₂ to the ends is t and 1 - t of the whole. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.5, 1})
    void exactTransportMovesAtConstantSpeed(double t) {
        Measure x = cloud(12, 1);
        Measure y = cloud(17, 3);
        double whole = Transport.wasserstein(x, y, 2);
        Measure at = Transport.exact(x, y).interpolate(t);
        assertEquals(1, at.mass(), 1e-12);
        assertEquals(t * whole, Transport.wasserstein(x, at, 2), 1e-7);
        assertEquals((1 - t) * whole, Transport.wasserstein(at, y, 2), 1e-7);
    }

    @Test
    void theMapMovesPointsAlongStraightLines() {
        double[][] x = {{0, 0}, {1, 0}};
        double[][] y = {{2, 2}, {3, 2}};
        var map = Transport.exact(x, y).map();
        assertArrayEquals(new double[] {2, 1}, map.interpolate(x, 0.5)[1], 1e-12);
        assertArrayEquals(new double[] {0.5, 0.5}, map.interpolate(x, 0.25)[0], 1e-12);
        assertArrayEquals(y[1], map.interpolate(x, 1)[1], 1e-12);
    }

    /** The target has twice the mass; one source is too far to be moved. */
    @Test
    void unbalancedMassChangesOnTheWay() {
        Measure x = Measure.onLine(new double[] {0, 100}, new double[] {1, 0.5});
        Measure y = Measure.onLine(new double[] {2}, new double[] {2});
        var penalty = Penalty.totalVariation(10);
        var result = Transport.unbalanced(x, y, penalty, penalty);
        assertEquals(1.5, result.interpolate(0).mass(), 1e-9);
        assertEquals(2, result.interpolate(1).mass(), 1e-9);
        Measure half = result.interpolate(0.5);
        assertEquals(1.75, half.mass(), 1e-9);
        assertEquals(1, half.point(0)[0], 1e-12);
        assertEquals(100, half.point(1)[0], 1e-12);
        assertEquals(0.25, half.weights()[1], 1e-9);
    }

    @Test
    void endsAreTheMeasuresThemselvesForEntropyToo() {
        Measure x = cloud(6, 1);
        Measure y = cloud(5, 2);
        var results = List.of(Transport.sinkhorn(x, y, 0.5), Transport.unbalanced(x, y, 0.5, 1));
        for (var result : results) {
            assertEquals(0, Transport.wasserstein(x, result.interpolate(0), 2), 1e-6);
            assertEquals(0, Transport.wasserstein(y, result.interpolate(1), 2), 1e-6);
        }
    }

    @Test
    void badInputIsNamed() {
        double[][] costs = {{0, 1}, {1, 0}};
        var matrix = Transport.emd(costs);
        assertThrows(IllegalStateException.class, () -> matrix.interpolate(0.5));
        var result = Transport.exact(cloud(3, 1), cloud(3, 2));
        var time = assertThrows(IllegalArgumentException.class, () -> result.interpolate(1.5));
        assertTrue(time.getMessage().startsWith("t = 1.5"), time::getMessage);
        var size =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> result.plan().interpolate(cloud(2, 1), cloud(3, 2), 0.5));
        assertTrue(size.getMessage().startsWith("source.size() = 2"), size::getMessage);
    }
}
