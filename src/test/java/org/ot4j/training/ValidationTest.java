package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;
import org.ot4j.network.Weights;

/** Held-out data in training. */
class ValidationTest {
    /** The mean squared distance to a point that is learned. */
    private static final class Centre implements Game {
        private final Weights at = Weights.free("centre", new Shape(1), new float[] {0});

        @Override
        public String name() {
            return "centre";
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {}

        @Override
        public List<Player> players() {
            return List.of(Player.minimise("centre", this::distance, List.of(at)));
        }

        @Override
        public List<Network> networks() {
            return List.of();
        }

        @Override
        public Objective validation() {
            return this::distance;
        }

        private Terms distance(Step step) {
            NDArray distance = step.batch().sub(at.value()).square().mean();
            return Terms.of("distance", distance)
                    .observe("noise", step.normal(1).sum())
                    .observe("samples", step.manager().create((float) step.size()));
        }
    }

    private static final DataSet TRAIN = DataSet.of(new double[][] {{2}, {2}, {2}, {2}});
    private static final DataSet HELD =
            DataSet.of(new double[][] {{0.9}, {1.1}, {1}, {0.8}, {1.2}});

    @TempDir Path folder;

    private static DataSet grid(int n) {
        return DataSet.of(Points.grid(n, 1).toArray());
    }

    /** Steps of 0.25 towards 2, whose minimum on the held-out data is reached after four. */
    private static Training<Centre> centre(Centre game, int epochs) {
        return Training.of(game, TRAIN)
                .epochs(epochs)
                .batchSize(2)
                .optimizer(Optimizer.sgd())
                .learningRate(0.05)
                .validate(HELD);
    }

    @Test
    void columnsAreMeansOverAllHeldOutSamples() {
        var game = new Centre();
        var at = new float[3];
        var run =
                centre(game, 3)
                        .onEpoch(moment -> at[moment.epoch() - 1] = game.at.values()[0])
                        .fit();
        var table = run.history();
        for (int epoch = 0; epoch < 3; epoch++) {
            double expected = 0;
            for (double x : new double[] {0.9, 1.1, 1, 0.8, 1.2}) {
                expected += (x - at[epoch]) * (x - at[epoch]) / 5;
            }
            assertEquals(expected, table.doubleColumn("validation loss").get(epoch), 1e-6);
            assertEquals(expected, table.doubleColumn("validation distance").get(epoch), 1e-6);
        }
        // Parts of two and three samples, each weighted by its number.
        assertEquals(13.0 / 5, table.doubleColumn("validation samples").get(0), 1e-6);
        assertEquals(
                table.doubleColumn("validation noise").get(0),
                table.doubleColumn("validation noise").get(2),
                "the same noise in every epoch");
        assertNotEquals(
                table.doubleColumn("noise").get(0), table.doubleColumn("noise").get(2), "of steps");
    }

    @Test
    void theBestWeightsAreKeptAndTheLastGoOn() {
        var game = new Centre();
        var at = new float[41];
        Training<Centre> training =
                centre(game, 40).onEpoch(moment -> at[moment.epoch() - 1] = game.at.values()[0]);
        var run = training.fit();
        int best = run.bestEpoch();
        assertTrue(best > 1 && best < 10, "epoch " + best);
        assertEquals(at[best - 1], game.at.values()[0]);
        assertEquals(1, game.at.values()[0], 0.2);
        assertEquals(2, at[39], 0.01, "training went on to the data");
        var loss = run.history().doubleColumn("validation loss");
        assertEquals(loss.min(), loss.get(best - 1));
        assertTrue(run.toString().contains("of epoch " + best), run.toString());
        var more = new float[1];
        Training.resume(run).epochs(41).onEpoch(moment -> more[0] = game.at.values()[0]).fit();
        assertEquals(at[39] + 0.2 * (2 - at[39]), more[0], 0.01, "from the last, not the best");
        assertEquals(at[best - 1], game.at.values()[0], "and the best is the best still");
    }

    @Test
    void patienceEndsARunThatNoLongerImproves() {
        var run = centre(new Centre(), 40).patience(3).fit();
        assertEquals(Run.End.NO_PROGRESS, run.end());
        assertEquals(run.bestEpoch() + 3, run.history().rowCount());
        var watched = centre(new Centre(), 40).stopEarly("validation distance", 3).fit();
        assertEquals(run.history().rowCount(), watched.history().rowCount());
        refused(
                "stopEarly.term = validation los: expected one of",
                () -> centre(new Centre(), 4).stopEarly("validation los", 1).fit());
    }

    private static Training<?> vae(DataSet data, DataSet held, int epochs) {
        var layers = Networks.mlp(8).batchNorm().dropout(0.2);
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(layers)
                .decoder(layers)
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build()
                .train(data)
                .epochs(epochs)
                .batchSize(10)
                .average(0.8)
                .seed(5)
                .validate(held)
                .patience(50);
    }

