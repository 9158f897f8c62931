package org.ot4j.training;

/** Training met NaN or infinity and stopped; the message names step, player and term. */
public final class Divergence extends ArithmeticException {
    private static final long serialVersionUID = 1;

    Divergence(String message) {
        super(message);
    }
}
