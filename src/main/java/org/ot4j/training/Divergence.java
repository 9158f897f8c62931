package org.ot4j.training;

/**
 * Thrown when training meets NaN or infinity and stops; the message names the step, player and
 * term.
 */
public final class Divergence extends ArithmeticException {
    private static final long serialVersionUID = 1;

    Divergence(String message) {
        super(message);
    }
}
