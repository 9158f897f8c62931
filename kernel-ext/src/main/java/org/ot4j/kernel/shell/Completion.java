package org.ot4j.kernel.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;

/** In what order a user is offered names: their own first, and what every object has not at all. */
public final class Completion {
    private static final Set<String> EVERY_OBJECTS =
            Set.of(
                    "equals(",
                    "getClass()",
                    "hashCode()",
                    "notify()",
                    "notifyAll()",
                    "toString()",
                    "wait(");

    private Completion() {}

    /**
     * Puts in order what JShell offers.
     *
     * @param code the code before the cursor
     * @param start where the word begins that is being completed
     * @param offers what JShell offers for it
     */
    public static List<String> ordered(JShell shell, String code, int start, List<String> offers) {
        return code.substring(0, start).stripTrailing().endsWith(".")
                ? members(offers, code.substring(start).isBlank())
                : names(offers, variables(shell), methods(shell));
    }

    /** Whoever has typed the beginning of a name that every object has may want it. */
    static List<String> members(List<String> offers, boolean nothingTyped) {
        var own = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (String offer : offers) {
            (EVERY_OBJECTS.contains(offer) || offer.equals("class") ? others : own).add(offer);
        }
        if (!nothingTyped || own.isEmpty()) {
            own.addAll(others);
        } else if (others.contains("class")) {
            own.add("class");
        }
        return own;
    }

    static List<String> names(List<String> offers, Set<String> variables, Set<String> methods) {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        var rest = new ArrayList<String>();
        for (String offer : offers) {
            if (variables.contains(offer)) {
                first.add(offer);
            } else if (methods.contains(offer.replaceFirst("\\(.*", "")) && offer.contains("(")) {
                second.add(offer);
            } else {
                rest.add(offer);
            }
        }
        first.addAll(second);
        first.addAll(rest);
        return first;
    }

    private static Set<String> variables(JShell shell) {
        var names = new HashSet<String>();
        shell.variables()
                .filter(v -> shell.status(v) == Status.VALID)
                .forEach(v -> names.add(v.name()));
        return names;
    }

    private static Set<String> methods(JShell shell) {
        var names = new HashSet<String>();
        shell.methods().filter(m -> shell.status(m).isActive()).forEach(m -> names.add(m.name()));
        return names;
    }
}
