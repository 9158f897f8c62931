package org.ot4j.kernel.check;

/**
 * The questions of a check about a student's answer. The first wrong value ends the check, so there
 * is one thing to fix at a time.
 *
 * <pre>{@code
 * answer.of("cTransform(ψ, c) for ψ = (0, 0), c = ((1, 4), (3, 2))", cTransform(psi, c))
 *       .mistake(new double[] {4, 3}, "these are the largest values, not the smallest")
 *       .hint("for each i, the smallest c[i][j] − ψ[j]")
 *       .is(1, 2);
 * }</pre>
 */
public final class Answer {
    Answer() {}

    /**
     * Looks at a value that the student's code returned.
     *
     * @param what description of the value, in the student's terms
     * @param value a number, an array of numbers of any depth, an {@code NDArray}, or any object
     */
    public Found of(String what, Object value) {
        return new Found(what, value);
    }

    /** Ends the check if a condition does not hold; the hint says what and why. */
    public void that(boolean holds, String hint) {
        if (!holds) {
            throw new Wrong(null, null, null, hint);
        }
    }
}
