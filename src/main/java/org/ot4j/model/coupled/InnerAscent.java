package org.ot4j.model.coupled;

import java.util.function.Function;
import org.ot4j.distribution.Prior;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * The inner loop of C-VAE Algorithms 1 and 2: for k = 1, …, K sample codes from the prior and raise
 * the dual on them.
 */
record InnerAscent(
        InnerSolver.ByAscent options,
        Prior prior,
        CouplingDual dual,
        Handed<Round> round,
        Handed<Function<Step, Codes>> codes) {
    Player player() {
        return Player.maximise("potentials", this::raise, dual.weights())
                .steps(options.steps())
                .learningRate(options.rate());
    }

    private Terms raise(Step step) {
        codes.leave(own -> Codes.of(prior, own.manager(), own.size(), own.random()));
        return dual.ascent(step, round.take());
    }
}
