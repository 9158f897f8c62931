package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ot4j.distribution.Likelihood;
import org.ot4j.network.Networks;

class TrainingTest {
    private static TinyVae vae() {
        return new TinyVae(
                Networks.mlp(32, 32).batchNorm(), Likelihood.gaussian().learnedVariance());
    }

    @Test
    void aVaeLearns() {
        var run = Training.of(vae(), Points.grid(500, 1)).epochs(40).batchSize(100).seed(3).fit();
        var loss = run.history().doubleColumn("loss");
        assertEquals(40, loss.size());
        assertEquals(200, run.steps());
        assertTrue(loss.get(39) < loss.get(0) - 0.3, loss.get(0) + " to " + loss.get(39));
    }

    @Test
    void theSeedDecidesEverything() {
        var x = Points.grid(300, 1);
        var first = Training.of(vae(), x).epochs(3).seed(1).fit().history().printAll();
        var again = Training.of(vae(), x).epochs(3).seed(1).fit().history().printAll();
        var other = Training.of(vae(), x).epochs(3).seed(2).fit().history().printAll();
        assertEquals(first, again);
        assertNotEquals(first, other);
    }

    @Test
    void everyOptionIsCheckedWhereItIsSet() {
        refused("learningRate = 0.0: expected a number in (0, 10.0]", t -> t.learningRate(0));
        refused("learningRate = -0.1", t -> t.learningRate(-0.1));
        refused("learningRate = NaN", t -> t.learningRate(Double.NaN));
        refused("learningRate = 11.0", t -> t.learningRate(11));
        refused("batchSize = 0: expected at least 1", t -> t.batchSize(0));
        refused("batchSize = 31: expected at most the size of the data, 30", t -> t.batchSize(31));
        refused("epochs = 0", t -> t.epochs(0));
        refused("steps = 0", t -> t.steps(0));
        refused("schedule = null", t -> t.schedule(null));
        refused("optimizer = null", t -> t.optimizer(null));
        refused("clipNorm = 0.0", t -> t.clipNorm(0));
        refused("clipValue = -1.0", t -> t.clipValue(-1));
        refused("average = 1.0: expected a number in [0, 1)", t -> t.average(1));
        refused("average = NaN", t -> t.average(Double.NaN));
        refused("settleBatchNorm = 2.0", t -> t.settleBatchNorm(2));
        refused("timeBudget = PT0S", t -> t.timeBudget(Duration.ZERO));
        refused("timeBudget = null", t -> t.timeBudget(null));
        refused("term = null", t -> t.stopEarly(null, 1));
        refused("patience = 0", t -> t.stopEarly("loss", 0));
        refused("path = null", t -> t.checkpoint(null));
        refused("listener = null", t -> t.onEpoch(null));
    }

    @Test
    void aRefusedOptionLeavesTheOthersAsTheyWere() {
        var training = Training.of(vae(), Points.grid(30, 1)).steps(2).learningRate(0.5);
        assertThrows(IllegalArgumentException.class, () -> training.learningRate(-1));
        assertThrows(IllegalArgumentException.class, () -> training.epochs(0));
        var run = training.fit();
        assertEquals(2, run.steps());
        assertEquals(0.5, run.history().doubleColumn("learning rate").get(0));
    }

    /** What a forged file could bring. */
    @Test
    void settingsAreCheckedOfThemselves() {
        settingsRefused("epochs = 0: expected at least 1", 0, 0, 0, 1);
        settingsRefused("steps = -1", 1, -1, 0, 1);
        settingsRefused("average = 1.0", 1, 0, 1, 1);
        settingsRefused("settleBatchNorm = NaN", 1, 0, 0, Double.NaN);
    }

    private static void settingsRefused(
            String message, int epochs, long steps, double average, double settle) {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new Settings(
                                        epochs,
                                        steps,
                                        1,
                                        1e-3,
                                        Schedule.constant(),
                                        Optimizer.adam(),
                                        0,
                                        0,
                                        0,
                                        average,
                                        settle));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    private static void refused(String message, Consumer<Training<TinyVae>> option) {
        var training = Training.of(vae(), Points.grid(30, 1));
        var error = assertThrows(IllegalArgumentException.class, () -> option.accept(training));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    /** The model is as it was, and the training can be given the right name. */
    @Test
    void earlyStoppingNeedsATermThatThereIs() {
        TinyVae model = vae();
        var x = Points.grid(60, 1);
        model.prepare(x.sampleShape(), 1);
        float[] encoder = model.encoder.weights().values();
        float[] running = model.decoder.buffers().values();
        var training =
                Training.of(model, x).epochs(3).batchSize(20).average(0.9).stopEarly("los", 2);
        var error = assertThrows(IllegalArgumentException.class, training::fit);
        assertTrue(
                error.getMessage().matches("stopEarly.term = los: expected one of \\[.*loss.*]"),
                error.getMessage());
        assertArrayEquals(encoder, model.encoder.weights().values());
        assertArrayEquals(running, model.decoder.buffers().values());
        assertEquals(9, training.stopEarly("loss", 3).fit().steps());
    }

    /** What a run has seen says it before the next one takes a step. */
    @Test
    void earlyStoppingOfARunThatGoesOnNeedsATermThatThereIs() {
        TinyVae model = vae();
        var run = Training.of(model, Points.grid(60, 1)).epochs(1).batchSize(20).fit();
        float[] after = model.encoder.weights().values();
        var more = Training.resume(run).epochs(2).stopEarly("los", 2);
        var error = assertThrows(IllegalArgumentException.class, more::fit);
        assertTrue(error.getMessage().startsWith("stopEarly.term = los"), error.getMessage());
        assertArrayEquals(after, model.encoder.weights().values());
        assertEquals(6, more.stopEarly("loss", 2).fit().steps());
    }

    @Test
    void aBudgetMayBeLongerThanNanosecondsCanSay() {
        var x = Points.grid(30, 1);
        var run = Training.of(vae(), x).steps(1).timeBudget(Duration.ofDays(1_000_000)).fit();
        assertEquals(Run.End.FINISHED, run.end());
    }

    @Test
    void fewDataAreOneBatchWithoutAWord() {
        assertEquals(3, Training.of(vae(), Points.grid(30, 1)).epochs(3).fit().steps());
    }

    @Test
    void theRunGivesTheModelBackAsWhatItIs() {
        TinyVae model = vae();
        TinyVae same = Training.of(model, Points.grid(30, 1)).epochs(1).fit().model();
        assertSame(model, same);
    }
}
