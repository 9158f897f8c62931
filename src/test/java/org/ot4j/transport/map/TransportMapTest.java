package org.ot4j.transport.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Penalty;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.stochastic.PointSampler;
import org.ot4j.transport.stochastic.SemiDiscrete;
import org.ot4j.transport.stochastic.StochasticSolver;

/** Maps of all solvers against closed forms and maps that were planted. */
class TransportMapTest {
    private static final double[] SHIFT = {3, -1};

    private static double[][] normal(int n, long seed) {
        var random = new Random(seed);
        return IntStream.range(0, n)
                .mapToObj(i -> new double[] {random.nextGaussian(), random.nextGaussian()})
                .toArray(double[][]::new);
    }

    private static double[][] shifted(double[][] x) {
        return IntStream.range(0, x.length)
                .mapToObj(i -> new double[] {x[i][0] + SHIFT[0], x[i][1] + SHIFT[1]})
                .toArray(double[][]::new);
    }

    private static void assertRows(double[][] expected, double[][] actual, double within) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual[i], within, "row " + i);
        }
    }

    /** The optimal plan of points and their translates is the translation. */
    @Test
    void aPlantedTranslationIsFoundForAllPoints() {
        double[][] x = normal(40, 1);
        double[][] fresh = normal(10, 2);
        double[][] y = shifted(x);
        for (var result :
                List.of(
                        Transport.exact(x, y),
                        NetworkSimplex.builder().build().solve(TransportProblem.between(x, y)),
                        Transport.partial(x, y, 1))) {
            TransportMap map = result.map();
            assertEquals(TransportMap.Kind.BARYCENTRIC, map.kind());
            assertRows(y, map.at(x), 1e-12);
            assertRows(shifted(fresh), map.at(fresh), 1e-12);
            assertRows(fresh, map.inverse().at(map.at(fresh)), 1e-12);
            assertTrue(map.inverse().inverse() == map);
        }
    }

    @Test
    void everySolverHasAMapThatIsItsPlanAtItsSources() {
        var problem = TransportProblem.between(normal(30, 3), shifted(normal(25, 4)));
        double[][] x = problem.source().orElseThrow().points();
        double[][] y = problem.target().orElseThrow().points();
        var soft = Sinkhorn.of(0.5).solve(problem);
        var relaxed =
                Sinkhorn.builder()
                        .epsilon(0.5)
                        .marginals(Marginal.relaxed(3))
                        .build()
                        .solve(problem);
        var ascended =
                StochasticSolver.builder().epsilon(0.5).seed(1).steps(200).build().solve(problem);
        for (var result : List.of(soft, relaxed, ascended)) {
            assertEquals(TransportMap.Kind.ENTROPIC, result.map().kind());
        }
        var linear = Transport.unbalanced(x, y, Penalty.totalVariation(100), Marginal.exact());
        var kl = Transport.unbalanced(x, y, Marginal.relaxed(20), Marginal.relaxed(20));
        for (TransportResult result :
                List.of(soft, relaxed, ascended, Transport.exact(problem), linear, kl)) {
            assertRows(result.plan().barycentricMap(y), result.map().at(x), 1e-8);
            double[] got = result.targetMarginal();
            double[][] back = result.map().inverse().at(y);
            for (int j = 0; j < y.length; j++) {
                var mean = new double[2];
                for (int i = 0; i < x.length; i++) {
                    mean[0] += result.plan().at(i, j) / got[j] * x[i][0];
                    mean[1] += result.plan().at(i, j) / got[j] * x[i][1];
                }
                assertArrayEquals(mean, back[j], 1e-8);
            }
        }
    }

    /** Quantiles of N(0, 1) and N(2, 0.5²): the entropic map is affine with a known slope. */
    @Test
    void anEntropicMapBetweenGaussiansIsAsInClosedForm() {
        int n = 400;
        var standard = new NormalDistribution(null, 0, 1);
        double[] x =
                IntStream.range(0, n)
                        .mapToDouble(i -> standard.inverseCumulativeProbability((i + 0.5) / n))
                        .toArray();
        double[] y = IntStream.range(0, n).mapToDouble(i -> 2 + 0.5 * x[i]).toArray();
        TransportMap map = Transport.sinkhorn(Measure.onLine(x), Measure.onLine(y), 0.4).map();
        var exact =
                GaussianTransport.entropic(
                        new double[] {0},
                        new double[][] {{1}},
                        new double[] {2},
                        new double[][] {{0.25}},
                        0.4);
        var back =
                GaussianTransport.entropic(
                        new double[] {2},
                        new double[][] {{0.25}},
                        new double[] {0},
                        new double[][] {{1}},
                        0.4);
        for (double at : new double[] {-1.2, -0.33, 0, 0.7, 1.4}) {
            assertEquals(exact.map(at)[0], map.at(new double[] {at})[0], 0.01);
            double to = 2 + at / 2;
            assertEquals(back.map(to)[0], map.inverse().at(new double[] {to})[0], 0.03);
        }
        assertEquals(exact.map(0.7)[0], exact.map().at(new double[] {0.7})[0]);
        var e = assertThrows(IllegalArgumentException.class, exact.map()::inverse);
        assertTrue(e.getMessage().startsWith("plan = entropic"), e.getMessage());
    }

    @Test
    void aGaussianMapIsInvertedExactly() {
        double[][] a = {{2, 0.5}, {0.5, 1}};
        double[][] b = {{1, -0.3}, {-0.3, 3}};
        var there = GaussianTransport.between(new double[] {1, 2}, a, SHIFT, b);
        TransportMap map = there.map();
        assertEquals(TransportMap.Kind.GAUSSIAN, map.kind());
        double[][] x = normal(5, 7);
        assertRows(there.map(x), map.at(x), 0);
        assertRows(x, map.inverse().at(map.at(x)), 1e-12);
        var back = GaussianTransport.between(SHIFT, b, new double[] {1, 2}, a);
        assertRows(back.map(x), map.inverse().at(x), 1e-12);
    }

    @Test
    void aSemiDiscreteMapGoesToTheCellsTarget() {
        var target = Measure.onLine(10, 20);
        var solver = SemiDiscrete.builder().seed(1).steps(4_000).build();
        var cells = solver.solve(PointSampler.uniform(1), target);
        TransportMap map = cells.map(3);
        assertEquals(TransportMap.Kind.SEMI_DISCRETE, map.kind());
        assertRows(
                new double[][] {{10}, {10}, {20}, {20}},
                map.at(new double[][] {{0.1}, {0.45}, {0.55}, {0.9}}),
                0);
        // Means of 100 points of each half, whose standard error is 0.014.
        double[][] back = map.inverse().at(new double[][] {{10}, {20}, {20.1}});
        assertEquals(0.25, back[0][0], 0.06);
        assertEquals(0.75, back[1][0], 0.06);
        assertEquals(back[1][0] + 0.1, back[2][0], 1e-9);
        var soft = SemiDiscrete.builder().epsilon(50).seed(1).steps(500).build();
        var blurred = soft.solve(PointSampler.uniform(1), target);
        double[] share = blurred.share(0.4);
        double mean = 10 * share[0] + 20 * share[1];
        assertEquals(mean, blurred.map(1).at(new double[] {0.4})[0], 1e-12);
        assertTrue(mean > 10.1 && mean < 19.9);
    }

    /** A source that the plan leaves where it is says nothing about others. */
    @Test
    void sourcesThatSendNothingDoNotCount() {
        TransportMap map =
                Transport.partial(new double[][] {{0}, {50}}, new double[][] {{1}, {2}}, 0.5).map();
        assertEquals(50, map.at(new double[] {49})[0], 1.1);
        assertTrue(Double.isFinite(map.at(new double[] {50})[0]));
    }

    @Test
    void pointsOfAnyKind() {
        double[][] x = {{0, 0}, {1, 2}};
        TransportMap map = Transport.exact(x, shifted(x)).map();
        double[][] expected = {{3, -1}, {4, 1}};
        assertRows(expected, map.at(DataSet.of(x)), 1e-6);
        Measure moved = map.at(Measure.of(x, new double[] {0.25, 0.75}));
        assertRows(expected, moved.points(), 1e-12);
        assertArrayEquals(new double[] {0.25, 0.75}, moved.weights());
        try (var manager = Tensors.newManager();
                NDArray array = manager.create(x).toType(DataType.FLOAT32, true);
                NDArray images = map.at(array)) {
            assertEquals(DataType.FLOAT32, images.getDataType());
            assertArrayEquals(new float[] {3, -1, 4, 1}, images.toFloatArray());
        }
        Cost asymmetric = (p, q) -> Math.max(0, q[0] - p[0]) + Math.abs(q[1] - p[1]);
        var result =
                Sinkhorn.of(0.3).solve(TransportProblem.between(x, shifted(x)).cost(asymmetric));
        assertRows(result.plan().barycentricMap(shifted(x)), result.map().at(x), 1e-9);
    }

    @Test
    void badInput() {
        TransportMap map = Transport.exact(normal(5, 1), normal(5, 2)).map();
        var e = assertThrows(IllegalArgumentException.class, () -> map.at(new double[][] {{1}}));
        assertEquals("x[0].length = 1: expected 2, as the map's sources", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> map.at(new double[] {1, 0 / 0.0}));
        assertThrows(IllegalArgumentException.class, () -> map.at((Measure) null));
        var matrix = Transport.emd(new double[][] {{0, 1}, {1, 0}});
        var none = assertThrows(IllegalStateException.class, matrix::map);
        assertTrue(none.getMessage().contains("no points to map"), none.getMessage());
    }
}
