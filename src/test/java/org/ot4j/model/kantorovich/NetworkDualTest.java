package org.ot4j.model.kantorovich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import org.junit.jupiter.api.Test;
import org.ot4j.network.Leftovers;
import org.ot4j.network.Tensors;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.map.GaussianTransport;

class NetworkDualTest {
    private static Block network() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(32).build())
                .add(Activation::tanh)
                .add(Linear.builder().setUnits(32).build())
                .add(Activation::tanh)
                .add(Linear.builder().setUnits(1).build());
    }

    private static NDArray normal(NDManager manager, int k, float mean, float deviation) {
        return manager.randomNormal(mean, deviation, new Shape(k, 1), DataType.FLOAT32);
    }

    @Test
    void theDualBetweenGaussiansComesToTheClosedForm() {
        Engine.getInstance().setRandomSeed(3);
        double epsilon = 1;
        var closed =
                GaussianTransport.entropic(
                        new double[1],
                        new double[][] {{1}},
                        new double[] {1},
                        new double[][] {{0.25}},
                        epsilon);
        var solver =
                NetworkDual.builder()
                        .epsilon(epsilon)
                        .steps(300)
                        .batchSize(64)
                        .learningRate(0.01)
                        .build();
        try (NDManager manager = NDManager.newBaseManager()) {
            var potentials =
                    solver.solve(
                            manager,
                            (scope, k) -> normal(scope, k, 0, 1),
                            (scope, k) -> normal(scope, k, 1, 0.5f),
                            network(),
                            network());
            var history = potentials.history();
            double tail =
                    history.subList(200, 300).stream().mapToDouble(t -> t).average().orElseThrow();
            assertEquals(closed.value(), tail, 0.08);
            NDArray x = normal(manager, 500, 0, 1);
            NDArray y = normal(manager, 500, 1, 0.5f);
            NDArray density = potentials.density(x, y);
            // C-VAE Eq. 12 normalised: the marginals' densities are 1, not 1/e.
            assertEquals(1, density.mean().getFloat(), 0.1);
            // The plan sends x to the mean of the closed form.
            NDArray at = manager.create(new float[][] {{0.5f}});
            NDArray weights = potentials.density(at, y);
            double image = weights.matMul(y).getFloat() / weights.sum().getFloat();
            assertEquals(closed.map(0.5)[0], image, 0.12);
        }
    }

    @Test
    void whatIsAskedOfPotentialsLeavesNoArrays() {
        var solver = NetworkDual.builder().epsilon(1).steps(2).batchSize(8).build();
        try (NDManager manager = Tensors.newManager()) {
            NetworkDual.BatchSampler sampler = (scope, k) -> normal(scope, k, 0, 1);
            var dual = solver.solve(manager, sampler, sampler, network(), network());
            NDArray x = normal(manager, 6, 0, 1);
            NDArray y = normal(manager, 5, 0, 1);
            Leftovers.none("u", () -> dual.u(x));
            Leftovers.none("v", () -> dual.v(y));
            Leftovers.none("density", () -> dual.density(x, y));
            Leftovers.none("transform", () -> dual.transform(x, y));
            Leftovers.none("cost", () -> NetworkDual.squaredEuclidean(x, y));
        }
    }

    @Test
    void theSemiDualOnGivenPointsComesToSinkhorn() {
        Engine.getInstance().setRandomSeed(4);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] points = {{-1}, {-0.2f}, {0.1f}, {0.9f}, {1.4f}};
            NDArray source = manager.create(points);
            NDArray data = normal(manager, 32, 0.5f, 1);
            double epsilon = 0.5;
            var problem = TransportProblem.between(source, data);
            double exact = Sinkhorn.of(epsilon).solve(problem).value();
            int before = manager.getManagedArrays().size();
            var potentials =
                    NetworkDual.builder()
                            .epsilon(epsilon)
                            .steps(200)
                            .batchSize(32)
                            .learningRate(0.02)
                            .build()
                            .solve(
                                    manager,
                                    source,
                                    (scope, k) -> {
                                        NDArray all = data.duplicate();
                                        all.attach(scope);
                                        return all;
                                    },
                                    network());
            assertTrue(
                    manager.getManagedArrays().size() <= before + 18,
                    "only the network's parameters and their moments stay");
            double last = potentials.history().get(199);
            assertTrue(last <= exact + 1e-4, "a semi-dual value is a lower bound");
            assertEquals(exact, last, 0.02);
            NDArray u = potentials.u(source);
            NDArray v = potentials.transform(source, data);
            assertEquals(exact, u.mean().getFloat() + v.mean().getFloat(), 0.02);
            assertThrows(IllegalStateException.class, () -> potentials.v(data));
        }
    }

    @Test
    void badInputIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> NetworkDual.builder().build());
        assertThrows(
                IllegalArgumentException.class,
                () -> NetworkDual.builder().epsilon(1).steps(0).build());
    }
}
