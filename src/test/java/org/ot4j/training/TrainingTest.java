package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
