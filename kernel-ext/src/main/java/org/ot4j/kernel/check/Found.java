package org.ot4j.kernel.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A value from the student, to be compared with the expected one. */
public final class Found {
    private static final double EXACT = 1e-9;

    private final String what;
    private final Object value;
    private final List<Mistake> mistakes = new ArrayList<>();
    private String hint;

    private record Mistake(Object value, String why) {}

    Found(String what, Object value) {
        this.what = what;
        this.value = value;
    }

    /** Names a wrong value that students often get, and its cause. */
    public Found mistake(Object wrong, String why) {
        mistakes.add(new Mistake(wrong, why));
        return this;
    }

    /** A hint for any other wrong value. */
    public Found hint(String hint) {
        this.hint = hint;
        return this;
    }

    /** Expects this value, up to rounding; several numbers stand for an array. */
    public void is(double... expected) {
        near(expected.length == 1 && !isArray() ? (Object) expected[0] : expected, EXACT);
    }

    /** Expects this value; numbers are compared up to rounding. */
    public void is(Object expected) {
        near(expected, EXACT);
    }

    /** Expects this value; differences up to {@code tolerance * (1 + |expected|)} are accepted. */
    public void near(Object expected, double tolerance) {
        Numbers wanted = Numbers.of(expected);
        if (wanted == null) {
            if (!Objects.equals(value, expected)) {
                throw wrong(String.valueOf(expected), hint);
            }
            return;
        }
        Numbers got = numbers(wanted.toString());
        if (!got.sameShape(wanted)) {
            throw new Wrong(what, got.shapeText(), wanted.shapeText(), hint);
        }
        if (got.near(wanted, tolerance)) {
            return;
        }
        String why = hint;
        for (Mistake mistake : mistakes) {
            Numbers known = Numbers.of(mistake.value);
            if (known != null && got.sameShape(known) && got.near(known, tolerance)) {
                why = mistake.why;
            }
        }
        throw new Wrong(what, got.beside(wanted, tolerance), wanted.beside(got, tolerance), why);
    }

    /** Expects all numbers to lie within bounds, both included. */
    public void between(double low, double high) {
        String expected =
                high == Double.POSITIVE_INFINITY
                        ? "at least " + Numbers.text(low)
                        : low == Double.NEGATIVE_INFINITY
                                ? "at most " + Numbers.text(high)
                                : "from " + Numbers.text(low) + " to " + Numbers.text(high);
        Numbers got = numbers(expected);
        int outside = got.firstOutside(low, high);
        if (outside >= 0) {
            throw new Wrong(what, got.at(outside), expected, hint);
        }
    }

    private boolean isArray() {
        return value != null && value.getClass().isArray();
    }

    private Numbers numbers(String expected) {
        Numbers numbers = Numbers.of(value);
        if (numbers == null) {
            throw wrong(expected, value == null ? or(hint, "it was never given a value") : hint);
        }
        return numbers;
    }

    private static String or(String hint, String other) {
        return hint == null ? other : hint;
    }

    private Wrong wrong(String expected, String why) {
        return new Wrong(what, value == null ? "nothing (null)" : value.toString(), expected, why);
    }
}
