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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.network.Derivative;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;
import org.ot4j.network.Recipe;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.internal.Batches;

class LoopTest {
    @TempDir Path folder;
    private final Points x = Points.grid(200, 1);

    /** A game of free numbers, for which every step can be computed by hand. */
    private static final class Numbers implements Game {
        final Weights w = Weights.free("w", new Shape(2), new float[] {1, -2});
        final Weights v = Weights.free("v", new Shape(2), new float[] {0, 0});
        final List<Network> networks = new ArrayList<>();
        List<Player> players;
        Recipe recipe;
        final List<String> moves = new ArrayList<>();

        Numbers(Player... players) {
            this.players = List.of(players);
        }

        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {}

        @Override
        public List<Player> players() {
            return players;
        }

        @Override
        public List<Network> networks() {
            return networks;
        }

        @Override
        public Recipe recipe() {
            return recipe;
        }
    }

    private Training<Game> sgd(Game game, long steps) {
        return Training.of(game, x)
                .steps(steps)
                .batchSize(50)
                .optimizer(Optimizer.sgd())
                .learningRate(0.1);
    }

    private static Objective half(Weights w) {
        return step -> Terms.of("half", Scalars.mul(w.value().square().sum(), 0.5));
    }

    @Test
    void playersMinimiseAndMaximiseInTurn() {
        var game = new Numbers();
        game.players =
                List.of(
                        Player.minimise("down", half(game.w), List.of(game.w)),
                        Player.maximise(
                                        "up",
                                        step ->
                                                Terms.of(
                                                        "gain",
                                                        game.v.value().mul(game.w.value()).sum()),
                                        List.of(game.v))
                                .steps(2)
                                .learningRate(0.5));
        var run = sgd(game, 1).fit();
        assertArrayEquals(new float[] {0.9f, -1.8f}, game.w.values(), 1e-6f);
        // Two steps of +0.5 w, with the new w.
        assertArrayEquals(new float[] {0.9f, -1.8f}, game.v.values(), 1e-6f);
        var table = run.history();
        assertEquals(2.5, table.doubleColumn("down.half").get(0), 1e-6);
        assertEquals((0 + 0.5 * 4.05) / 2, table.doubleColumn("up.gain").get(0), 1e-5);
    }

    @Test
    void aMoveChangesItsWeightsWithoutGradients() {
        var game = new Numbers();
        game.players =
                List.of(
                        Player.move(
                                "inner",
                                step -> {
                                    float[] values = game.v.values();
                                    values[0]++;
                                    game.v.set(values);
                                    return Terms.of("count", game.v.value().max());
                                },
                                game.v),
                        Player.minimise("down", half(game.w), List.of(game.w)));
        var run = sgd(game, 4).fit();
        assertArrayEquals(new float[] {4, 0}, game.v.values());
        assertEquals(2.5, run.history().doubleColumn("inner.count").get(0), 1e-6);
    }

