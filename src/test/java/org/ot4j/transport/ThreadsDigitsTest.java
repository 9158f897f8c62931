package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.internal.Threads;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.entropic.EntropicDual;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.unbalanced.PartialTransport;

/** The number of threads decides how long a solve takes, and no digit of what comes out. */
class ThreadsDigitsTest {
    private static final int[] THREADS = {1, 2, 3, 7};

    private final int before = Threads.most();

    @AfterEach
    void restore() {
        Threads.limit(before);
    }

    private static TransportProblem problem(int n, int m) {
        var random = new Random(n);
        var y = Measure.of(TransportChecks.points(m, 3, random));
        return TransportProblem.between(
                Measure.of(TransportChecks.points(n, 3, random)),
                y.withWeights(TransportChecks.weights(m, true, random)));
    }

    private interface Threaded {
        TransportResult solve(int threads, TransportProblem problem);
    }

    static Stream<Threaded> solvers() {
        return Stream.of(
                (threads, p) -> Sinkhorn.builder().epsilon(0.1).threads(threads).build().solve(p),
                (threads, p) ->
                        Sinkhorn.builder()
                                .epsilon(0.1)
                                .marginals(Marginal.relaxed(2))
                                .threads(threads)
                                .build()
                                .solve(p),
                (threads, p) ->
                        Sinkhorn.builder()
                                .epsilon(0.5)
                                .online(true)
                                .threads(threads)
                                .build()
                                .solve(p),
                (threads, p) ->
                        Sinkhorn.builder()
                                .epsilon(0.5)
                                .acceleration(Sinkhorn.Acceleration.NONE)
                                .scaling(false)
                                .threads(threads)
                                .build()
                                .solve(p),
                (threads, p) ->
                        Sinkhorn.builder()
                                .epsilon(0.2)
                                .threads(threads)
                                .build()
                                .solveAll(List.of(p, p.transposed()))
                                .get(0),
                (threads, p) -> NetworkSimplex.builder().threads(threads).build().solve(p),
                (threads, p) -> PartialTransport.of(0.5).solve(p));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void solversGiveTheSameBits(Threaded solver) {
        for (int n : new int[] {20, 300}) {
            var problem = problem(n, n + 30);
            Threads.limit(7);
            TransportResult first = solver.solve(1, problem);
            for (int threads : THREADS) {
                Threads.limit(threads);
                TransportResult other = solver.solve(threads, problem);
                assertEquals(first.value(), other.value());
                assertEquals(first.cost(), other.cost());
                assertArrayEquals(first.f(), other.f());
                assertArrayEquals(first.g(), other.g());
                assertEquals(first.iterations(), other.iterations());
                assertEquals(first.error(), other.error());
                assertArrayEquals(first.sourceMarginal(), other.sourceMarginal());
            }
        }
    }

    @Test
    void lossesAndBarycentersGiveTheSameBits() throws Exception {
        var p = problem(200, 230);
        var x = p.source().get();
        var y = p.target().get();
        var support = Measure.of(TransportChecks.points(150, 3, new Random(9)));
        List<Supplier<Double>> values =
                List.of(
                        () -> new SlicedWasserstein(2, 50, 1).between(x, y),
                        () -> new SlicedWasserstein(1, 50, 1).max(x, y).distance(),
                        () -> Transport.sinkhornDivergence(x, y, 0.3),
                        () -> EntropicDual.semiDual(p, new double[200], 0.3),
                        () -> p.costs().range()[1],
                        () -> CTransform.violation(p.costs(), new double[200], new double[230]),
                        () ->
                                FixedSupportBarycenter.builder()
                                        .epsilon(0.5)
                                        .maxIterations(20)
                                        .build()
                                        .solve(support, List.of(x, y))
                                        .error());
        for (Supplier<Double> value : values) {
            Threads.limit(1);
            double first = value.get();
            for (int threads : THREADS) {
                Threads.limit(threads);
                var pool = new ForkJoinPool(threads);
                try {
                    assertEquals(first, pool.submit(value::get).get());
                } finally {
                    pool.shutdown();
                }
            }
        }
    }
}
