package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

/** The oracle adds up the slope of each entry. */
class SquaredSlopesTest {
    private static Measure cloud(long seed, int n, int d, double far) {
        var random = new Random(seed);
        var points = new double[n][d];
        for (double[] point : points) {
            for (int k = 0; k < d; k++) {
                point[k] = far + random.nextGaussian();
            }
        }
        return Measure.of(points);
    }

    private static void check(Sinkhorn solver, Measure x, Measure y, boolean cells) {
        var plan = solver.solve(TransportProblem.between(x, y)).plan();
        assertTrue(plan instanceof CellPlan == cells);
        int d = x.dimension();
        var gx = new double[x.size() * d];
        var gy = new double[y.size() * d];
        double[] xs = RawMeasures.points(x);
        double[] ys = RawMeasures.points(y);
        plan.forEach(
                (i, j, mass) -> {
                    for (int k = 0; k < d; k++) {
                        double slope = 2 * mass * (xs[i * d + k] - ys[j * d + k]);
                        gx[i * d + k] += slope;
                        gy[j * d + k] -= slope;
                    }
                });
        var slopes = SquaredSlopes.of(plan, x, y);
        double tolerance = 1e-13 / Math.min(x.size(), y.size());
        assertArrayEquals(gx, slopes.x(), tolerance);
        assertArrayEquals(gy, slopes.y(), tolerance);
    }

    @Test
    void slopesOfAllEntries() {
        for (int d : new int[] {1, 2, 9, 33}) {
            for (int n : new int[] {1, 7, 8, 21}) {
                check(Sinkhorn.of(0.5), cloud(n, n, d, 0), cloud(d, 13, d, 0), false);
            }
        }
    }

    @Test
    void farFromTheOrigin() {
        check(Sinkhorn.of(0.5), cloud(1, 20, 3, 1e3), cloud(2, 30, 3, 1e3), false);
    }

    @Test
    void plansOfCells() {
        var solver = Sinkhorn.builder().epsilon(0.1).multiscale(true).tolerance(1e-9).build();
        check(solver, cloud(3, 400, 2, 5), cloud(4, 500, 2, 5), true);
    }
}
