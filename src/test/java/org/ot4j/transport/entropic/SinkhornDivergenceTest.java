package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.map.GaussianTransport;

class SinkhornDivergenceTest {
    private static Measure first(long seed) {
        return SmallProblems.random(25, 18, seed).source().orElseThrow();
    }

    private static Measure second(long seed) {
        return SmallProblems.random(25, 18, seed).target().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 1, 10})
    void isZeroFromAMeasureToItselfAndPositiveElsewhere(double epsilon) {
        var divergence = SinkhornDivergence.of(epsilon);
        for (long seed = 1; seed <= 3; seed++) {
            assertEquals(0, divergence.between(first(seed), first(seed)), 1e-9);
            double there = divergence.between(first(seed), second(seed));
            assertTrue(there > 0);
            assertEquals(there, divergence.between(second(seed), first(seed)), 1e-9);
        }
    }

    @Test
    void aSmallEpsilonGivesTheTransportCost() {
        var x = first(1);
        var y = second(1);
        assertEquals(Transport.exact(x, y).cost(), SinkhornDivergence.of(1e-4).between(x, y), 1e-3);
    }

    @Test
    void aGreatEpsilonGivesTheSquaredDistanceOfTheMeans() {
        // The kernel distance of the cost |x - y|² is that of the means.
        var x = first(2);
        var y = second(2);
        double[] m = GaussianTransport.mean(x);
        double[] n = GaussianTransport.mean(y);
        double square = Math.pow(m[0] - n[0], 2) + Math.pow(m[1] - n[1], 2);
        assertEquals(square, SinkhornDivergence.of(1e5).between(x, y), 1e-3);
    }

    @Test
    void aTranslationCostsItsSquareAtAnyEpsilon() {
        var x = first(3);
        double[][] moved = x.points();
        for (double[] row : moved) {
            row[0] += 2;
        }
        var y = Measure.of(moved, x.weights());
        for (double epsilon : new double[] {0.05, 0.5, 5}) {
            assertEquals(4, SinkhornDivergence.of(epsilon).between(x, y), 1e-8);
        }
    }

    @Test
    void betweenGaussiansItIsThatOfTheClosedForms() {
        double epsilon = 0.7;
        double[] mean = {0};
        double[][] a = {{1.44}};
        double[][] b = {{0.49}};
        double closed =
                GaussianTransport.entropic(mean, a, mean, b, epsilon).value()
                        - GaussianTransport.entropic(mean, a, mean, a, epsilon).value() / 2
                        - GaussianTransport.entropic(mean, b, mean, b, epsilon).value() / 2;
        int n = 301;
        var x = new double[n];
        var p = new double[n];
        var q = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = -9 + 18.0 * i / (n - 1);
            p[i] = Math.exp(-x[i] * x[i] / (2 * 1.44));
            q[i] = Math.exp(-x[i] * x[i] / (2 * 0.49));
        }
        double found =
                SinkhornDivergence.of(epsilon)
                        .between(
                                Measure.onLine(x, p).normalized(),
                                Measure.onLine(x, q).normalized());
        assertEquals(closed, found, 1e-7);
    }

    @Test
    void withRelaxedMarginalsItIsZeroAtHomeAndSeesTheMass() {
        var solver = Sinkhorn.builder().epsilon(0.2).marginals(Marginal.relaxed(1)).build();
        var divergence = new SinkhornDivergence(solver, Cost.squaredEuclidean());
        var x = first(4);
        assertEquals(0, divergence.between(x, x), 1e-9);
        double[] more = x.weights();
        for (int i = 0; i < more.length; i++) {
            more[i] *= 1.5;
        }
        assertTrue(divergence.between(x, x.withWeights(more)) > 1e-3);
        var uneven = Sinkhorn.builder().epsilon(0.2).sourceMarginal(Marginal.relaxed(1)).build();
        assertThrows(
                IllegalArgumentException.class,
                () -> new SinkhornDivergence(uneven, Cost.squaredEuclidean()));
    }
}
