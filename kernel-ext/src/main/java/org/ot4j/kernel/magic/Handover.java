package org.ot4j.kernel.magic;

import java.util.List;

/**
 * Takes values out of the notebook. A statement, unlike an expression, leaves no variable behind
 * that would keep them alive.
 */
public final class Handover {
    private static Object[] taken = {};

    private Handover() {}

    /** Called by code that runs in the notebook. */
    public static synchronized void take(Object[] values) {
        taken = values;
    }

    /** The statement that hands over some variables. */
    static String code(List<String> names) {
        return Handover.class.getName() + ".take(new Object[] {" + String.join(", ", names) + "});";
    }

    /** What came last; kept no longer. */
    static synchronized Object[] taken() {
        Object[] values = taken;
        taken = new Object[0];
        return values;
    }
}
