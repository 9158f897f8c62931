package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;

class LineTransportTest {
    @Property(tries = 100, seed = "7")
    void agreesWithTheSimplex(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 40) int m,
            @ForAll @IntRange(min = 0, max = 4) int kind,
            @ForAll long seed) {
        var random = new Random(seed);
        // Some points fall together.
        double[] x =
                random.doubles(n).map(v -> random.nextBoolean() ? v : Math.rint(3 * v)).toArray();
        double[] y =
                random.doubles(m).map(v -> random.nextBoolean() ? v : Math.rint(3 * v)).toArray();
        boolean uniform = random.nextBoolean();
        Measure source = Measure.onLine(x);
        Measure target = Measure.onLine(y);
        if (!uniform) {
            source = source.withWeights(TransportChecks.weights(n, true, random));
            target = target.withWeights(TransportChecks.weights(m, true, random));
        }
        Cost cost =
                switch (kind) {
                    case 0 -> Cost.squaredEuclidean();
                    case 1 -> Cost.euclidean();
                    case 2 -> Cost.euclidean(3.3);
                    case 3 -> Cost.lp(1.5);
                    // The quantile loss: convex and not symmetric.
                    default -> Cost.ofDifference(t -> Math.max(0.9 * t, -0.1 * t));
                };
        var problem = TransportProblem.between(source, target).cost(cost);
        assertTrue(LineTransport.applies(problem));
        var line = TransportChecks.checkOptimal(problem, new LineTransport().solve(problem));
        var simplex = NetworkSimplex.builder().build().solve(problem);
        assertEquals(simplex.value(), line.value(), 1e-12 * (1 + simplex.value()));
    }

    @Tag("full")
    @Test
    void aMillionPointsCostTheirShift() {
        int n = 1_000_000;
        double[] x = new Random(1).doubles(n).toArray();
        double[] y = Arrays.stream(x).map(v -> v + 0.25).toArray();
        Measure a = Measure.onLine(x);
        Measure b = Measure.onLine(y);
        assertEquals(0.25, Transport.wasserstein(a, b, 1), 1e-12);
        assertEquals(0.25, Transport.wasserstein(a, b, 2), 1e-12);
        assertTrue(Transport.exact(a, b).converged());
    }

    @Test
    void isTheDistanceBetweenQuantileFunctions() {
        // W_1 between {0: 1/2, 1: 1/2} and {2: 1} is 1.5; W_2² is (4 + 1) / 2.
        Measure a = Measure.onLine(0, 1);
        Measure b = Measure.onLine(2);
        assertEquals(1.5, Transport.wasserstein(a, b, 1), 1e-15);
        assertEquals(Math.sqrt(2.5), Transport.wasserstein(a, b, 2), 1e-15);
    }

    @Test
    void refusesWhatHasNoClosedForm() {
        var plane = TransportProblem.between(new double[][] {{0, 1}}, new double[][] {{1, 0}});
        assertFalse(LineTransport.applies(plane));
        var e =
                assertThrows(
                        IllegalArgumentException.class, () -> new LineTransport().solve(plane));
        assertTrue(e.getMessage().contains("dimension 1"), e.getMessage());
        var concave =
                TransportProblem.between(Measure.onLine(0, 1), Measure.onLine(1, 3))
                        .cost(Cost.euclidean(0.5));
        assertFalse(LineTransport.applies(concave));
    }
}
