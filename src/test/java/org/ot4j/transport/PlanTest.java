package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.EntropicDual;
import org.ot4j.transport.internal.SparsePlan;

class PlanTest {
    /** Sparse, implied and dense plans answer every question as the dense array does. */
    @Test
    void allKindsOfPlanAnswerAlike() {
        var random = new Random(3);
        int n = 6;
        int m = 4;
        Measure y = Measure.of(TransportChecks.points(m, 3, random));
        CostMatrix costs =
                Cost.euclidean().between(Measure.of(TransportChecks.points(n, 3, random)), y);
        double[] a = TransportChecks.weights(n, true, random);
        double[] b = TransportChecks.weights(m, false, random);
        double[] f = random.doubles(n).toArray();
        double[] g = random.doubles(m).toArray();
        Plan[] plans = {
            SparsePlan.of(
                    n,
                    m,
                    new int[] {4, 0, 2, 0, 5},
                    new int[] {1, 3, 0, 0, 2},
                    new double[] {0.5, 0.25, 1, 2, 0}),
            EntropicDual.plan(TransportProblem.of(costs, a, b), f, g, 0.3),
            Plan.dense(EntropicDual.plan(TransportProblem.of(costs, a, b), f, g, 0.3).toDense())
        };
        double[] v = random.doubles(m).toArray();
        double[] u = random.doubles(n).toArray();
        for (Plan plan : plans) {
            double[][] p = plan.toDense();
            var pv = new double[n];
            var pu = new double[m];
            var rows = new double[n];
            var cols = new double[m];
            double cost = 0;
            double mass = 0;
            long count = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    assertEquals(p[i][j], plan.at(i, j), 1e-15);
                    pv[i] += p[i][j] * v[j];
                    pu[j] += p[i][j] * u[i];
                    rows[i] += p[i][j];
                    cols[j] += p[i][j];
                    cost += p[i][j] * costs.at(i, j);
                    mass += p[i][j];
                    count += p[i][j] == 0 ? 0 : 1;
                }
            }
            assertArrayEquals(pv, plan.apply(v), 1e-14);
            assertArrayEquals(pu, plan.applyTransposed(u), 1e-14);
            assertArrayEquals(rows, plan.rowSums(), 1e-14);
            assertArrayEquals(cols, plan.colSums(), 1e-14);
            assertEquals(cost, plan.cost(costs), 1e-14);
            assertEquals(mass, plan.mass(), 1e-14);
            assertEquals(count, plan.nonZeros());
            double[][] image = plan.barycentricMap(y);
            for (int i = 0; i < n; i++) {
                if (rows[i] == 0) {
                    assertTrue(Double.isNaN(image[i][0]));
                    continue;
                }
                double first = 0;
                for (int j = 0; j < m; j++) {
                    first += p[i][j] * y.point(j)[0] / rows[i];
                }
                assertEquals(first, image[i][0], 1e-14);
            }
        }
        assertTrue(plans[0].isSparse() && !plans[1].isSparse());
        assertEquals(4, plans[0].nonZeros());
    }
}
