package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.transport.SmallProblems;
import org.ot4j.transport.TransportProblem;

class BatchSinkhornTest {
    private static final int B = 3;
    private static final int N = 12;
    private static final int M = 9;

    private static TransportProblem problem(int k) {
        return SmallProblems.random(N, M, k + 1);
    }

    private static NDArray costs(NDManager manager, DataType type) {
        var all = new double[B * N * M];
        for (int k = 0; k < B; k++) {
            for (int i = 0; i < N; i++) {
                problem(k).costs().row(i, 0, M, all, (k * N + i) * M);
            }
        }
        return manager.create(all, new Shape(B, N, M)).toType(type, false);
    }

    private static NDArray weights(NDManager manager, boolean source, DataType type) {
        var all = new double[B][];
        for (int k = 0; k < B; k++) {
            all[k] = source ? problem(k).a() : problem(k).b();
        }
        return manager.create(all).toType(type, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void agreesWithTheSolverOfOneProblem(DataType type) {
        boolean fine = type == DataType.FLOAT64;
        var solver = new BatchSinkhorn(0.1, fine ? 1e-10 : 1e-4, 10_000);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray costs = costs(manager, type);
            NDArray a = weights(manager, true, type);
            NDArray b = weights(manager, false, type);
            int before = manager.getManagedArrays().size();
            var result = solver.solve(costs, a, b);
            assertEquals(before + 5, manager.getManagedArrays().size());
            assertTrue(result.converged());
            assertEquals(type, result.plan().getDataType());
            for (int k = 0; k < B; k++) {
                var one = Sinkhorn.of(0.1).solve(problem(k));
                double value = result.value().get(k).toType(DataType.FLOAT64, false).getDouble();
                assertEquals(one.value(), value, fine ? 1e-9 : 1e-4);
                double[] rows =
                        result.plan()
                                .get(k)
                                .sum(new int[] {1})
                                .toType(DataType.FLOAT64, false)
                                .toDoubleArray();
                assertArrayEquals(problem(k).a(), rows, fine ? 1e-12 : 1e-5);
            }
        }
    }

    @Test
    void theGradientInCostsIsThePlanAndInWeightsThePotential() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray costs = costs(manager, DataType.FLOAT64);
            NDArray a = weights(manager, true, DataType.FLOAT64);
            NDArray b = weights(manager, false, DataType.FLOAT64);
            costs.setRequiresGradient(true);
            a.setRequiresGradient(true);
            try (var collector = Engine.getInstance().newGradientCollector()) {
                var result = new BatchSinkhorn(0.2, 1e-11, 10_000).solve(costs, a, b);
                collector.backward(result.value().sum());
                assertArrayEquals(
                        result.plan().toDoubleArray(), costs.getGradient().toDoubleArray(), 1e-14);
                assertArrayEquals(
                        result.f().toDoubleArray(), a.getGradient().toDoubleArray(), 1e-14);
            }
        }
    }

    @Test
    void zeroWeightsAndSmallEpsilonStayFinite() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray costs = manager.create(new float[] {0, 1, 10, 0, 5, 7}, new Shape(1, 3, 2));
            NDArray a = manager.create(new float[] {0.5f, 0.5f, 0});
            var result = BatchSinkhorn.of(0.02).solve(costs, a, null);
            assertTrue(result.converged());
            assertArrayEquals(
                    new float[] {0.5f, 0, 0, 0.5f, 0, 0}, result.plan().toFloatArray(), 1e-3f);
            assertFalse(result.f().isNaN().any().getBoolean());
        }
    }

    @Test
    void whatStopsEarlyIsNotConverged() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray costs = costs(manager, DataType.FLOAT64);
            assertFalse(new BatchSinkhorn(0.001, 1e-12, 5).solve(costs).converged());
            Thread.currentThread().interrupt();
            assertFalse(BatchSinkhorn.of(1).solve(costs).converged());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void badInputIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> BatchSinkhorn.of(0));
        try (NDManager manager = NDManager.newBaseManager()) {
            var solver = BatchSinkhorn.of(1);
            NDArray flat = manager.ones(new Shape(2, 2));
            assertThrows(IllegalArgumentException.class, () -> solver.solve(flat));
            NDArray costs = manager.ones(new Shape(1, 2, 2));
            NDArray heavy = manager.ones(new Shape(2));
            assertThrows(IllegalArgumentException.class, () -> solver.solve(costs, heavy, null));
            NDArray nan = costs.div(0).sub(costs.div(0));
            assertThrows(IllegalArgumentException.class, () -> solver.solve(nan));
        }
    }
}
