package org.ot4j.model.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.distribution.Distortion;
import org.ot4j.network.Networks;
import org.ot4j.transport.TransportMap;

/** Maps by the Monge gap, against a planted one. */
class MongeMapTest {
    private static double[][] disc(int n, long seed) {
        var random = new SplittableRandom(seed);
        var x = new double[n][2];
        for (double[] row : x) {
            double angle = 2 * Math.PI * random.nextDouble();
            double radius = Math.sqrt(random.nextDouble());
            row[0] = radius * Math.cos(angle);
            row[1] = radius * Math.sin(angle);
        }
        return x;
    }

    /** The gradient of a convex function. */
    private static double[] planted(double[] x) {
        return new double[] {1.5 * x[0] + 0.5, 0.6 * x[1] - 0.25};
    }

    private static double[][] moved(double[][] x) {
        var y = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] = planted(x[i]);
        }
        return y;
    }

    private static double error(TransportMap map) {
        double[][] x = disc(300, 9);
        double[][] at = map.at(x);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double[] right = planted(x[i]);
            sum += Math.pow(at[i][0] - right[0], 2) + Math.pow(at[i][1] - right[1], 2);
        }
        return Math.sqrt(sum / x.length);
    }

    @Test
    void itFindsAPlantedMap() {
        double[][] x = disc(600, 1);
        double[][] y = moved(disc(600, 2));
        var builder = MongeMap.builder().network(Networks.mlp(32, 32)).epsilon(0.05);
        try (var model = builder.build()) {
            model.train(x, y).steps(250).batchSize(100).learningRate(5e-3).seed(1).fit();
            assertTrue(error(model.map()) < 0.15, "error " + error(model.map()));
        }
    }

    @Test
    void itIsKeptInAFileAndTakesOtherCosts(@TempDir Path folder) {
        double[][] x = disc(64, 1);
        double[][] y = moved(disc(64, 2));
        Path file = folder.resolve("map.ot4j");
        double[][] before;
        var builder = MongeMap.builder().network(Networks.mlp(8)).epsilon(0.1);
        try (var model = builder.weight(2).cost(Distortion.euclidean()).build()) {
            var history = model.train(x, y).steps(3).batchSize(32).seed(1).fit().history();
            assertTrue(history.doubleColumn("gap").min() >= -1e-6, history::print);
            before = model.map().at(x);
            assertThrows(UnsupportedOperationException.class, () -> model.map().inverse());
            model.save(file);
        }
        try (var again = NeuralMap.load(file)) {
            assertArrayEquals(before, again.map().at(x));
        }
    }

    @Test
    void itSaysWhatItCannotTake() {
        assertNames("network = null", () -> MongeMap.builder().epsilon(1).build());
        assertNames("epsilon = 0", () -> MongeMap.builder().network(Networks.mlp(2)).build());
        var builder = MongeMap.builder().network(Networks.mlp(2)).epsilon(1);
        assertNames("weight = -1", () -> builder.weight(-1).build());
        assertNames("cost = null", () -> builder.weight(1).cost(null).build());
    }
}
