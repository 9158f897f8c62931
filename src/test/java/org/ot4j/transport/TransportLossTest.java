package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.Sinkhorn;

class TransportLossTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    record Case(String name, TransportLoss loss) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> losses() {
        var sinkhorn = Sinkhorn.builder().epsilon(0.1).tolerance(1e-13).build();
        var relaxed =
                Sinkhorn.builder()
                        .epsilon(0.1)
                        .marginals(Marginal.relaxed(0.8))
                        .tolerance(1e-13)
                        .build();
        var half =
                Sinkhorn.builder()
                        .epsilon(0.1)
                        .targetMarginal(Marginal.relaxed(0.8))
                        .tolerance(1e-13)
                        .build();
        return Stream.of(
                new Case("Sinkhorn", TransportLoss.of(sinkhorn)),
                new Case("Sinkhorn, Euclidean", TransportLoss.of(sinkhorn, Cost.euclidean())),
                new Case("Sinkhorn, power 3", TransportLoss.of(sinkhorn, Cost.euclidean(3))),
                new Case("Sinkhorn, L1.5", TransportLoss.of(sinkhorn, Cost.lp(1.5))),
                new Case("Sinkhorn, cosine", TransportLoss.of(sinkhorn, Cost.cosine())),
                new Case("unbalanced", TransportLoss.of(relaxed)),
                new Case("semi-relaxed", TransportLoss.of(half)),
                new Case("divergence", TransportLoss.divergence(sinkhorn)),
                new Case(
                        "divergence, power 3",
                        TransportLoss.divergence(sinkhorn, Cost.euclidean(3))),
                new Case("unbalanced divergence", TransportLoss.divergence(relaxed)),
                new Case("exact", TransportLoss.of(Transport::exact)),
                new Case("exact, distance", TransportLoss.of(Transport::exact, Cost.euclidean())));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientIsThatOfFiniteDifferences(Case of) {
        for (long seed = 1; seed <= 2; seed++) {
            double[][] at = {
                numbers(7 * 2, seed),
                weights(7, seed),
                numbers(5 * 2, seed + 9),
                weights(5, seed + 9)
            };
            checkGradient(at, arrays -> of.loss.of(arrays[0], arrays[1], arrays[2], arrays[3]), 5);
        }
    }

    @Test
    void theGradientInCostsIsThePlan() {
        var solver = Sinkhorn.builder().epsilon(0.2).tolerance(1e-13).build();
        double[] costs = Arrays.stream(numbers(7 * 5, 4)).map(c -> c * c).toArray();
        checkGradient(
                new double[][] {costs, weights(7, 1), new double[0], weights(5, 2)},
                arrays ->
                        TransportLoss.ofCosts(
                                arrays[0].reshape(7, 5), arrays[1], arrays[3], solver),
                5);
    }

    @Test
    void theGradientBetweenGaussiansIsThatOfFiniteDifferences() {
        Function<NDArray, NDArray> covariance =
                l -> {
                    NDArray root = l.reshape(2, 2);
                    return root.matMul(root.transpose());
                };
        double[][] at = {
            {0.3, -1, 1, 0.2, 0.4, 0.9},
            new double[0],
            {1.5, 0.5, 0.6, -0.3, 0.2, 1.2},
            new double[0]
        };
        checkGradient(
                at,
                arrays -> {
                    NDArray x = arrays[0].flatten();
                    NDArray y = arrays[2].flatten();
                    return TransportLoss.gaussian(
                            x.get("0:2"),
                            covariance.apply(x.get("2:6")),
                            y.get("0:2"),
                            covariance.apply(y.get("2:6")));
                },
                5);
    }

    @Test
    void theGradientIsThereInSinglePrecision() {
        try (NDManager scope = MANAGER.newSubManager();
                var collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = scope.create(new float[] {0, 1}, new Shape(2, 1));
            x.setRequiresGradient(true);
            NDArray y = scope.create(new float[] {2, 5}, new Shape(2, 1));
            NDArray loss = TransportLoss.of(Transport::exact).of(x, y);
            assertEquals(DataType.FLOAT32, loss.getDataType());
            assertEquals(10, loss.getFloat());
            collector.backward(loss);
            assertArrayEquals(new float[] {-2, -4}, x.getGradient().toFloatArray(), 1e-6f);
        }
    }

