package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.map.KantorovichRubinstein;
import tech.tablesaw.api.DoubleColumn;

/** Bad input is refused with a message that names the argument, its value and what was expected. */
class TransportInputTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double[][] TWO = {{0, 0}, {1, 1}};

    private static void refuses(Executable call, String... words) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message + " does not say " + word);
        }
        assertTrue(message.contains("expected"), message);
    }

    @Test
    void points() {
        refuses(() -> Measure.of(new double[][] {{0, 1}, {NAN, 1}}), "points[1][0]", "NaN");
        refuses(() -> Measure.of(new double[][] {{0, -INF}}), "points[0][1]", "-Infinity");
        refuses(() -> Measure.of(new double[0][]), "points.length", "0");
        refuses(() -> Measure.of(new double[][] {{}}), "points[0].length", "0");
        refuses(() -> Measure.of(new double[][] {{1}, {1, 2}}), "points[1].length", "2");
        refuses(() -> Measure.of(new double[][] {{1}, null}), "points[1]", "null");
        refuses(() -> Measure.of((double[][]) null), "points", "null");
        refuses(() -> Measure.onLine(), "number of points", "0");
        refuses(() -> Measure.flat(new double[5], 2), "points.length", "5", "2");
        refuses(() -> Measure.flat(new double[4], 0), "dimension", "0");
    }

    /** Where two sets of points are given, the message says which is wrong. */
    @Test
    void ofTwoSetsOfPointsTheWrongOneIsNamed() {
        double[][] bad = {{0, 1}, {1, NAN}};
        double[][] ragged = {{0, 1}, {1}};
        refuses(() -> Transport.exact(TWO, bad), "y[1][1] = NaN");
        refuses(() -> Transport.exact(bad, TWO), "x[1][1] = NaN");
        refuses(() -> Transport.exact(TWO, ragged), "y[1].length = 1", "2, as in row 0");
        refuses(() -> Transport.exact(TWO, new double[0][]), "y.length = 0");
        refuses(() -> Transport.exact(TWO, new double[2][3]), "dimension of y = 3");
        refuses(() -> Transport.wasserstein(TWO, bad, 2), "y[1][1] = NaN");
        refuses(() -> Transport.wasserstein((double[][]) null, TWO, 2), "x = null");
        refuses(() -> Transport.sinkhorn(TWO, bad, 1), "y[1][1] = NaN");
        refuses(() -> Transport.sinkhornDivergence(bad, TWO, 1), "x[1][1] = NaN");
        refuses(() -> SinkhornDivergence.of(1).between(TWO, bad), "y[1][1] = NaN");
        refuses(() -> TransportProblem.between(TWO, bad), "y[1][1] = NaN");
        refuses(() -> Transport.wasserstein(TWO[0], new double[] {INF}, 1), "y[0] = Infinity");
        refuses(() -> Transport.wasserstein((double[]) null, TWO[0], 1), "x = null");
        refuses(() -> Transport.wasserstein(new double[0], TWO[0], 1), "x.length = 0");
        refuses(() -> Transport.wasserstein(() -> TWO, () -> bad, 1), "y[1][1] = NaN");
        refuses(() -> Transport.sinkhorn(TWO, new double[] {1}, new double[] {1}, 1), "a.length");
        refuses(
                () -> Transport.emd(bad, new double[] {1, 1}, new double[] {1, 1}),
                "costs[1][1] = NaN");
        try (var arrays = NDManager.newBaseManager()) {
            var x = arrays.create(TWO);
            var y = arrays.create(bad);
            refuses(() -> Transport.wasserstein(x, y, 2), "y[1][1] = NaN");
            refuses(() -> Transport.exact(x, arrays.create(1.0)), "y.shape = ()");
            var loss = TransportLoss.divergence(Sinkhorn.of(1));
            refuses(() -> loss.of(x, y), "y[1][1] = NaN");
            var w = arrays.create(new double[] {0.5, -0.5});
            refuses(() -> loss.of(x, w.abs(), x, w), "b[1] = -0.5");
        }
        var column = DoubleColumn.create("height", new double[] {1, NAN});
        refuses(() -> Transport.wasserstein(column, column, 1), "column height[1] = NaN");
    }

    @Test
    void weights() {
        refuses(() -> Measure.of(TWO, new double[] {1}), "weights.length", "1", "2");
        refuses(() -> Measure.of(TWO, new double[] {1, -0.5}), "weights[1]", "-0.5");
        refuses(() -> Measure.of(TWO, new double[] {NAN, 1}), "weights[0]", "NaN");
        refuses(() -> Measure.of(TWO, new double[] {INF, 1}), "weights[0]", "Infinity");
        refuses(() -> Measure.of(TWO, new double[] {0, 0}), "sum of weights", "0.0");
        refuses(() -> Measure.of(TWO, (double[]) null), "weights", "null");
        refuses(
                () -> TransportProblem.of(new double[2][3], new double[] {1, 1}, new double[] {2}),
                "b.length",
                "1",
                "3");
    }

    @Test
    void problems() {
        Measure plane = Measure.of(TWO);
        Measure line = Measure.onLine(0, 1);
        refuses(() -> Transport.exact(plane, line), "dimension", "1", "2");
        refuses(
                () -> Transport.exact(plane, plane.withWeights(1, 1)),
                "mass of the targets",
                "2.0",
                "1.0");
        refuses(() -> Transport.exact(plane, null), "target", "null");
        refuses(() -> Transport.exact(plane, plane, null), "cost", "null");
        refuses(() -> Transport.wasserstein(plane, plane, 0.5), "p", "0.5");
        refuses(() -> Transport.wasserstein(plane, plane, NAN), "p", "NaN");
        refuses(() -> NetworkSimplex.builder().threads(0).build(), "threads", "0");
        refuses(() -> Cost.lp(0), "p", "0");
        assertThrows(
                IllegalStateException.class,
                () -> TransportProblem.of(new double[1][1]).cost(Cost.euclidean()));
    }

    @Test
    void costs() {
        refuses(() -> TransportProblem.of(new double[][] {{0, NAN}}), "costs[0][1]", "NaN");
        refuses(() -> TransportProblem.of(new double[][] {{0}, {INF}}), "costs[1][0]", "Infinity");
        refuses(() -> TransportProblem.of(new double[0][0]), "costs.length", "0");
        refuses(() -> CostMatrix.flat(new double[5], 2, 3), "costs.length", "5", "2 x 3");
        Measure plane = Measure.of(TWO);
        Cost bad = (x, y) -> x[0] == 1 && y[0] == 0 ? NAN : 1;
        refuses(() -> Transport.exact(plane, plane, bad), "costs[1][0]", "NaN");
        Measure line = Measure.onLine(0, 1e200);
        Measure far = Measure.onLine(0, -1e200);
        refuses(() -> Transport.exact(line, far), "costs[", "Infinity");
        refuses(
                () -> NetworkSimplex.builder().build().solve(TransportProblem.between(line, far)),
                "costs[0][1]",
                "Infinity");
    }

    @Test
    void potentialsAndPlans() {
        CostMatrix costs = CostMatrix.of(new double[2][3]);
        refuses(() -> CTransform.toSources(costs, new double[2]), "g.length", "2", "3");
        refuses(() -> CTransform.toTargets(costs, new double[3]), "f.length", "3", "2");
        refuses(() -> CTransform.toTargets(costs, new double[] {0, NAN}), "f[1]", "NaN");
        Plan plan = Plan.dense(new double[2][3]);
        refuses(() -> plan.apply(new double[2]), "v.length", "2", "3");
        refuses(() -> plan.applyTransposed(new double[3]), "u.length", "3", "2");
        refuses(() -> plan.barycentricMap(Measure.of(TWO)), "target.size()", "2", "3");
        refuses(() -> Plan.dense(new double[][] {{0, -1}}), "plan[0][1]", "-1.0");
        refuses(
                () ->
                        KantorovichRubinstein.solve(
                                TransportProblem.between(Measure.of(TWO), Measure.of(TWO))),
                "cost",
                "metric");
    }
}
