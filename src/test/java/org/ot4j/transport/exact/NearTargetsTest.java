package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.cost.CostMatrix;

class NearTargetsTest {
    /** A sort finds the same distances, and no other target is nearer than the bound. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000, 1_000_000_000})
    void listsTheNearest(int values) {
        int n = 60;
        var random = new Random(values);
        double[] costs = random.ints((long) n * n, 0, values).asDoubleStream().toArray();
        for (int i = 0; i < n; i += 7) {
            // Some sources are far from all.
            for (int j = 0; j < n; j++) {
                costs[i * n + j] += 5.0 * values;
            }
        }
        var g = new double[n];
        Arrays.setAll(
                g,
                j -> IntStream.range(0, n).mapToDouble(i -> costs[i * n + j]).min().orElseThrow());
        var near = new NearTargets(new SquareCosts(CostMatrix.flat(costs, n, n), false), g);
        checkListed(near, costs, n, g, true);
        for (int j = 0; j < n; j++) {
            g[j] -= random.nextInt(1 + values / 2);
        }
        checkListed(near, costs, n, g, false);
        for (int i = 0; i < n; i++) {
            near.list(i);
        }
        checkListed(near, costs, n, g, true);
    }

    private static void checkListed(
            NearTargets near, double[] costs, int n, double[] g, boolean fresh) {
        int width = NearTargets.WIDTH;
        for (int i = 0; i < n; i++) {
            var all = new double[n];
            for (int j = 0; j < n; j++) {
                all[j] = costs[i * n + j] - g[j];
            }
            var listed = new double[width];
            double[] others = all.clone();
            for (int k = 0; k < width; k++) {
                int j = near.target[i * width + k];
                assertEquals(costs[i * n + j], near.cost[i * width + k]);
                listed[k] = all[j];
                assertTrue(others[j] < Double.POSITIVE_INFINITY, "no target twice");
                others[j] = Double.POSITIVE_INFINITY;
            }
            assertTrue(Arrays.stream(others).min().orElseThrow() >= near.bound[i]);
            if (fresh) {
                Arrays.sort(all);
                assertEquals(all[width - 1], near.bound[i]);
                for (int k = 0; k < width; k++) {
                    assertEquals(all[k], listed[k]);
                }
            }
        }
    }
}
