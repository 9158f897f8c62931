package org.ot4j.model.kantorovich;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ot4j.model.Refusals.assertNames;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.model.Move;
import org.ot4j.model.Probe;
import org.ot4j.network.Networks;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;
import org.ot4j.transport.stochastic.SemiDiscrete;

/** On the line with a linear generator G(z) = 0.5 z - 1. */
class SemiDiscreteMkeTest {
    private static final float[] X = {1, 2, -0.5f};
    private static final double[] V = {0.4, -0.2, 0.1};
    private static final int N = X.length;
    private static final int CODES = 5;
    private static final long SEED = 4;
    private static final double SLOPE = 0.5;
    private static final double SHIFT = -1;
    private static final Distortion COST = Distortion.squaredEuclidean();

    private static SemiDiscreteMke.Builder linear() {
        return Mke.semiDiscrete(COST)
                .prior(Prior.standardNormal(1))
                .generator(Networks.linear())
                .codes(CODES);
    }

    private static SemiDiscreteMke prepared(double epsilon) {
        SemiDiscreteMke model = linear().epsilon(epsilon).build();
        model.prepare(DataSet.of(X, 1), 0);
        Move.generator(model, (float) SLOPE, (float) SHIFT);
        model.players()
                .get(0)
                .weights()
                .get(0)
                .set(new float[] {(float) V[0], (float) V[1], (float) V[2]});
        return model;
    }

    /** min_j c - v_j, or its soft form, and its gradient in G for each code. */
    @Test
    void theGeneratorLowersTheTransformOfTheVector() {
        for (double epsilon : new double[] {0, 0.6}) {
            try (SemiDiscreteMke model = prepared(epsilon)) {
                float[] z = Move.codes(model, CODES, SEED, true);
                double[] expected = {(V[0] + V[1] + V[2]) / N, 0, 0};
                for (float code : z) {
                    double y = SLOPE * code + SHIFT;
                    var share = new double[N];
                    expected[0] += transform(y, epsilon, share) / CODES;
                    for (int j = 0; j < N; j++) {
                        double slope = 2 * (y - X[j]) * share[j] / CODES;
                        expected[1] += slope * code;
                        expected[2] += slope;
                    }
                }
                Move move = Move.of(model, "generator", X, SEED);
                assertEquals(expected[0], move.value(), 1e-5);
                float[] gradient = move.gradients().get("generator");
                assertEquals(expected[1], gradient[0], 1e-5);
                assertEquals(expected[2], gradient[1], 1e-5);
            }
        }
    }

    private static double transform(double y, double epsilon, double[] share) {
        double sum = 0;
        int best = 0;
        var excess = new double[N];
        for (int j = 0; j < N; j++) {
            excess[j] = V[j] - (y - X[j]) * (y - X[j]);
            best = excess[j] > excess[best] ? j : best;
            share[j] = Math.exp(excess[j] / epsilon) / N;
            sum += share[j];
        }
        for (int j = 0; j < N; j++) {
            share[j] = epsilon == 0 ? (j == best ? 1 : 0) : share[j] / sum;
        }
        return epsilon == 0 ? -excess[best] : -epsilon * Math.log(sum);
    }

    /** One step moves v along 1 - n · share, by the rate. */
    @Test
    void potentialsRiseWhereTooFewCodesGo() {
        try (SemiDiscreteMke model = prepared(0)) {
            float[] z = Move.codes(model, CODES, SEED, true);
            var expected = V.clone();
            for (int j = 0; j < N; j++) {
                expected[j] += 0.1;
            }
            for (float code : z) {
                var share = new double[N];
                transform(SLOPE * code + SHIFT, 0, share);
                for (int j = 0; j < N; j++) {
                    expected[j] -= 0.1 * N * share[j] / CODES;
                }
            }
            try (var probe = new Probe(model, new double[][] {{1}, {2}, {-0.5}}, SEED)) {
                probe.value("potentials");
            }
            assertArrayEquals(expected, model.potentials(), 1e-6);
        }
    }

