package org.ot4j.training;

import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/** A learning-rate schedule: a factor on the rate as the run progresses from 0 to 1. */
public sealed interface Schedule extends Recipe {
    /**
     * The factor on the learning rate.
     *
     * @param done fraction of the run that is finished, in [0, 1)
     * @param epoch number of epochs finished
     */
    double factor(double done, int epoch);

    /** Always 1. */
    static Schedule constant() {
        return new Steps(List.of());
    }

    /** From 1 to 0 along half a cosine. */
    static Schedule cosine() {
        return new Cosine(0, 0);
    }

    /** From 1 to {@code last} along half a cosine, after a linear rise over {@code warmUp}. */
    static Schedule cosine(double last, double warmUp) {
        return new Cosine(last, warmUp);
    }

    /** Multiplied by {@code factor} after every {@code epochs} epochs. */
    static Schedule step(int epochs, double factor) {
        return new Every(epochs, factor);
    }

    /**
     * Multiplied by a factor after each of some epochs, whatever the length of the run: {@code
     * Schedule.milestones(new Schedule.Milestone(30, 0.5), new Schedule.Milestone(50, 0.2))}.
     */
    static Schedule milestones(Milestone... milestones) {
        return new Milestones(List.of(milestones));
    }

    /**
     * The WAE paper's schedule for MNIST (appendix E): the rate is halved after 30 of 100 epochs,
     * and divided by a further 5 after 50. Shorter and longer runs change at the same fractions.
     */
    static Schedule wae() {
        return new Steps(List.of(new Drop(0.3, 0.5), new Drop(0.5, 0.2)));
    }

    /**
     * The WAE paper's schedule for CelebA (appendix E): the rate is halved after 30 epochs, and
     * divided by a further 5 after 50; WAEs run for 55 epochs and VAEs for 68.
     */
    static Schedule waeFaces() {
        return milestones(new Milestone(30, 0.5), new Milestone(50, 0.2));
    }

    /**
     * Multiplies the rate by a factor from some point of the run on.
     *
     * @param after fraction of the run at which the drop occurs, in (0, 1)
     * @param factor multiplies the rate
     */
    record Drop(double after, double factor) {
        /** Checks the arguments. */
        public Drop {
            Check.that(after > 0 && after < 1, "after", after, "a number in (0, 1)");
            Check.positive(factor, "factor");
        }
    }

    /**
     * Drops at fractions of the run.
     *
     * @param drops applied one after the other
     */
    record Steps(List<Drop> drops) implements Schedule {
        /** Copies the list. */
        public Steps {
            drops = List.copyOf(drops);
        }

        @Override
        public double factor(double done, int epoch) {
            return drops.stream()
                    .filter(drop -> done >= drop.after())
                    .mapToDouble(Drop::factor)
                    .reduce(1, (a, b) -> a * b);
        }
    }

    /**
     * Multiplies the rate by a factor from some epoch on.
     *
     * @param epoch number of epochs finished before the drop, at least 1
     * @param factor multiplies the rate
     */
    record Milestone(int epoch, double factor) {
        /** Checks the arguments. */
        public Milestone {
            Check.atLeast(epoch, 1, "epoch");
            Check.positive(factor, "factor");
        }
    }

    /**
     * Drops after numbers of epochs.
     *
     * @param drops applied one after the other
     */
    record Milestones(List<Milestone> drops) implements Schedule {
        /** Copies the list. */
        public Milestones {
            drops = List.copyOf(drops);
        }

        @Override
        public double factor(double done, int epoch) {
            return drops.stream()
                    .filter(drop -> epoch >= drop.epoch())
                    .mapToDouble(Milestone::factor)
                    .reduce(1, (a, b) -> a * b);
        }
    }

    /**
     * A drop after every {@code epochs} epochs.
     *
     * @param epochs number of epochs between drops
     * @param multiplier multiplies the rate at each drop
     */
    record Every(int epochs, double multiplier) implements Schedule {
        /** Checks the arguments. */
        public Every {
            Check.atLeast(epochs, 1, "epochs");
            Check.positive(multiplier, "multiplier");
        }

        @Override
        public double factor(double done, int epoch) {
            return Math.pow(multiplier, epoch / epochs);
        }
    }

    /**
     * Half a cosine.
     *
     * @param last factor at the end, in [0, 1]
     * @param warmUp fraction of the run in which the factor first rises from 0 to 1, in [0, 1)
     */
    record Cosine(double last, double warmUp) implements Schedule {
        /** Checks the arguments. */
        public Cosine {
            Check.inRange(last, 0, 1, "last");
            Check.that(warmUp >= 0 && warmUp < 1, "warmUp", warmUp, "a number in [0, 1)");
        }

        @Override
        public double factor(double done, int epoch) {
            if (done < warmUp) {
                return done / warmUp;
            }
            double t = (done - warmUp) / (1 - warmUp);
            return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * t));
        }
    }
}
