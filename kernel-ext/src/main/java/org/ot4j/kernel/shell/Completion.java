package org.ot4j.kernel.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;

/**
 * The order of completions: the user's own names come first, and the methods that every object has
 * are left out.
 */
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
     * Orders JShell's completions.
     *
     * @param code the code before the cursor
     * @param start start of the word being completed
     * @param offers JShell's completions for it
     */
    public static List<String> ordered(JShell shell, String code, int start, List<String> offers) {
        return code.substring(0, start).stripTrailing().endsWith(".")
                ? members(offers, code.substring(start).isBlank())
                : names(offers, variables(shell), methods(shell));
    }

    /** Methods that every object has are offered only if the start of one has been typed. */
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
