package org.ot4j.kernel.check;

/** The Java of a check: it looks at the variables and calls the methods of the notebook. */
@FunctionalInterface
public interface Question {
    /** Asks; returns where all is right. */
    void ask(Answer answer) throws Exception;
}
