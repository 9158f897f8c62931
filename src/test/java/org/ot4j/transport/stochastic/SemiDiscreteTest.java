package org.ot4j.transport.stochastic;

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
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.Sinkhorn;

class SemiDiscreteTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onALineTheCellsAreIntervalsOfTheRightLength(long seed) {
        // Uniform on [0, 1] to three points: monotone, so cut at 0.3 and 0.5.
        var target = Measure.onLine(new double[] {-1, 0.4, 5}, new double[] {0.3, 0.2, 0.5});
        var cells =
                SemiDiscrete.builder()
                        .seed(seed)
                        .steps(20_000)
                        .build()
                        .solve(PointSampler.uniform(1), target);
        assertEquals(0, cells.cell(0.28));
        assertEquals(1, cells.cell(0.32));
        assertEquals(1, cells.cell(0.48));
        assertEquals(2, cells.cell(0.52));
        assertArrayEquals(target.weights(), cells.areas(20_000, seed + 7), 0.02);
        // ∫ (x - y)² over the three intervals.
        double exact =
                (Math.pow(1.3, 3) - 1) / 3
                        + (Math.pow(0.1, 3) + Math.pow(0.1, 3)) / 3
                        + (Math.pow(4.5, 3) - Math.pow(4, 3)) / 3;
        var value = cells.value(20_000, seed + 9);
        assertEquals(exact, value.value(), 5 * value.standardError() + 0.01);
    }

    @Test
    void fromASampledMeasureItFindsTheExactCost() {
        var problem = SmallProblems.random(40, 12, 5);
        var source = problem.source().orElseThrow();
        var target = problem.target().orElseThrow();
        var cells =
                SemiDiscrete.builder()
                        .seed(4)
                        .steps(20_000)
                        .build()
                        .solve(PointSampler.of(source), target);
        double dual = 0;
        for (int i = 0; i < 40; i++) {
            dual += problem.a()[i] * cells.f(source.point(i));
        }
        dual += Vectors.dot(problem.b(), cells.g());
        double exact = Transport.exact(problem).cost();
        assertTrue(dual <= exact + 1e-12, "a dual value is a lower bound");
        assertEquals(exact, dual, 0.01 * exact);
    }

    @Test
    void withEntropyItFindsTheSinkhornPotential() {
        var problem = SmallProblems.random(40, 12, 6);
        var target = problem.target().orElseThrow();
        var cells =
                SemiDiscrete.builder()
                        .epsilon(0.3)
                        .seed(4)
                        .steps(20_000)
                        .build()
                        .solve(PointSampler.of(problem.source().orElseThrow()), target);
        double[] g = Sinkhorn.of(0.3).solve(problem).g();
        double shift = cells.g()[0] - g[0];
        assertArrayEquals(g, Arrays.stream(cells.g()).map(t -> t - shift).toArray(), 0.1);
        double[] share = cells.share(0.3, -0.2);
        assertEquals(1, Arrays.stream(share).sum(), 1e-12);
    }

    /**
     * From the optimum, one small step leaves the cells as they are; from elsewhere, it does not.
     */
    @Test
    void startsWhereItIsTold() {
        var target = Measure.onLine(new double[] {-1, 0.4, 5}, new double[] {0.3, 0.2, 0.5});
        // Cells cut at 0.3 and 0.5: g_j - g_i = c(x, y_j) - c(x, y_i) at the cut.
        double first = 0.01 - 1.69;
        double[] g = {0, first, first + 20.25 - 0.01};
        var solver = SemiDiscrete.builder().seed(1).steps(1).learningRate(1e-9).build();
        var cells = solver.solve(PointSampler.uniform(1), target, g);
        assertArrayEquals(g, cells.g(), 1e-6);
        assertEquals(0, cells.cell(0.2999));
        assertEquals(1, cells.cell(0.3001));
        assertEquals(1, cells.cell(0.4999));
        assertEquals(2, cells.cell(0.5001));
        assertEquals(1, solver.solve(PointSampler.uniform(1), target).cell(0.1));
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> solver.solve(PointSampler.uniform(1), target, new double[2]));
        assertEquals("start.length = 2: expected 3, one for each target", e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> solver.solve(PointSampler.uniform(1), target, new double[] {0, 0, 0 / 0.0}));
        assertThrows(
                IllegalArgumentException.class,
                () -> cells.cell(0.1, 0.2),
                "a point of another dimension");
    }

    @Test
    void picksFollowTheirWeights() {
        double[] weights = {0.5, 0, 3, 1, 0.5};
        var pick = new WeightedPick(weights);
        var random = new Random(3);
        var counts = new int[5];
        int draws = 100_000;
        for (int k = 0; k < draws; k++) {
            counts[pick.next(random)]++;
        }
        assertEquals(0, counts[1]);
        for (int i = 0; i < 5; i++) {
            double p = weights[i] / 5;
            assertEquals(p, counts[i] / (double) draws, 4 * Math.sqrt(p * (1 - p) / draws));
        }
    }

    @Test
    void anInterruptEndsItEarly() {
        Thread.currentThread().interrupt();
        var cells =
                SemiDiscrete.builder()
                        .seed(1)
                        .build()
                        .solve(PointSampler.uniform(1), Measure.onLine(0, 1));
        assertTrue(Thread.interrupted());
        assertEquals(0, cells.steps());
    }

    @Test
    void badInputIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> SemiDiscrete.builder().build());
        assertThrows(
                IllegalArgumentException.class,
                () -> SemiDiscrete.builder().seed(1).epsilon(-1).build());
        var solver = SemiDiscrete.builder().seed(1).build();
        assertThrows(
                IllegalArgumentException.class,
                () -> solver.solve(PointSampler.uniform(2), Measure.onLine(1, 2)));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        solver.solve(
                                PointSampler.uniform(1),
                                Measure.onLine(new double[] {1}, new double[] {2})));
    }

    /** Between so many targets cells are searched for in a tree. */
    @Test
    void cellsOfManyTargetsAreThoseOfALookAtAll() {
        var random = new Random(3);
        int m = 1_500;
        double[][] sites =
                random.doubles(m).mapToObj(t -> new double[] {t, 0}).toArray(double[][]::new);
        for (double[] site : sites) {
            site[1] = random.nextDouble();
        }
        double[] start = random.doubles(m, 0, 0.01).toArray();
        for (Cost cost : List.of(Cost.squaredEuclidean(), Cost.euclidean(), Cost.lp(3))) {
            var cells =
                    SemiDiscrete.builder()
                            .cost(cost)
                            .steps(20)
                            .seed(1)
                            .build()
                            .solve(PointSampler.uniform(2), Measure.of(sites), start);
            double[] g = cells.g();
            var map = cells.map(1);
            var areas = new double[m];
            var source = new Random(5);
            int samples = 300;
            double sum = 0;
            for (int s = 0; s < samples; s++) {
                double[] x = PointSampler.uniform(2).sample(source);
                int best = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int j = 0; j < m; j++) {
                    double c = cost.of(x, sites[j]) - g[j];
                    if (c < least) {
                        least = c;
                        best = j;
                    }
                }
                assertEquals(best, cells.cell(x));
                assertEquals(least, cells.f(x), 1e-15);
                assertArrayEquals(sites[best], map.at(x), 0);
                areas[best] += 1.0 / samples;
                sum += least / samples;
            }
            assertArrayEquals(areas, cells.areas(samples, 5), 1e-12);
            double mean = Arrays.stream(g).sum() / m;
            assertEquals(sum + mean, cells.value(samples, 5).value(), 1e-12);
        }
        // 150,000 samples, each among all targets.
        var cells =
                SemiDiscrete.builder()
                        .steps(1)
                        .seed(1)
                        .build()
                        .solve(PointSampler.uniform(2), Measure.of(sites), new double[m]);
        double[] back = cells.map(2).inverse().at(sites[7]);
        assertArrayEquals(sites[7], back, 0.15);
        assertThrows(IllegalArgumentException.class, () -> cells.cell(1, 2, 3));
    }
}
