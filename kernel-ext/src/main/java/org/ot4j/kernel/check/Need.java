package org.ot4j.kernel.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.VarSnippet;

/** A variable or method that the student's cells must define, given as a Java declaration. */
record Need(String type, String name, String arguments) {
    private static final Pattern DECLARATION =
            Pattern.compile("(\\S.*?) +(\\w+)(?:\\s*\\(([^)]*)\\))?");

    static Need parse(String declaration) {
        Matcher match = DECLARATION.matcher(declaration.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("no declaration: " + declaration);
        }
        return new Need(plain(match.group(1)), match.group(2), plain(match.group(3)));
    }

    /** What is missing or of the wrong kind; null if everything is defined. */
    String missing(JShell shell) {
        return arguments == null ? variable(shell) : method(shell);
    }

    private String variable(JShell shell) {
        VarSnippet found =
                shell.variables()
                        .filter(v -> v.name().equals(name) && shell.status(v).isActive())
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            return "there is no variable `" + this + "` yet; run the cell that defines it";
        }
        String actual = plain(found.typeName());
        boolean number = type.equals("double") && actual.matches("int|long|float");
        return actual.equals(type) || type.equals("var") || number
                ? null
                : "your `" + name + "` is of type `" + actual + "`; expected `" + type + "`";
    }

    private String method(JShell shell) {
        var named =
                shell.methods()
                        .filter(m -> m.name().equals(name) && shell.status(m).isActive())
                        .toList();
        if (named.isEmpty()) {
            return "there is no method `" + this + "` yet; run the cell that defines it";
        }
        for (MethodSnippet method : named) {
            if (plain(method.parameterTypes()).equals(arguments)) {
                return fits(shell, method);
            }
        }
        String actual = named.get(0).parameterTypes().replace(",", ", ");
        return "your `" + name + "` takes (" + actual + "); expected `" + this + "`";
    }

    private String fits(JShell shell, MethodSnippet method) {
        String result = plain(method.signature().replaceFirst(".*\\)", ""));
        if (!result.equals(type)) {
            return "your `" + name + "` returns `" + result + "`; expected `" + type + "`";
        }
        if (shell.status(method) == Snippet.Status.VALID) {
            return null;
        }
        return "your `"
                + name
                + "` uses what is not defined: "
                + shell.unresolvedDependencies(method).collect(Collectors.joining(", "));
    }

    /** Without packages and spaces. */
    private static String plain(String types) {
        return types == null ? null : types.replaceAll("\\s", "").replaceAll("\\w+\\.", "");
    }

    @Override
    public String toString() {
        return type
                + " "
                + name
                + (arguments == null ? "" : "(" + arguments.replace(",", ", ") + ")");
    }
}
