package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.map.KantorovichRubinstein;

class DualityTest {
    /** GPC Eq. 2: potentials of the dual are feasible. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cTransformsAreFeasibleAndTheirThirdIsTheirFirst(long seed) {
        var random = new Random(seed);
        Measure x = Measure.of(TransportChecks.points(40, 2, random));
        Measure y = Measure.of(TransportChecks.points(30, 2, random));
        CostMatrix costs = Cost.euclidean(1.5).between(x, y);
        double[] g = random.doubles(30).toArray();
        double[] f = CTransform.toSources(costs, g);
        double[] gcc = CTransform.toTargets(costs, f);
        assertEquals(0, CTransform.violation(costs, f, g), 1e-15);
        for (int i = 0; i < 40; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < 30; j++) {
                least = Math.min(least, costs.at(i, j) - g[j]);
            }
            assertEquals(least, f[i], 1e-15);
        }
        for (int j = 0; j < 30; j++) {
            assertTrue(gcc[j] >= g[j] - 1e-15);
        }
        assertArrayEquals(f, CTransform.toSources(costs, gcc), 1e-14);
        assertArrayEquals(gcc, CTransform.toSources(costs.transposed(), f), 1e-15);
    }

    /** VEGAN Eq. 2 and WAE Eq. 2. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theKantorovichRubinsteinPotentialIsLipschitzAndAttainsTheDistance(long seed) {
        var random = new Random(seed);
        int d = 1 + (int) (seed % 3);
        Measure x =
                Measure.of(
                        TransportChecks.points(50, d, random),
                        TransportChecks.weights(50, true, random));
        Measure y =
                Measure.of(
                        TransportChecks.points(70, d, random),
                        TransportChecks.weights(70, true, random));
        Cost metric = seed % 2 == 0 ? Cost.euclidean() : Cost.lp(1);
        var dual = KantorovichRubinstein.solve(TransportProblem.between(x, y).cost(metric));
        assertEquals(dual.solution().cost(), dual.value(), 1e-12);

        // At the points of both measures and at others.
        var points = new double[50 + 70 + 40][];
        var phi = new double[points.length];
        for (int i = 0; i < 50; i++) {
            points[i] = x.point(i);
            phi[i] = dual.onSource()[i];
        }
        for (int j = 0; j < 70; j++) {
            points[50 + j] = y.point(j);
            phi[50 + j] = dual.onTarget()[j];
        }
        double[][] others = TransportChecks.points(40, d, random);
        for (int k = 0; k < 40; k++) {
            points[120 + k] = others[k];
            phi[120 + k] = dual.at(others[k]);
        }
        for (int p = 0; p < points.length; p++) {
            assertEquals(phi[p], dual.at(points[p]), 1e-14);
            for (int q = 0; q < points.length; q++) {
                double distance = metric.of(points[p], points[q]);
                assertTrue(phi[p] - phi[q] <= distance + 1e-13);
            }
        }
    }
}
