package org.ot4j.transport.barycenter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.Flat;
import org.ot4j.transport.internal.SoftMinimum;

class PictureBarycenterTest {
    private static double[][] random(int h, int w, long seed) {
        var random = new Random(seed);
        var picture = new double[h][w];
        for (double[] line : picture) {
            Arrays.setAll(line, j -> random.nextInt(3) == 0 ? 0 : random.nextDouble());
        }
        return picture;
    }

    /** Along lines and columns, or over all pairs of pixels: the soft minima are the same. */
    @Test
    void softMinimaOfAGridAreThoseOfItsPoints() {
        var onGrid = Measure.onGrid(random(5, 8, 3));
        CostMatrix grid = Cost.squaredEuclidean().between(onGrid, onGrid);
        var points = Measure.of(onGrid.points());
        CostMatrix all = Cost.squaredEuclidean().between(points, points);
        double[] w = Flat.rows(random(5, 8, 1));
        double[] g = new Random(2).doubles(40, -1, 1).toArray();
        for (double epsilon : new double[] {1, 0.01, 1e-4}) {
            assertArrayEquals(
                    SoftMinimum.rows(all, w, g, epsilon),
                    SoftMinimum.rows(grid, w, g, epsilon),
                    1e-12);
        }
    }

    @Test
    void itIsTheBarycenterOnTheGridOfPixels() {
        var p = random(4, 6, 1);
        var q = random(4, 6, 2);
        double[] lambda = {0.3, 0.7};
        for (boolean debiased : new boolean[] {false, true}) {
            var support = Measure.of(Measure.onGrid(p).points());
            var expected =
                    FixedSupportBarycenter.builder()
                            .epsilon(0.05)
                            .debiased(debiased)
                            .tolerance(1e-9)
                            .build()
                            .solve(
                                    support,
                                    List.of(
                                            support.withWeights(Flat.rows(p)).normalized(),
                                            support.withWeights(Flat.rows(q)).normalized()),
                                    lambda);
            var found =
                    new PictureBarycenter(0.05, debiased, 1e-9, 10_000)
                            .solve(List.of(p, q), lambda);
            assertTrue(found.converged());
            double sum = 0.3 * sum(p) + 0.7 * sum(q);
            assertEquals(sum, sum(found.picture()), 1e-9);
            double[] weights = expected.measure().weights();
            for (int i = 0; i < weights.length; i++) {
                assertEquals(sum * weights[i], found.picture()[i / 6][i % 6], 1e-7);
            }
        }
    }

    /** The scalings end where ε takes them out of the range of a double; the result does not. */
    @Test
    void measuresOnGridsHaveTheBarycenterOfTheirPoints() {
        var p = Measure.onGrid(random(4, 9, 1)).normalized();
        var q = Measure.onGrid(random(4, 9, 2)).normalized();
        for (double epsilon : new double[] {0.1, 4e-3, 2e-4}) {
            for (boolean debiased : new boolean[] {false, true}) {
                var solver =
                        FixedSupportBarycenter.builder()
                                .epsilon(epsilon)
                                .debiased(debiased)
                                .tolerance(0)
                                .maxIterations(40)
                                .build();
                var points = Measure.of(p.points());
                var expected =
                        solver.solve(
                                points,
                                List.of(
                                        points.withWeights(p.weights()),
                                        points.withWeights(q.weights())));
                var found = solver.solve(p, List.of(p, q));
                assertEquals(expected.iterations(), found.iterations());
                assertArrayEquals(expected.measure().weights(), found.measure().weights(), 1e-10);
                assertEquals(expected.error(), found.error(), 1e-10);
            }
        }
    }

    /** Two points, far apart: the barycenter is between them, however small ε is. */
    @Test
    void pointsMeetInTheMiddle() {
        var p = new double[21][41];
        var q = new double[21][41];
        p[2][4] = 1;
        q[18][36] = 3;
        double[][] middle = Transport.barycenter(List.of(p, q), 1e-5);
        assertEquals(2, middle[10][20], 1e-3);
        assertEquals(2, sum(middle), 1e-9);
        double[][] nearer =
                PictureBarycenter.of(1e-4)
                        .debiased(true)
                        .solve(List.of(p, q), new double[] {0.75, 0.25})
                        .picture();
        assertEquals(1.5, nearer[6][12], 0.05);
    }

    @Test
    void badInputIsNamed() {
        double[][] one = {{1, 0}};
        refuses(() -> Transport.barycenter(List.of(), 1), "pictures.size = 0");
        refuses(() -> Transport.barycenter(List.<double[][]>of(one), 0), "epsilon = 0.0");
        refuses(
                () -> Transport.barycenter(List.of(one, new double[2][2]), 1),
                "pictures[1] = 2 x 2");
        refuses(
                () -> Transport.barycenter(List.of(one, new double[][] {{0, -1}}), 1),
                "pictures[1][0][1] = -1.0");
        refuses(
                () -> Transport.barycenter(List.of(one, new double[1][2]), 1),
                "sum of pictures[1]");
        refuses(
                () -> PictureBarycenter.of(1).solve(List.<double[][]>of(one), new double[] {0.5}),
                "sum of lambda = 0.5");
    }

    private static double sum(double[][] picture) {
        return Arrays.stream(picture).flatMapToDouble(Arrays::stream).sum();
    }

    private static void refuses(Executable call, String part) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
