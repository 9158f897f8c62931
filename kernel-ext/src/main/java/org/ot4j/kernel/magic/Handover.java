package org.ot4j.kernel.magic;

import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Takes values out of the notebook. A statement, unlike an expression, leaves no variable behind
 * that would keep them alive.
 */
public final class Handover {
    /** The statement that throws the exception that was set. */
    static final String THROW = Handover.class.getName() + ".rethrow();";

    private static final String TAKE = Handover.class.getName() + ".take(new Object[] {";
    private static final String TAKEN = "});";

    private static Object[] taken = {};
    private static Throwable thrown;

    private static Object given;

    private Handover() {}

    /** Called by code that runs in the notebook. */
    public static synchronized void take(Object[] values) {
        taken = values;
    }

    static synchronized void setThrown(Throwable failure) {
        thrown = failure;
    }

    /** Called by code that runs in the notebook. */
    public static synchronized void rethrow() throws Throwable {
        Throwable failure = thrown;
        thrown = null;
        throw failure;
    }

    /** The statement that hands over some variables. */
    static String code(List<String> names) {
        return TAKE + String.join(", ", names) + TAKEN;
    }

    /** The line as it was before the handover. */
    static String written(String line) {
        return line.startsWith(TAKE) && line.endsWith(TAKEN)
                ? line.substring(TAKE.length(), line.length() - TAKEN.length())
                : line;
    }

    /** The statement that declares a variable with a value from outside. */
    static synchronized String declare(String name, Object value) {
        given = value;
        Class<?> type = value.getClass();
        while (!Modifier.isPublic(type.getModifiers()) || type.getCanonicalName() == null) {
            type = type.getSuperclass();
        }
        return String.format(
                "var %s = (%s) %s.given();",
                name, type.getCanonicalName(), Handover.class.getName());
    }

    /**
     * Called by code that runs in the notebook: returns the value from {@link #declare} and forgets
     * it.
     */
    public static synchronized Object given() {
        Object value = given;
        given = null;
        return value;
    }

    /** Returns the values handed over last and forgets them. */
    static synchronized Object[] taken() {
        Object[] values = taken;
        taken = new Object[0];
        return values;
    }
}
