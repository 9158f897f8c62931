package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OneLinersTest {
    private static final double[][] X = SinkhornTest.X;
    private static final double[][] Y = SinkhornTest.Y;

    @Test
    void eachIsItsSolver() {
        var x = Measure.of(X);
        var y = Measure.of(Y);
        var problem = TransportProblem.between(x, y);
        assertEquals(
                Sinkhorn.of(0.5).solve(problem).value(), Transport.sinkhorn(X, Y, 0.5).value());
        assertEquals(
                Sinkhorn.builder().epsilon(0.5).rho(2).build().solve(problem).value(),
                Transport.unbalanced(x, y, 0.5, 2).value());
        assertEquals(
                PartialTransport.of(0.4).solve(problem).cost(),
                Transport.partial(x, y, 0.4).cost());
        assertEquals(
                SinkhornDivergence.of(0.5).between(x, y), Transport.sinkhornDivergence(X, Y, 0.5));
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
        try (var team = new Team(5)) {
            for (int turn = 0; turn < 200; turn++) {
                int[] done = new int[5];
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
                            try (var team = new Team(3)) {
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
