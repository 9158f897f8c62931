package org.ot4j.model.kantorovich;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Distortion;
import org.ot4j.model.Move;
import org.ot4j.training.Checkpoint;

class FiniteMkeTest {
    private static final Distortion COST = Distortion.absolute();
    private static final double[][] POINTS = {{0}, {1}, {2}};
    private static final double[][] STATISTIC = {{0}, {1}, {2}};

    /**
     * On {0, 1, 2} with T(s) = s and data at 0, W_1 is the mean of μ_θ, (e^θ + 2 e^2θ) / (1 + e^θ +
     * e^2θ), and its derivative the variance; at θ = ln 2 they are 10/7 and 26/49.
     */
    @Test
    void theGradientIsTheCovarianceOfPotentialAndStatistic() {
        try (FiniteMke model = FiniteMke.on(POINTS, STATISTIC, COST)) {
            model.prepare(new Shape(1), 0);
            model.players().get(0).weights().get(0).set(new float[] {(float) Math.log(2)});
            Move move = Move.of(model, "model", new float[] {0, 0}, 1);
            assertEquals(10 / 7.0, move.value(), 1e-6);
            assertEquals(26 / 49.0, move.gradients().get("parameters")[0], 1e-6);
            assertArrayEquals(
                    new double[] {1 / 7.0, 2 / 7.0, 4 / 7.0}, model.probabilities(), 1e-7);
        }
    }

    /** GPC MKE. Off the points, the mass of each is that of the data nearest to it. */
    @Test
    void findsTheHistogramOfDataThatAreNotAmongThePoints() {
        DataSet data = DataSet.of(new float[] {-0.1f, 0.2f, 0.9f, 1.1f, 1.2f, 0.8f, 2.1f, 1.9f}, 1);
        try (FiniteMke model = FiniteMke.on(POINTS, COST)) {
            model.train(data).steps(200).batchSize(8).learningRate(0.05).seed(1).fit();
            assertArrayEquals(new double[] {0.25, 0.5, 0.25}, model.probabilities(), 0.03);
            var counts = new double[3];
            for (double[] point : model.sample(4_000, 2)) {
                counts[(int) point[0]] += 1 / 4_000.0;
            }
            assertArrayEquals(model.probabilities(), counts, 0.03);
        }
    }

    @Test
    void aFileAloneGivesTheModelBack(@TempDir Path folder) {
        DataSet data = DataSet.of(new float[] {0, 2, 2, 1}, 1);
        Path file = folder.resolve("run");
        try (FiniteMke model = FiniteMke.on(POINTS, STATISTIC, COST)) {
            model.train(data).steps(3).batchSize(4).checkpoint(file).fit();
            try (var read = (FiniteMke) Checkpoint.read(file).game()) {
                assertArrayEquals(model.probabilities(), read.probabilities());
            }
        }
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("points = null", () -> FiniteMke.on(null, COST));
        assertNames("points[1].length = 2", () -> FiniteMke.on(new double[][] {{1}, {1, 2}}, COST));
        assertNames("points[0][0] = NaN", () -> FiniteMke.on(new double[][] {{Double.NaN}}, COST));
        assertNames(
                "statistics.length = 1", () -> FiniteMke.on(POINTS, new double[][] {{1}}, COST));
        assertNames("cost = null", () -> FiniteMke.on(POINTS, null));
        try (FiniteMke model = FiniteMke.on(POINTS, COST)) {
            assertThrows(IllegalStateException.class, () -> model.sample(1, 1));
            assertNames(
                    "sample shape of the data",
                    () -> model.train(DataSet.of(new float[] {0, 1}, 2)).batchSize(1).fit());
        }
    }
}
