package org.ot4j.training;

/** What one player minimises or maximises, evaluated on a batch. */
@FunctionalInterface
public interface Objective {
    /** Computes the objective's terms; intermediate arrays belong to {@code step.manager()}. */
    Terms evaluate(Step step);
}
