package org.ot4j.transport.barycenter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.Transport;
import org.ot4j.transport.map.GaussianTransport;

class BarycenterTest {
    private static final int N = 121;

    private static Measure bell(double mean, double deviation) {
        var x = new double[N];
        var w = new double[N];
        for (int i = 0; i < N; i++) {
            x[i] = -6 + 12.0 * i / (N - 1);
            w[i] = Math.exp(-Math.pow((x[i] - mean) / deviation, 2) / 2);
        }
        return Measure.onLine(x, w).normalized();
    }

    @Test
    void debiasedBetweenGaussiansItIsTheGaussianBetween() {
        // W2 barycenters of Gaussians on a line average means and deviations.
        var result =
                FixedSupportBarycenter.builder()
                        .epsilon(0.2)
                        .debiased(true)
                        .build()
                        .solve(
                                bell(0, 1),
                                List.of(bell(-1, 0.5), bell(2, 1.1)),
                                new double[] {0.4, 0.6});
        assertTrue(result.converged());
        double mean = GaussianTransport.mean(result.measure())[0];
        double deviation = Math.sqrt(GaussianTransport.covariance(result.measure())[0][0]);
        assertEquals(0.4 * -1 + 0.6 * 2, mean, 1e-3);
        assertEquals(0.4 * 0.5 + 0.6 * 1.1, deviation, 5e-3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 1})
    void debiasedTheBarycenterOfOneMeasureIsThatMeasure(double epsilon) {
        var one = bell(0.3, 0.9);
        var builder = FixedSupportBarycenter.builder().epsilon(epsilon);
        var plain = builder.build().solve(one, List.of(one));
        var debiased = builder.debiased(true).build().solve(one, List.of(one));
        assertArrayEquals(one.weights(), debiased.measure().weights(), 1e-4);
        // The plain one is blurred: its variance is greater by ε / 2, as 2 σ² = ε.
        double variance = GaussianTransport.covariance(plain.measure())[0][0];
        assertEquals(0.81 + epsilon / 2, variance, 1e-3);
    }

    @Test
    void agreesWithPot() {
        // POT 0.9.7: ot.bregman.barycenter(A, M, reg=0.1, weights, method='sinkhorn_log',
        // stopThr=1e-12), whose entropy differs by a constant.
        double[] x = {0, 0.25, 0.5, 0.75, 1};
        var b = Measure.onLine(x, new double[] {0.5, 0.3, 0.1, 0.05, 0.05});
        var c = Measure.onLine(x, new double[] {0.1, 0.1, 0.1, 0.2, 0.5});
        var result =
                FixedSupportBarycenter.builder()
                        .epsilon(0.1)
                        .tolerance(1e-12)
                        .build()
                        .solve(Measure.onLine(x), List.of(b, c), new double[] {0.3, 0.7});
        assertTrue(result.converged());
        assertArrayEquals(
                new double[] {
                    0.12157796403249153,
                    0.16461391849260562,
                    0.23992624815157396,
                    0.28518726676860107,
                    0.18869460255472834
                },
                result.measure().weights(),
                1e-9);
    }

    @Test
    void freePointsBetweenShiftedCopiesEndInTheMiddle() {
        var random = new Random(2);
        var x = new double[12][2];
        var left = new double[12][];
        var right = new double[12][];
        for (int i = 0; i < 12; i++) {
            x[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
            left[i] = new double[] {x[i][0] - 3, x[i][1]};
            right[i] = new double[] {x[i][0] + 1, x[i][1] + 2};
        }
        var result =
                FreeSupportBarycenter.exact()
                        .solve(
                                Measure.of(x),
                                List.of(Measure.of(left), Measure.of(right)),
                                new double[] {0.25, 0.75});
        assertTrue(result.converged());
        for (int i = 0; i < 12; i++) {
            assertEquals(x[i][0], result.measure().point(i)[0], 1e-12);
            assertEquals(x[i][1] + 1.5, result.measure().point(i)[1], 1e-12);
        }
        // λ (1 - λ) |shift|² with a shift of (4, 2).
        assertEquals(0.25 * 0.75 * 20, result.value(), 1e-9);
    }

    @Test
    void theObjectiveOfFreePointsNeverRises() {
        var measures = new ArrayList<Measure>();
        for (long seed = 1; seed <= 3; seed++) {
            measures.add(SmallProblems.random(30, 20, seed).source().orElseThrow());
        }
        var start = SmallProblems.random(15, 20, 9).source().orElseThrow();
        double last = Double.POSITIVE_INFINITY;
        for (int most = 1; most < 8; most++) {
            var result =
                    new FreeSupportBarycenter(Transport::exact, 0, most).solve(start, measures);
            assertTrue(result.value() <= last + 1e-12);
            last = result.value();
        }
    }

    @Test
    void whatStopsEarlyIsNotConverged() {
        var two = List.of(bell(0, 1), bell(1, 1));
        var few = FixedSupportBarycenter.builder().epsilon(0.01).maxIterations(2).build();
        assertFalse(few.solve(bell(0, 1), two).converged());
        Thread.currentThread().interrupt();
        assertFalse(FreeSupportBarycenter.exact().solve(bell(0, 1), two).converged());
        assertTrue(Thread.interrupted());
    }

    @Test
    void badInputIsNamed() {
        var solver = FixedSupportBarycenter.builder().epsilon(1).build();
        var one = bell(0, 1);
        assertThrows(IllegalArgumentException.class, () -> solver.solve(one, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> solver.solve(one, List.of(one), new double[] {0.5}));
        assertThrows(
                IllegalArgumentException.class,
                () -> solver.solve(one, List.of(one.withWeights(new double[N]))));
        assertThrows(
                IllegalArgumentException.class,
                () -> FixedSupportBarycenter.builder().epsilon(0).build());
    }
}