    /** The potentials come with the data, whoever starts the training. */
    @Test
    void aTrainingFromOutsideGivesTheSameBits() {
        DataSet data = GaussianMixture.line(0.3, -1, 1).sample(20, 5);
        try (SemiDiscreteMke own = linear().build();
                SemiDiscreteMke other = linear().build()) {
            own.train(data).steps(3).seed(2).fit();
            Training.of(other, data).batchSize(20).steps(3).seed(2).fit();
            assertArrayEquals(own.potentials(), other.potentials(), 0);
        }
    }

    /** What a builder is told after it has built is for the next one. */
    @Test
    void aBuilderDoesNotReachTheModelsThatItBuilt() {
        var builder = linear().potentials(3, 0.1);
        try (SemiDiscreteMke model = builder.build()) {
            builder.potentials(7, 0.1).epsilon(1);
            model.prepare(GaussianMixture.line(0.3, -1, 1).sample(20, 5), 1);
            assertEquals(3, model.players().get(0).steps());
        }
    }

    /** With a generator that stands still the game is semi-discrete transport. */
    @Test
    void theValueIsThatOfSemiDiscreteTransport() {
        DataSet data = GaussianMixture.line(0.3, -1, 1).sample(20, 5);
        try (SemiDiscreteMke model = linear().codes(200).potentials(20, 0.05).build()) {
            Training<?> training = model.train(data).steps(100).learningRate(1e-12);
            model.prepare(data, 0);
            Move.generator(model, (float) SLOPE, (float) SHIFT);
            var history = training.fit().history();
            double value = history.doubleColumn("generator.transport cost").last(20).mean();
            var points = new double[20][1];
            for (int i = 0; i < 20; i++) {
                points[i][0] = data.toArray()[i][0];
            }
            var cells =
                    SemiDiscrete.builder()
                            .steps(10_000)
                            .seed(1)
                            .build()
                            .solve(
                                    r -> new double[] {SLOPE * r.nextGaussian() + SHIFT},
                                    Measure.of(points));
            assertEquals(cells.value(200_000, 2).value(), value, 0.02);
        }
    }

    @Test
    void aFileAloneGivesTheModelBackAndTheRunGoesOn(@TempDir Path folder) throws Exception {
        DataSet data = GaussianMixture.ring(4, 1, 0.1).sample(32, 1);
        Path file = folder.resolve("run");
        Path middle = folder.resolve("middle");
        var builder =
                Mke.semiDiscrete(COST)
                        .prior(Prior.standardNormal(2))
                        .generator(Networks.mlp(8))
                        .codes(16)
                        .epsilon(0.1);
        try (SemiDiscreteMke model = builder.build()) {
            model.train(data)
                    .steps(6)
                    .checkpoint(file, 3)
                    .onEpoch(
                            moment -> {
                                if (moment.epoch() == 4) {
                                    try {
                                        Files.copy(file, middle);
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }
                            })
                    .fit();
            try (var read = (SemiDiscreteMke) Checkpoint.read(file).game()) {
                assertArrayEquals(
                        model.sample(5, 1).toFloatArray(), read.sample(5, 1).toFloatArray());
                assertArrayEquals(model.potentials(), read.potentials());
            }
            try (var resumed = (SemiDiscreteMke) Checkpoint.read(middle).game()) {
                Training.resume(middle, resumed, data).fit();
                assertArrayEquals(
                        model.sample(5, 1).toFloatArray(), resumed.sample(5, 1).toFloatArray());
                assertArrayEquals(model.potentials(), resumed.potentials());
            }
        }
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("cost = null", () -> Mke.semiDiscrete(null));
        assertNames("epsilon = -1.0", () -> linear().epsilon(-1).build());
        assertNames("codes = 0", () -> linear().codes(0).build());
        assertNames("potentials.steps = 0", () -> linear().potentials(0, 1).build());
        assertNames("potentials.rate = 0.0", () -> linear().potentials(1, 0).build());
        assertNames("prior = null", () -> linear().prior(null).build());
        DataSet data = GaussianMixture.line(1, 0).sample(8, 1);
        try (SemiDiscreteMke model = linear().build()) {
            assertNames("batchSize = 4", () -> model.train(data).batchSize(4).fit());
            model.train(data).steps(1).fit();
            assertNames(
                    "data.size = 9", () -> model.train(GaussianMixture.line(1, 0).sample(9, 1)));
        }
    }
}
