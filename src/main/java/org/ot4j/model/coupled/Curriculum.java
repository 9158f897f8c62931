package org.ot4j.model.coupled;

import java.util.ArrayList;
import java.util.List;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.network.Weights;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * How a C-VAE is led to its optimum. This is ours: the paper's algorithms go on without it, and its
 * player comes before theirs in a round. It begins with a linear map, lets ε fall, sees the data
 * coarsely while ε is large, and may take the coupling from a teacher; {@link HardCodes} is ours,
 * too.
 */
final class Curriculum {
    /**
     * What helps.
     *
     * @param epsilon ε at the end
     * @param annealFrom ε at the start
     * @param annealUntil fraction of the run after which it is {@code epsilon}
     * @param linearUntil fraction of the run in which the decoder learns a linear map
     * @param resolution side of the cells in which data count as one, divided by √ε; 0 for none
     */
    record Options(
            double epsilon,
            double annealFrom,
            double annealUntil,
            double linearUntil,
            double resolution) {
        Options {
            Check.positive(epsilon, "epsilon");
        }

        /** Refuses what does not fit together, by the names that it has for users. */
        static void check(double epsilon, double annealUntil, double linearUntil, Prior prior) {
            Check.positive(epsilon, "epsilon");
            boolean anneals = annealUntil > 0;
            Check.that(
                    linearUntil >= 0 && linearUntil < (anneals ? annealUntil : 1),
                    "linearStart",
                    linearUntil,
                    anneals
                            ? "a fraction of the run below anneal.until = " + annealUntil
                            : "a fraction of the run in [0, 1)");
            Check.that(
                    linearUntil == 0 || !(prior instanceof Categorical),
                    "linearStart",
                    linearUntil,
                    "0 for a categorical prior, whose codes have no order");
        }

        /** ε at a fraction of the run: it falls geometrically after the linear start. */
        double epsilonAt(double progress) {
            double done = Math.max(0, (progress - linearUntil) / (annealUntil - linearUntil));
            return progress >= annealUntil
                    ? epsilon
                    : annealFrom * Math.pow(epsilon / annealFrom, done);
        }

        /** Whether the decoder learns the linear map at a fraction of the run. */
        boolean linearAt(double progress) {
            return progress < linearUntil;
        }

        /**
         * The side of cells at the coupling's own resolution: a power of 2 that halves as ε falls.
         */
        double sideAt(double epsilonNow) {
            return resolution == 0
                    ? 0
                    : Math.pow(
                            2,
                            Math.floor(Math.log(resolution * Math.sqrt(epsilonNow)) / Math.log(2)));
        }
    }

    private final Options options;
    private final Coupling problem;
    private final Prior prior;
    private final Weights points;
    private final Observation observation;
    private final Reference reference;
    private final Handed<Round> next;
    private final KeptCosts kept;
    private Grid grid;
    private Lesson linear;

    /** The data in cells of a side. */
    private record Grid(double side, Atoms atoms) {}

    /**
     * @param problem at any ε
     * @param points the data, [n, sample shape...]
     * @param next where it leaves the round
     */
    Curriculum(
            Options options,
            Coupling problem,
            Prior prior,
            Weights points,
            Observation observation,
            Reference reference,
            Handed<Round> next) {
        this.options = options;
        this.problem = problem;
        this.prior = prior;
        this.points = points;
        this.observation = observation;
        this.reference = reference;
        this.next = next;
        kept = new KeptCosts(points.value().getManager().newSubManager());
    }

    /**
     * @param started runs as each round starts
     */
    Player player(Runnable started) {
        List<Weights> moved = new ArrayList<>(List.of(points));
        moved.addAll(reference.weights());
        return Player.move(
                "coupling",
                step -> {
                    started.run();
                    return begin(step);
                },
                moved.toArray(Weights[]::new));
    }

    private Terms begin(Step step) {
        double epsilon = options.epsilonAt(step.progress());
        reference.follow();
        kept.clear(); // left by a round that failed
        next.leave(
                new Round(
                        problem.at(epsilon),
                        atoms(epsilon),
                        observation,
                        reference,
                        lesson(step.progress()),
                        kept));
        return Terms.of("epsilon", step.manager().create((float) epsilon));
    }

    private Atoms atoms(double epsilon) {
        double side = options.sideAt(epsilon);
        if (grid == null || grid.side() != side) {
            grid = new Grid(side, Atoms.of(points, side));
        }
        return grid.atoms();
    }

    private Lesson lesson(double progress) {
        if (!options.linearAt(progress)) {
            return Lesson.GRADIENT;
        }
        if (linear == null) {
            linear = towards(new LinearMap(prior, points.values(), Math.toIntExact(n())));
        }
        return linear;
    }

    private long n() {
        return points.value().size(0);
    }

    /** The squared distance between the decoder's mean and a map. */
    private Lesson towards(LinearMap map) {
        return (output, gradient, z) ->
                observation.mean(output).reshape(output.size(0), -1).sub(map.of(z)).square().sum();
    }
}