    private static float[] all(Game game) {
        var all = new float[0];
        for (Weights weights : Snapshot.weights(game).values()) {
            float[] values = weights.values();
            int length = all.length;
            all = Arrays.copyOf(all, length + values.length);
            System.arraycopy(values, 0, all, length, values.length);
        }
        return all;
    }

    /** From the middle of an epoch, with averages, dropout and running means. */
    @Test
    void aRunFromAFileIsTheUndisturbedOneBitByBit() {
        var parts = grid(60).split(0.75, 1);
        Path file = folder.resolve("run");
        Path middle = folder.resolve("middle");
        var whole =
                vae(parts.train(), parts.test(), 6)
                        .checkpoint(file, 7)
                        .onEpoch(
                                moment -> {
                                    if (moment.epoch() == 4) {
                                        copy(file, middle);
                                    }
                                })
                        .fit();
        assertEquals(14, Checkpoint.read(middle).steps(), "of 4 an epoch");
        refused("validate = null: expected", () -> Training.resume(middle, parts.train()).fit());
        refused(
                "fingerprint of the data in validate",
                () -> Training.resume(middle, parts.train()).validate(parts.test().head(9)).fit());
        var rest = Training.resume(middle, parts.train()).validate(parts.test()).fit();
        assertEquals(whole.history().printAll(), rest.history().printAll());
        assertEquals(whole.bestEpoch(), rest.bestEpoch());
        assertEquals(50, rest.state().held.patience, "the file has it");
        assertArrayEquals(all(whole.game()), all(rest.game()));
        assertEquals(whole.state().raw.keySet(), rest.state().raw.keySet());
        whole.state()
                .raw
                .forEach((name, v) -> assertArrayEquals(v, rest.state().raw.get(name), name));
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Validation takes no part in training: the same weights without it. */
    @Test
    void trainingIsTheSameWithIt() {
        var parts = grid(60).split(0.75, 1);
        var with = vae(parts.train(), parts.test(), 3).fit();
        var layers = Networks.mlp(8).batchNorm().dropout(0.2);
        var without =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(layers)
                        .decoder(layers)
                        .likelihood(Likelihood.gaussian().learnedVariance())
                        .build()
                        .train(parts.train())
                        .epochs(3)
                        .batchSize(10)
                        .average(0.8)
                        .seed(5)
                        .fit();
        assertArrayEquals(
                without.state().raw.get("encoder"), with.state().raw.get("encoder"), "trained");
        assertFalse(without.history().columnNames().contains("validation loss"));
        assertTrue(
                with.history()
                        .columnNames()
                        .containsAll(
                                Set.of(
                                        "validation reconstruction",
                                        "validation KL",
                                        "validation loss")));
    }

    @Test
    void wassersteinAutoEncodersHaveItToo() {
        var parts = grid(60).split(0.75, 1);
        for (var builder : List.of(Wae.mmd(), Wae.gan(Networks.mlp(4)))) {
            try (Wae model =
                    builder.prior(Prior.standardNormal(2))
                            .encoder(Networks.mlp(8))
                            .decoder(Networks.mlp(8))
                            .build()) {
                var run =
                        model.train(parts.train())
                                .epochs(2)
                                .batchSize(10)
                                .validate(parts.test())
                                .fit();
                var table = run.history();
                assertEquals(
                        table.doubleColumn("validation loss").get(1),
                        table.doubleColumn("validation reconstruction").get(1)
                                + table.doubleColumn(table.columnCount() - 2).get(1),
                        1e-5,
                        table.print());
            }
        }
    }

    @Test
    void whatDoesNotFitIsNamedBeforeWorkStarts() {
        var layers = Networks.mlp(4);
        DataSet data = grid(30);
        Vae model =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(layers)
                        .decoder(layers)
                        .likelihood(Likelihood.bernoulli())
                        .build();
        DataSet inside = DataSet.of(new double[][] {{0, 1}, {1, 0}, {0.5, 1}});
        Training<Vae> training = model.train(inside).epochs(1);
        refused("validate = null", () -> training.validate(null));
        refused("validate = ", () -> training.validate(inside));
        refused("sample shape of the data in validate = (1)", () -> training.validate(HELD));
        refused("patience = 0: expected at least 1", () -> training.patience(0));
        refused("validate = null: expected held-out data", () -> training.patience(2).fit());
        refused("validate = ", () -> training.validate(DataSet.of(inside.toArray())).fit());
        refused(
                "validate: ",
                () -> training.validate(DataSet.of(new double[][] {{0, 1}, {0, 3}})).fit());
        var gan =
                Gan.minimax()
                        .prior(Prior.standardNormal(2))
                        .generator(layers)
                        .critic(layers)
                        .build();
        refused(
                "expected a model whose objective is a mean over samples",
                () -> gan.train(data).validate(inside));
        var mmd = Wae.mmd().prior(Prior.standardNormal(2)).encoder(layers).decoder(layers).build();
        refused(
                "validate: batchSize = 1",
                () -> mmd.train(data).epochs(1).validate(inside.head(1)).fit());
    }

    private static void refused(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }
}
