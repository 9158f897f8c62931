package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Schedule;

class LinearMapTest {
    private static final int N = 5_000;

    /** Rows x = m + A e, whose covariance is A Aᵀ. */
    private static float[] rows(double[][] a, double[] m) {
        var random = new SplittableRandom(3);
        var rows = new float[N * m.length];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < a[0].length; k++) {
                double e = random.nextGaussian();
                for (int j = 0; j < m.length; j++) {
                    rows[i * m.length + j] += (float) (a[j][k] * e + (k == 0 ? m[j] : 0));
                }
            }
        }
        return rows;
    }

    /** Covariance of rows, by its definition. */
    private static double[][] covariance(float[] rows, int n) {
        int d = rows.length / n;
        var mean = new double[d];
        for (int i = 0; i < rows.length; i++) {
            mean[i % d] += rows[i] / (double) n;
        }
        var c = new double[d][d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    c[j][k] += (rows[i * d + j] - mean[j]) * (rows[i * d + k] - mean[k]) / n;
                }
            }
        }
        return c;
    }

    @Test
    void axesAreTheEigenvectorsOfTheCovariance() {
        float[] rows =
                rows(new double[][] {{3, 0, 0}, {1, 1, 0}, {0, 0, 0.2}}, new double[] {5, 0, -1});
        var axes = PrincipalAxes.of(rows, N, 3);
        double[][] c = covariance(rows, N);
        for (int a = 0; a < 3; a++) {
            double[] q = axes.directions()[a];
            for (int j = 0; j < 3; j++) {
                double image = 0;
                for (int k = 0; k < 3; k++) {
                    image += c[j][k] * q[k];
                }
                double variance = axes.stds()[a] * axes.stds()[a];
                assertEquals(variance * q[j], image, 1e-6);
            }
        }
        assertEquals(5, axes.mean()[0], 0.2);
    }

    @Test
    void takesNormalCodesToTheDataSMeanAndCovariance() {
        float[] data = rows(new double[][] {{2, 0}, {1, 0.5}}, new double[] {1, -2});
        float[] image = imageOf(Prior.standardNormal(2), data, 2);
        double[][] wanted = covariance(data, N);
        double[][] found = covariance(image, N);
        for (int j = 0; j < 2; j++) {
            for (int k = 0; k < 2; k++) {
                assertEquals(wanted[j][k], found[j][k], 0.02);
            }
        }
    }

    /** A simplex in three dimensions has two; so has what the data get. */
    @Test
    void codesOnASimplexSpanAPlane() {
        float[] data = rows(new double[][] {{2, 0, 0}, {0, 1, 0}, {0, 0, 0.5}}, new double[3]);
        double[][] found = covariance(imageOf(Prior.dirichlet(1, 1, 1), data, 3), N);
        assertEquals(4, found[0][0], 0.2);
        assertEquals(1, found[1][1], 0.1);
        assertEquals(0, found[2][2], 1e-3);
    }

    private static float[] imageOf(Prior prior, float[] data, int d) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray z = prior.sampleEvenly(scope, N, new SplittableRandom(1));
            return new LinearMap(prior, data, N)
                    .of(z)
                    .toType(DataType.FLOAT32, false)
                    .toFloatArray();
        }
    }

    /** After it the decoder is the linear map, and the model's own objective has not moved it. */
    @Test
    void isWhereADecoderStarts() {
        float[] rows =
                Arrays.copyOf(rows(new double[][] {{2, 0}, {0, 1}}, new double[] {1, 0}), 1_000);
        var prior = Prior.standardNormal(2);
        try (var model =
                        CoupledVae.builder()
                                .prior(prior)
                                .decoder(Networks.mlp(32))
                                .likelihood(Likelihood.gaussian().fixed(0.1))
                                .linearStart(0.99)
                                .inner(0.1, 5)
                                .build();
                NDManager scope = Tensors.newManager()) {
            model.train(DataSet.of(rows, 2))
                    .steps(400)
                    .batchSize(64)
                    .learningRate(1e-2)
                    .schedule(Schedule.cosine())
                    .seed(1)
                    .fit();
            NDArray z = prior.sampleEvenly(scope, 500, new SplittableRandom(2));
            NDArray wanted = new LinearMap(prior, rows, 500).of(z);
            double error = model.decode(z).sub(wanted).square().mean().getFloat();
            assertEquals(0, error, 0.02);
        }
    }
}
