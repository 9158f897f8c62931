package org.ot4j.distribution;

/** Where the draws of a distribution lie, and thus the measure that its density refers to. */
public enum Support {
    /** All of space, with a density with respect to Lebesgue measure. */
    SPACE("all of space"),
    /** A bounded part of space, with a density with respect to Lebesgue measure. */
    BOUNDED("a bounded part of space"),
    /** The simplex: vectors of probabilities. */
    SIMPLEX("the simplex"),
    /** The unit sphere, with a density with respect to its area. */
    SPHERE("the unit sphere"),
    /** Finitely many points, with probabilities for densities. */
    POINTS("finitely many points"),
    /** Parts of different kinds, so that there is no common density. */
    MIXED("parts of different kinds");

    private final String words;

    Support(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
