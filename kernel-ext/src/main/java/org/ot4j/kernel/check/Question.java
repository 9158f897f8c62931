package org.ot4j.kernel.check;

/** The Java code of a check, which reads the variables and calls the methods of the notebook. */
@FunctionalInterface
public interface Question {
    /** Runs the check; returns normally if everything is right. */
    void ask(Answer answer) throws Exception;
}
