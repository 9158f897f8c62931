package org.ot4j.model.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;
import org.ot4j.training.Optimizer;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.map.GaussianTransport;

/** Convex whatever the weights, and near closed forms when trained. */
class ConvexMapTest {
    private static double[][] normal(int n, int d, long seed) {
        var random = new SplittableRandom(seed);
        var x = new double[n][d];
        for (double[] row : x) {
            for (int k = 0; k < d; k++) {
                row[k] = random.nextGaussian();
            }
        }
        return x;
    }

    /** Jensen's inequality on segments, for weights of any sign and size. */
    @Test
    void theFunctionIsConvexWhateverItsWeights() {
        for (long seed = 1; seed <= 5; seed++) {
            try (var model = ConvexMap.of(Networks.convex(16, 16, 8))) {
                model.prepare(new Shape(3), seed);
                Network g = model.networks().get(0);
                var random = new SplittableRandom(seed);
                var weights = new float[g.weights().size()];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = (float) (seed * random.nextGaussian());
                }
                g.weights().set(weights);
                double[][] from = normal(200, 3, 10 + seed);
                double[][] to = normal(200, 3, 20 + seed);
                var on = new double[200][3];
                var at = new double[200];
                for (int i = 0; i < 200; i++) {
                    at[i] = random.nextDouble();
                    for (int k = 0; k < 3; k++) {
                        from[i][k] *= 3;
                        to[i][k] *= 3;
                        on[i][k] = (1 - at[i]) * from[i][k] + at[i] * to[i][k];
                    }
                }
                double[] a = model.potential(from);
                double[] b = model.potential(to);
                double[] middle = model.potential(on);
                for (int i = 0; i < 200; i++) {
                    double chord = (1 - at[i]) * a[i] + at[i] * b[i];
                    double digits = 1e-5 * (Math.abs(a[i]) + Math.abs(b[i]));
                    assertTrue(middle[i] <= chord + digits, middle[i] + " above " + chord);
                }
            }
        }
    }

    /** Without hidden layers the map is affine, and that between Gaussians is known. */
    @Test
    void betweenGaussiansItIsTheirMap() {
        double[][] x = normal(2_000, 2, 1);
        double[][] y = normal(2_000, 2, 2);
        for (double[] row : y) {
            double second = row[1];
            row[1] = 1 + 0.5 * second + 0.4 * row[0];
            row[0] = 2 + 1.5 * row[0];
        }
        try (var model = ConvexMap.of(Networks.convex(), 10)) {
            var run = model.train(x, y).steps(250).batchSize(500).learningRate(0.02).seed(1).fit();
            var exact = GaussianTransport.between(x, y);
            TransportMap map = model.map();
            double[][] at = {{0, 0}, {1, 0}, {0, 1}, {-1, 1}};
            double[][] moved = map.at(at);
            double[][] back = map.inverse().at(moved);
            for (int i = 0; i < at.length; i++) {
                assertArrayEquals(exact.map(at[i]), moved[i], 0.15);
                assertArrayEquals(at[i], back[i], 0.15);
            }
            var estimates = run.history().doubleColumn("f.squared W2");
            double last = estimates.get(estimates.size() - 1);
            assertEquals(exact.value(), last, 0.1 * exact.value());
            assertEquals(TransportMap.Kind.NEURAL, map.kind());
        }
    }

    /** x + 2 tanh 2x is the gradient of a convex function, and far from an affine one. */
    @Test
    void itFindsAPlantedMap() {
        double[][] x = normal(2_000, 1, 1);
        double[][] y = normal(2_000, 1, 2);
        for (double[] row : y) {
            row[0] += 2 * Math.tanh(2 * row[0]);
        }
        try (var model = ConvexMap.of(Networks.convex(16), 1)) {
            model.train(x, y)
                    .steps(800)
                    .batchSize(64)
                    .learningRate(0.02)
                    .optimizer(Optimizer.adam(0.5, 0.99))
                    .seed(1)
                    .fit();
            double[][] fresh = normal(500, 1, 3);
            double[][] at = model.map().at(fresh);
            var affine = GaussianTransport.between(x, y);
            double error = 0;
            double affineError = 0;
            for (int i = 0; i < at.length; i++) {
                double right = fresh[i][0] + 2 * Math.tanh(2 * fresh[i][0]);
                error += Math.pow(at[i][0] - right, 2) / at.length;
                affineError += Math.pow(affine.map(fresh[i])[0] - right, 2) / at.length;
            }
            assertTrue(error < 0.85 * affineError, error + ", affine " + affineError);
        }
    }

    @Test
    void itIsKeptInAFile(@TempDir Path folder) {
        double[][] x = normal(64, 2, 1);
        double[][] y = normal(64, 2, 2);
        Path file = folder.resolve("map.ot4j");
        double[][] before;
        try (var model = ConvexMap.of(Networks.convex(8), 2)) {
            model.train(x, y).steps(3).batchSize(32).seed(1).fit();
            before = model.map().at(x);
            model.save(file);
        }
        try (var again = ConvexMap.load(file)) {
            assertArrayEquals(before, again.map().at(x));
            var says = assertThrows(IllegalStateException.class, () -> again.checkData(null));
            assertTrue(says.getMessage().contains("train(source, target)"), says.getMessage());
            again.train(x, y).steps(1).batchSize(32).fit();
        }
        assertThrows(IllegalArgumentException.class, () -> MongeMap.load(file));
    }

    @Test
    void itSaysWhatItCannotTake() {
        double[][] x = normal(8, 2, 1);
        var model = ConvexMap.of(Networks.convex(8));
        assertThrows(IllegalStateException.class, model::map);
        assertNames("dimension of target = 3", () -> model.train(x, normal(8, 3, 1)));
        assertNames(
                "target[1][0] = NaN",
                () -> model.train(x, new double[][] {{0, 0}, {Double.NaN, 1}}));
        assertNames("innerSteps = 0", () -> ConvexMap.of(Networks.convex(8), 0));
        assertNames("network = null", () -> ConvexMap.of(null));
        model.train(x, x).steps(1).batchSize(8).fit();
        TransportMap map = model.map();
        assertNames("x[0].length = 3", () -> model.potential(normal(1, 3, 1)));
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> map.at(x));
        assertThrows(IllegalStateException.class, () -> model.train(x, x));
    }
}