    // Checks derivatives along random directions that keep both masses.
    private static void checkGradient(
            double[][] at, Function<NDArray[], NDArray> loss, int directions) {
        var gradient = new double[4][];
        try (NDManager scope = MANAGER.newSubManager();
                var collector = Engine.getInstance().newGradientCollector()) {
            NDArray[] arrays = arrays(scope, at);
            for (NDArray array : arrays) {
                array.setRequiresGradient(true);
            }
            collector.backward(loss.apply(shaped(arrays)));
            for (int k = 0; k < 4; k++) {
                gradient[k] = at[k].length == 0 ? at[k] : arrays[k].getGradient().toDoubleArray();
            }
        }
        double h = 1e-5;
        for (int direction = 0; direction < directions; direction++) {
            var along = new double[4][];
            double expected = 0;
            for (int k = 0; k < 4; k++) {
                along[k] = numbers(at[k].length, 100 + 4 * direction + k);
                if (k % 2 == 1) {
                    double mean = Arrays.stream(along[k]).average().orElse(0);
                    along[k] = Arrays.stream(along[k]).map(t -> (t - mean) * 0.1).toArray();
                }
                for (int i = 0; i < at[k].length; i++) {
                    expected += gradient[k][i] * along[k][i];
                }
            }
            double measured = (value(at, along, h, loss) - value(at, along, -h, loss)) / (2 * h);
            assertEquals(measured, expected, 1e-6 * Math.max(1, Math.abs(measured)));
        }
    }

    private static double value(
            double[][] at, double[][] along, double h, Function<NDArray[], NDArray> loss) {
        var moved = new double[4][];
        for (int k = 0; k < 4; k++) {
            moved[k] = at[k].clone();
            for (int i = 0; i < moved[k].length; i++) {
                moved[k][i] += h * along[k][i];
            }
        }
        try (NDManager scope = MANAGER.newSubManager()) {
            return loss.apply(shaped(arrays(scope, moved))).toDoubleArray()[0];
        }
    }

    private static NDArray[] arrays(NDManager scope, double[][] values) {
        return Arrays.stream(values).map(scope::create).toArray(NDArray[]::new);
    }

    private static NDArray[] shaped(NDArray[] flat) {
        NDArray[] shaped = flat.clone();
        if (flat[2].size() > 0) {
            shaped[0] = flat[0].reshape(-1, 2);
            shaped[2] = flat[2].reshape(-1, 2);
        }
        return shaped;
    }

    private static double[] numbers(int n, long seed) {
        return new Random(seed).doubles(n, -1, 1).toArray();
    }

    private static double[] weights(int n, long seed) {
        double[] w = new Random(seed).doubles(n, 0.2, 1).toArray();
        double sum = Arrays.stream(w).sum();
        return Arrays.stream(w).map(t -> t / sum).toArray();
    }

    @Test
    void theWassersteinLossMovesPointsOntoTheData() {
        // Descent on W2² with the step of its exact line search ends in one step.
        double[][] data = {{0, 0}, {3, 1}, {-2, 2}};
        try (NDManager scope = MANAGER.newSubManager();
                var collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = scope.create(new double[][] {{0.1, 0.3}, {-1, 2}, {2, 0}});
            x.setRequiresGradient(true);
            NDArray y = scope.create(data);
            NDArray value = TransportLoss.of(Sinkhorn.of(1e-3)).of(x, y);
            collector.backward(value);
            NDArray moved = x.sub(x.getGradient().mul(1.5));
            assertEquals(0, moved.get(0).sub(y.get(0)).norm().toDoubleArray()[0], 1e-6);
            assertEquals(0, moved.get(1).sub(y.get(2)).norm().toDoubleArray()[0], 1e-6);
            assertEquals(0, moved.get(2).sub(y.get(1)).norm().toDoubleArray()[0], 1e-6);
        }
    }

    @Test
    void typeAndManagerAreThoseOfTheArgument() {
        try (NDManager scope = MANAGER.newSubManager()) {
            NDArray x = scope.create(new float[][] {{1000, 0}, {1001, 0}});
            NDArray y = scope.create(new float[][] {{1000, 0.5f}, {1001, 0.5f}});
            int before = scope.getManagedArrays().size();
            NDArray value = TransportLoss.of(Sinkhorn.of(0.01)).of(x, y);
            assertEquals(DataType.FLOAT32, value.getDataType());
            assertEquals(before + 1, scope.getManagedArrays().size());
            double exact = Sinkhorn.of(0.01).solve(TransportProblem.between(x, y)).value();
            // No digits are lost to the distance from the origin.
            assertEquals(exact, value.getFloat(), 1e-7);
        }
    }

    @Test
    void costsWithoutADerivativeAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TransportLoss.of(Sinkhorn.of(1), (x, y) -> x[0] * y[0]));
    }
}