    @Test
    void aRecipeMustMakeTheGameAgain() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        game.recipe = Optimizer.sgd();
        var error = assertThrows(IllegalArgumentException.class, () -> sgd(game, 1).fit());
        assertTrue(
                error.getMessage().matches("recipe of numbers = Sgd.*: expected a GameRecipe.*"),
                error.getMessage());
        assertArrayEquals(new float[] {1, -2}, game.w.values());
    }

    @Test
    void clippingLimitsTheStep() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        sgd(game, 1).clipNorm(1).fit();
        double norm = Math.sqrt(5);
        assertArrayEquals(
                new float[] {(float) (1 - 0.1 / norm), (float) (-2 + 0.2 / norm)},
                game.w.values(),
                1e-6f);
        game.w.set(new float[] {1, -2});
        sgd(game, 1).clipValue(0.5).fit();
        assertArrayEquals(new float[] {0.95f, -1.95f}, game.w.values(), 1e-6f);
        game.w.set(new float[] {1, -2});
        game.players =
                List.of(Player.minimise("down", half(game.w), List.of(game.w)).weightBound(0.3));
        sgd(game, 1).fit();
        assertArrayEquals(new float[] {0.3f, -0.3f}, game.w.values(), 1e-6f);
    }

    @Test
    void averagesStandInAfterTheRunAndTrainingGoesOnFromTheOthers() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        var run = sgd(game, 2).average(0.5).fit();
        // w is 0.9 and 0.81 after the steps; the mean starts at the first.
        assertEquals(0.5 * 0.9 + 0.5 * 0.81, game.w.values()[0], 1e-6);
        Training.resume(run).steps(3).fit();
        assertEquals(0.5 * 0.855 + 0.5 * 0.729, game.w.values()[0], 1e-6);
    }

    @Test
    void theScheduleDrivesTheRate() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        var run = sgd(game, 8).schedule(Schedule.step(1, 0.5)).fit();
        double expected = Math.pow(0.9, 4) * Math.pow(0.95, 4);
        assertEquals(expected, game.w.values()[0], 1e-6);
        assertEquals(2, run.history().rowCount());
    }

    @Test
    void listenersSeeEveryEpochAndEarlyStoppingEndsARunWithoutProgress() {
        var game = new Numbers();
        game.players =
                List.of(
                        Player.minimise(
                                "flat",
                                step ->
                                        Terms.of(
                                                "level",
                                                Scalars.mul(game.w.value(), 0).sum().add(1)),
                                List.of(game.w)));
        var epochs = new ArrayList<Integer>();
        var run =
                Training.of(game, x)
                        .epochs(50)
                        .batchSize(50)
                        .stopEarly("level", 3)
                        .onEpoch(moment -> epochs.add(moment.epoch()))
                        .fit();
        assertEquals(Run.End.NO_PROGRESS, run.end());
        assertEquals(List.of(1, 2, 3, 4), epochs);
    }

    @Test
    void theTimeBudgetEndsARun() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        var run = sgd(game, 100_000_000).timeBudget(Duration.ofMillis(50)).fit();
        assertEquals(Run.End.OUT_OF_TIME, run.end());
        assertTrue(run.elapsed().toMillis() >= 50);
    }

    @Test
    void anInfiniteTermNamesStepPlayerTermAndCheckpoint() {
        var game = new Numbers();
        Path file = folder.resolve("good");
        game.players =
                List.of(
                        Player.minimise("calm", half(game.w), List.of(game.w)),
                        Player.minimise(
                                "wild",
                                step ->
                                        Terms.of("fine", game.v.value().sum())
                                                .and(
                                                        "bad",
                                                        game.v
                                                                .value()
                                                                .sum()
                                                                .mul(0)
                                                                .add(step.round() < 5 ? 1 : 0)
                                                                .log()),
                                List.of(game.v)));
        var error = assertThrows(Divergence.class, () -> sgd(game, 9).checkpoint(file, 2).fit());
        assertEquals(
                "step 5, player wild: term bad = -Infinity; last good checkpoint: " + file,
                error.getMessage());
        assertEquals(4, Checkpoint.read(file).steps());
    }

    @Test
    void aGradientThatIsNotANumberIsNamedBeforeItTouchesWeights() {
        var game = new Numbers();
        game.players =
                List.of(
                        Player.minimise(
                                "root",
                                step -> Terms.of("root", game.v.value().sqrt().sum()),
                                List.of(game.v)));
        var error = assertThrows(Divergence.class, () -> sgd(game, 9).fit());
        assertEquals(
                "step 0, player root: gradient of v v = Infinity; last good checkpoint: none",
                error.getMessage());
        assertArrayEquals(new float[] {0, 0}, game.v.values());
    }

    @Test
    void badInputIsNamedBeforeTraining() {
        var game = new Numbers();
        game.players = List.of(Player.minimise("down", half(game.w), List.of(game.w)));
        assertMessage(
                "batchSize = 201: expected at most the size of the data, 200",
                () -> Training.of(game, x).batchSize(201).fit());
        assertMessage("batchSize = 0", () -> Training.of(game, x).batchSize(0).fit());
        assertMessage(
                "data.size = 0",
                () -> Training.of(game, new Points(new float[0], new Shape(2))).fit());
        float[] values = x.values().clone();
        values[2 * 137 + 1] = Float.NaN;
        assertMessage(
                "data row 137 = NaN",
                () -> Training.of(game, new Points(values, new Shape(2))).fit());
        assertMessage("learningRate = -1.0", () -> sgd(game, 1).learningRate(-1).fit());
        assertMessage("learningRate = 11.0", () -> sgd(game, 1).learningRate(11).fit());
        assertMessage("learningRate = NaN", () -> sgd(game, 1).learningRate(Double.NaN).fit());
        assertMessage("epochs = 0", () -> Training.of(game, x).epochs(0));
        assertMessage("average = 1.0", () -> sgd(game, 1).average(1).fit());
        game.players = List.of(game.players.get(0), game.players.get(0));
        assertMessage("player name = down", () -> sgd(game, 1).fit());
        game.players =
                List.of(
                        Player.minimise(
                                "down", step -> Terms.of("half", game.w.value()), List.of(game.w)));
        assertMessage("shape of term half = (2): expected a scalar", () -> sgd(game, 1).fit());
        assertArrayEquals(new float[] {1, -2}, game.w.values());
    }

    private static void assertMessage(String part, Executable code) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Every row once an epoch, in another order each time, for a batch that divides the data. */
    @Test
    void batchesAreShuffledEpochsOfTheData() {
        var batches = new Batches(200, 50, 3);
        var orders = new ArrayList<int[]>();
        for (int epoch = 0; epoch < 2; epoch++) {
            var order = new int[200];
            for (int i = 0; i < 4; i++) {
                System.arraycopy(batches.shared(4L * epoch + i), 0, order, 50 * i, 50);
            }
            orders.add(order);
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < 200; i++) {
                assertEquals(i, sorted[i]);
            }
        }
        assertFalse(Arrays.equals(orders.get(0), orders.get(1)));
        assertFalse(Arrays.equals(batches.shared(0), batches.extra(0)));
        assertArrayEquals(new Batches(200, 50, 3).shared(5), batches.shared(5));
        assertNotEquals(
                Arrays.hashCode(new Batches(200, 50, 4).shared(5)),
                Arrays.hashCode(batches.shared(5)));
    }

    /** A game with a gradient penalty: one in which the naive way leaks a graph in each step. */
    @Test
    void memoryStaysFlatWithAGradientPenalty() throws IOException {
        var game = new Numbers();
        game.networks.add(Networks.mlp(256, 256, 256).build("critic", new Shape(2), 1, 1));
        Network critic = game.networks.get(0);
        game.players =
                List.of(
                        Player.maximise(
                                "critic",
                                step -> {
                                    NDArray norm = Derivative.norm(critic::forward, step.batch());
                                    return Terms.of("gap", critic.forward(step.batch()).mean())
                                            .and("penalty", norm.sub(1).square().mean().neg());
                                },
                                critic));
        sgd(game, 100).learningRate(1e-3).fit();
        long before = residentKib();
        sgd(game, 600).learningRate(1e-3).fit();
        long grown = residentKib() - before;
        // The weights alone are 520 KiB: kept once a step, they would make 300 MiB.
        assertTrue(grown < 100_000, grown + " KiB more");
    }

    /** As when a cell of a notebook that makes and trains a model is run again and again. */
    @Test
    void modelsLeftBehindAreFreed() throws IOException {
        for (int cell = 0; cell < 20; cell++) {
            cell();
        }
        long before = residentKib();
        for (int cell = 0; cell < 200; cell++) {
            cell();
        }
        long grown = residentKib() - before;
        // Weights of 520 KiB: 200 models kept would be 100 MiB.
        assertTrue(grown < 50_000, grown + " KiB more");
    }

    private void cell() {
        var game = new Numbers();
        game.networks.add(Networks.mlp(256, 256).build("critic", new Shape(2), 1, 1));
        Network critic = game.networks.get(0);
        game.players =
                List.of(
                        Player.minimise(
                                "critic",
                                step -> Terms.of("mean", critic.forward(step.batch()).mean()),
                                critic));
        sgd(game, 1).learningRate(1e-3).fit();
        if (CELLS.incrementAndGet() % 20 == 0) {
            System.gc();
        }
    }

    private static final AtomicInteger CELLS = new AtomicInteger();

    private static long residentKib() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status));
        System.gc();
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }
}
