package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.ot4j.base.Points;
import org.ot4j.internal.Team;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.map.GaussianTransport;
import org.ot4j.transport.unbalanced.PartialTransport;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;

class OneLinersTest {
    private static final double[][] X = SmallProblems.X;
    private static final double[][] Y = SmallProblems.Y;

    @Test
    void eachIsItsSolver() {
        var x = Measure.of(X);
        var y = Measure.of(Y);
        var problem = TransportProblem.between(x, y);
        assertEquals(
                Sinkhorn.of(0.5).solve(problem).value(), Transport.sinkhorn(X, Y, 0.5).value());
        assertEquals(
                Sinkhorn.builder()
                        .epsilon(0.5)
                        .marginals(Marginal.relaxed(2))
                        .build()
                        .solve(problem)
                        .value(),
                Transport.unbalanced(x, y, 0.5, 2).value());
        assertEquals(
                PartialTransport.of(0.4).solve(problem).cost(),
                Transport.partial(x, y, 0.4).cost());
        assertEquals(
                SinkhornDivergence.of(0.5).between(x, y), Transport.sinkhornDivergence(X, Y, 0.5));
    }

    /** Of [[0, 1], [1, 0]] between halves, the softened plan keeps 1 / (1 + e^(-1/ε)) in place. */
    @Test
    void aCostMatrixHasItsLinesToo() {
        double[][] costs = {{0, 1}, {1, 0}};
        double[] half = {0.5, 0.5};
        for (double epsilon : new double[] {0.3, 1, 4}) {
            var soft = Transport.sinkhorn(costs, half, half, epsilon);
            double stay = 1 / (1 + Math.exp(-1 / epsilon));
            assertEquals(stay / 2, soft.plan().at(0, 0), 1e-9);
            assertEquals(1 - stay, soft.cost(), 1e-9);
            double entropy = stay * Math.log(2 * stay) + (1 - stay) * Math.log(2 * (1 - stay));
            assertEquals(1 - stay + epsilon * entropy, soft.value(), 1e-9, "ε KL(P | a ⊗ b)");
        }
        var hard = Transport.emd(costs, half, new double[] {0.25, 0.75});
        assertEquals(0.25, hard.cost(), 1e-15);
        assertArrayEquals(new double[] {0.25, 0.25}, hard.plan().toDense()[0], 1e-15);
        double[][] three = {{4, 1, 3}, {2, 0, 5}, {3, 2, 2}};
        assertEquals(5 / 3.0, Transport.emd(three).cost(), 1e-15, "scipy's example: 1 + 2 + 2");
    }

    @Test
    void numbersAndColumnsAreSorted() {
        double[] x = {3, 0, 1};
        double[] y = {5, 6, 8};
        assertEquals(5, Transport.wasserstein(x, y, 1), 1e-15);
        var a = DoubleColumn.create("a", x);
        var b = IntColumn.create("b", 5, 6, 8);
        assertEquals(5, Transport.wasserstein(a, b, 1), 1e-15);
        assertEquals(
                Math.sqrt(2),
                Transport.wasserstein(new double[] {0}, new double[] {1, -1, 2, 0, 2}, 2),
                1e-15);
        double weighted =
                Transport.wasserstein(
                        Measure.onLine(new double[] {0, 1}, new double[] {0.5, 0.5}),
                        Measure.onLine(new double[] {0, 1}, new double[] {0.25, 0.75}),
                        1);
        assertEquals(0.25, weighted, 1e-15);
    }

    @Test
    void whatHasPointsIsTakenAsTheyAre() {
        Points x = () -> X;
        Points y = () -> Y;
        assertEquals(Transport.exact(X, Y).cost(), Transport.exact(x, y).cost());
        assertEquals(Transport.wasserstein(X, Y, 2), Transport.wasserstein(x, y, 2));
        assertEquals(Transport.sinkhorn(X, Y, 0.5).value(), Transport.sinkhorn(x, y, 0.5).value());
        assertEquals(
                Transport.sinkhornDivergence(X, Y, 0.5), Transport.sinkhornDivergence(x, y, 0.5));
        assertEquals(
                SinkhornDivergence.of(0.5).between(X, Y), SinkhornDivergence.of(0.5).between(x, y));
        var a = Measure.of(X);
        var b = Measure.of(Y);
        double part = Transport.partial(a, b, 0.4).cost();
        assertEquals(part, Transport.partial(X, Y, 0.4).cost());
        assertEquals(part, Transport.partial(x, y, 0.4).cost());
        double relaxed = Transport.unbalanced(a, b, 0.5, 2).value();
        assertEquals(relaxed, Transport.unbalanced(X, Y, 0.5, 2).value());
        assertEquals(relaxed, Transport.unbalanced(x, y, 0.5, 2).value());
        assertEquals(
                Transport.exact(a, b, Cost.euclidean()).cost(),
                Transport.exact(X, Y, Cost.euclidean()).cost());
    }

    @Test
    void theFamiliesAreInTheirOrder() {
        var x = Measure.of(X);
        var y = Measure.of(Y);
        double exact = Transport.exact(x, y).cost();
        assertTrue(Transport.sinkhorn(X, Y, 0.5).value() >= exact);
        assertTrue(Transport.sinkhorn(X, Y, 0.5).cost() >= exact);
        assertTrue(Transport.partial(x, y, 0.7).cost() <= exact);
        assertTrue(Transport.unbalanced(x, y, 1e-3, 1).value() <= exact + 1e-6);
        assertTrue(
                GaussianTransport.between(x, y).value() <= exact + 1e-12,
                "Gelbrich's bound by means and covariances");
    }

    @Test
    void aTeamDoesAllPartsAndPassesFaultsOn() {
        try (var team = new Team(5, 5)) {
            for (int turn = 0; turn < 200; turn++) {
                var done = new int[5];
                team.run(part -> done[part]++);
                for (int count : done) {
                    assertEquals(1, count);
                }
            }
            var e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () ->
                                    team.run(
                                            part -> {
                                                if (part == 3) {
                                                    throw new IllegalArgumentException("part");
                                                }
                                            }));
            assertEquals("part", e.getMessage());
        }
    }

    @Test
    void anInterruptReachesTheHelpers() throws InterruptedException {
        var worker =
                new Thread(
                        () -> {
                            try (var team = new Team(3, 3)) {
                                team.run(
                                        part -> {
                                            while (!Thread.currentThread().isInterrupted()) {
                                                Thread.onSpinWait();
                                            }
                                        });
                            }
                        });
        worker.start();
        Thread.sleep(50);
        worker.interrupt();
        worker.join(20_000);
        assertTrue(!worker.isAlive());
    }
}
