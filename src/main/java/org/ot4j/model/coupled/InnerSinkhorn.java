package org.ot4j.model.coupled;

import java.util.function.Function;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Tensors;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * Sinkhorn's algorithm in place of the inner loop of C-VAE Algorithms 1 and 2: on codes of the
 * round, from where the potentials were. The decoder then learns from some of these codes.
 */
record InnerSinkhorn(
        InnerSolver.BySinkhorn options,
        Prior prior,
        VectorPotential potential,
        HardCodes choice,
        Handed<Round> round,
        Handed<Function<Step, Codes>> codes) {
    Player player() {
        return Player.move("potentials", this::solve, potential.weights());
    }

    private Terms solve(Step step) {
        Round now = round.take();
        Atoms data = now.data();
        // Then the choice below is of all codes in their order, too.
        boolean all = prior instanceof Categorical || options.batches() == 1;
        Codes z = Codes.of(prior, step.manager(), options.batches() * step.size(), step.random());
        PlanBlocks plan = now.knownPlan(z, all);
        var solution =
                new CouplingSolver(
                                now.problem(),
                                options.error(),
                                options.iterations(),
                                false,
                                CouplingSolver.STORED)
                        .solve(plan, potential.at(data));
        double[] u = solution.u();
        potential.set(data, now.problem().balanced() ? centred(u, data.weights()) : u);
        codes.leave(
                prior instanceof Categorical
                        ? own -> Codes.of(prior, own.manager(), own.size(), own.random())
                        : kept(
                                z.rows(
                                        choice.choose(
                                                solution.nearest(), step.size(), step.random())),
                                choice.weights(step.size(), z.weights().length)));
        if (all && plan.known() != null) {
            now.kept().leave(plan.known());
        }
        return Terms.of("marginal error", step.manager().create((float) solution.error()));
    }

    /** Codes that outlive the step which drew them. */
    private Function<Step, Codes> kept(float[] rows, double[] weights) {
        int d = prior.dimension();
        return own -> new Codes(Tensors.of(own.manager(), rows, weights.length, d), weights);
    }

    /** Without the constant that u and -v could share; unbalanced there is none. */
    private static double[] centred(double[] u, double[] weights) {
        double mean = 0;
        for (int i = 0; i < u.length; i++) {
            mean += weights[i] * u[i];
        }
        var centred = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            centred[i] = u[i] - mean;
        }
        return centred;
    }
}
