package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;

/** No small problem takes many more pivots than others of its kind: rounding makes none. */
class PivotsTest {
    @ParameterizedTest
    @CsvSource({
        "30, false, 2",
        "50, true, 1",
        "100, false, 1",
        "100, true, 2",
        "200, false, 2",
        "200, true, 2"
    })
    void haveNoTail(int n, boolean weighted, double p) {
        var solver = NetworkSimplex.builder().threads(1).build();
        long[] pivots =
                IntStream.range(0, 100)
                        .mapToLong(
                                seed -> {
                                    var result = solver.solve(problem(n, weighted, p, seed));
                                    assertTrue(result.converged(), () -> "seed " + seed);
                                    return result.iterations();
                                })
                        .sorted()
                        .toArray();
        long median = pivots[pivots.length / 2];
        long most = pivots[pivots.length - 1];
        assertTrue(most <= 3 * median, () -> most + " pivots, median " + median);
    }

    /** Where one side has far more nodes, pivots are slow, and chosen with care. */
    @Test
    void areFewBetweenSidesOfUnlikeSizes() {
        var random = new Random(1);
        Measure few =
                Measure.of(TransportChecks.points(60, 10, random))
                        .withWeights(TransportChecks.weights(60, false, random));
        Measure many =
                Measure.of(TransportChecks.points(6_000, 10, random))
                        .withWeights(TransportChecks.weights(6_000, false, random));
        var there = NetworkSimplex.builder().build().solve(TransportProblem.between(few, many));
        var back = NetworkSimplex.builder().build().solve(TransportProblem.between(many, few));
        assertTrue(there.converged() && back.converged());
        assertEquals(there.value(), back.value(), 1e-12 * there.value());
        assertTrue(there.iterations() <= 3_030, there.iterations() + " pivots");
        assertTrue(back.iterations() <= 3_030, back.iterations() + " pivots");
    }

    // Every other problem has points on a grid whose costs round: ties that are none.
    private static TransportProblem problem(int n, boolean weighted, double p, int seed) {
        var random = new Random(seed);
        double[][] x = TransportChecks.points(n, 2, random);
        double[][] y = TransportChecks.points(n, 2, random);
        if (seed % 2 == 1) {
            for (double[][] points : new double[][][] {x, y}) {
                for (double[] point : points) {
                    Arrays.setAll(point, k -> Math.rint(10 * point[k]) / 10);
                }
            }
        }
        Measure source = Measure.of(x);
        Measure target = Measure.of(y);
        if (weighted) {
            source = source.withWeights(TransportChecks.weights(n, false, random));
            target = target.withWeights(TransportChecks.weights(n, false, random));
        }
        return TransportProblem.between(source, target).cost(Cost.euclidean(p));
    }
}
