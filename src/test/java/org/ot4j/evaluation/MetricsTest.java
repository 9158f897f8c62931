package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.data.RenderedDigits;
import org.ot4j.data.Synthetic;
import org.ot4j.divergence.Kernel;

class MetricsTest {
    @Test
    void sharpnessAgreesWithSciPy() {
        var picture = new float[36];
        for (int i = 0; i < 36; i++) {
            picture[i] = (float) (Math.sin(Math.pow(i, 1.5)) * 0.5 + 0.5);
        }
        // scipy.ndimage.convolve with [[0,1,0],[1,-4,1],[0,1,0]], the inner 4 x 4, var().
        var one = Metrics.sharpness(DataSet.of(picture, 1, 6, 6));
        assertEquals(1.162370588638324, one.value(), 1e-6);
        var rgb = new float[108];
        for (int k = 0; k < 3; k++) {
            System.arraycopy(picture, 0, rgb, 36 * k, 36);
        }
        assertEquals(
                one.value(), Metrics.sharpness(DataSet.of(rgb, 3, 6, 6)).value(), 1e-6, "grey");
        // Luma: 0.114 of it is in the last channel alone.
        Arrays.fill(rgb, 0, 72, 0.3f);
        assertEquals(
                0.114 * 0.114 * one.value(),
                Metrics.sharpness(DataSet.of(rgb, 3, 6, 6)).value(),
                1e-7,
                "blue");
        double crisp = Metrics.sharpness(RenderedDigits.standard().sample(50, 1)).value();
        double blurred = Metrics.sharpness(blur(RenderedDigits.standard().sample(50, 1))).value();
        assertTrue(blurred < crisp / 2, blurred + " against " + crisp);
    }

    private static DataSet blur(DataSet digits) {
        double[][] rows = digits.toArray();
        var values = new float[rows.length * 784];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 29; j < 784 - 29; j++) {
                double sum = 0;
                for (int k : new int[] {0, -1, 1, -28, 28}) {
                    sum += rows[i][j + k] / 5;
                }
                values[784 * i + j] = (float) sum;
            }
        }
        return DataSet.of(values, 1, 28, 28);
    }

    @Test
    void reconstructionIsTheMeanSquaredDistance() {
        try (var manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {0, 0, 1, 1}, new Shape(2, 2));
            NDArray y = manager.create(new float[] {3, 4, 1, 2}, new Shape(2, 2));
            assertEquals(13, Metrics.reconstruction(x, y).value(), 1e-12);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Metrics.reconstruction(x, y.reshape(1, 4)));
        }
    }

    @Test
    void importanceWeightedBoundRisesToTheLikelihood() {
        // p(z) = N(0, 1), p(x|z) = N(z, 1): p(x) = N(0, 2). q(z|x) = N(0, 1) is poor on purpose.
        double x = 1.2;
        double truth = -x * x / 4 - 0.5 * Math.log(4 * Math.PI);
        var random = new Random(3);
        var bounds = new double[3];
        int[] ks = {1, 10, 400};
        for (int c = 0; c < 3; c++) {
            var weights = new double[400][ks[c]];
            for (double[] row : weights) {
                for (int k = 0; k < row.length; k++) {
                    double z = random.nextGaussian();
                    row[k] = -0.5 * (x - z) * (x - z) - 0.5 * Math.log(2 * Math.PI);
                }
            }
            bounds[c] = Metrics.logLikelihoodBound(weights).value();
        }
        // K = 1: E log p(x|z) = -(x² + 1)/2 - log(2 pi)/2, four standard errors.
        assertEquals(-(x * x + 1) / 2 - 0.5 * Math.log(2 * Math.PI), bounds[0], 0.3);
        assertTrue(bounds[0] < bounds[1] && bounds[1] < bounds[2]);
        assertEquals(truth, bounds[2], 0.01);
        double far = Metrics.logLikelihoodBound(new double[][] {{-2_000, -2_000}}).value();
        assertEquals(-2_000, far, 1e-9, "no underflow");
    }

    @Test
    void wassersteinOfAShiftAndItsInterval() {
        double[][] x = Synthetic.normal(200, 2, 1).toArray();
        double[][] y =
                Arrays.stream(x)
                        .map(p -> new double[] {p[0] + 3, p[1] + 4})
                        .toArray(double[][]::new);
        var same = Metrics.wasserstein(x, y, 2);
        assertEquals(5, same.value(), 1e-9);
        // On a line N(0, 1) against N(2, 1): W_2² has variance 4 · 2² · (1/n + 1/m).
        double[][] a = Synthetic.normal(2_000, 1, 5).toArray();
        double[][] b =
                Arrays.stream(Synthetic.normal(2_000, 1, 6).toArray())
                        .map(p -> new double[] {p[0] + 2})
                        .toArray(double[][]::new);
        var w = Metrics.wasserstein(a, b, 2);
        assertEquals(2, w.value(), 0.15);
        assertEquals(1.96 * Math.sqrt(1.0 / 1_000), w.halfWidth(), 0.004);
    }

    @Test
    void mmdHasTheJackknifesInterval() {
        double[][] x = Synthetic.normal(300, 2, 1).toArray();
        double[][] y = Synthetic.normal(300, 2, 2).toArray();
        var none = Metrics.aggregatedPosterior(x, y);
        assertTrue(none.low() <= 0 && 0 <= none.high(), none.toString());
        for (double[] row : y) {
            row[0] += 2;
        }
        var moved = Metrics.mmd(x, y, Kernel.imqForPrior(2, 1));
        assertTrue(moved.low() > 0.05, moved.toString());
    }

    @Test
    void randomConvolutionsTellDigitsFromNoiseAndRepeat() {
        DataSet digits = RenderedDigits.standard().sample(400, 1);
        var features = Features.randomConvolutions(3);
        double[][] rows = Features.rows(features, digits.head(40));
        double[][] again = Features.rows(Features.randomConvolutions(3), digits.head(40));
        assertTrue(Arrays.deepEquals(rows, again));
        assertEquals(256, rows[0].length);
        double[][] noisy =
                Features.rows(features, RenderedDigits.standard().noise(0.3).sample(40, 2));
        double[][] clean = Features.rows(features, RenderedDigits.standard().sample(40, 2));
        var near = Neighbours.of(rows, clean, 3);
        var far = Neighbours.of(rows, noisy, 3);
        assertTrue(near.coverage().value() > 0.5, near.toString());
        assertTrue(far.coverage().value() < 0.1, far.toString());
    }

    @Test
    void bootstrapAgreesWithTheLimitTheorem() {
        double[][] x = Synthetic.normal(400, 1, 7).toArray();
        var e =
                Statistics.bootstrap(
                        x,
                        r -> Arrays.stream(r).mapToDouble(p -> p[0]).average().getAsDouble(),
                        1_000,
                        1);
        assertEquals(1.96 / 20, e.halfWidth(), 0.012);
        // Student's interval of 1, 2, 3: 2 ± 4.302653 / sqrt(3).
        var t = Statistics.mean(new double[] {1, 2, 3}, "x");
        assertEquals(4.302652729911275 / Math.sqrt(3), t.halfWidth(), 1e-9);
    }
}
