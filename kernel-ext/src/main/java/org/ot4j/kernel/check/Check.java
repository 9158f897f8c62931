package org.ot4j.kernel.check;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;

/** One check: its name and title, what must be defined, and the Java that asks. */
public record Check(String name, String title, List<Need> needs, String code) {
    private static final String OPENING = "org.ot4j.kernel.check.Check.ask(answer -> {\n";

    /** Called by the code that {@link #run} evaluates: what is wrong, or null. */
    public static Object ask(Question question) throws Exception {
        try {
            question.ask(new Answer());
            return null;
        } catch (Wrong wrong) {
            return wrong;
        }
    }

    /**
     * Looks at what the notebook's cells have defined so far. Whatever goes wrong becomes a
     * verdict.
     *
     * @param evaluate evaluates code as a cell would
     */
    public Verdict run(JShell shell, Function<String, Object> evaluate) {
        for (Need need : needs) {
            String missing = need.missing(shell);
            if (missing != null) {
                return Verdict.wrong(this, missing);
            }
        }
        try {
            var wrong = (Wrong) evaluate.apply(OPENING + code + "})");
            return wrong == null ? Verdict.right(this) : Verdict.wrong(this, wrong);
        } catch (Exception e) {
            return Verdict.wrong(this, why(shell, e));
        }
    }

    /** What to tell of code that does not compile, or that threw something. */
    private static String why(JShell shell, Exception failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof EvalException thrown) {
                return thrown(shell, thrown);
            }
            if (e instanceof UnresolvedReferenceException unresolved) {
                return "`" + unresolved.getSnippet().name() + "` uses what is not defined";
            }
        }
        SnippetEvent rejected = rejected(failure);
        if (rejected == null) {
            throw failure instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(failure);
        }
        return "your code does not fit: "
                + shell.diagnostics(rejected.snippet())
                        .map(d -> d.getMessage(Locale.ROOT).replaceAll("\\s+", " "))
                        .distinct()
                        .collect(Collectors.joining("; "));
    }

    /** The class of this exception is in the kernel's own jar. */
    private static SnippetEvent rejected(Exception failure) {
        try {
            Method get = failure.getClass().getMethod("getBadSnippetCompilation");
            return (SnippetEvent) get.invoke(failure);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static String thrown(JShell shell, EvalException failure) {
        String type = failure.getExceptionClassName().replaceFirst(".*[.$]", "");
        String message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        Optional<String> line =
                Arrays.stream(failure.getStackTrace())
                        .filter(f -> f.getFileName() != null && f.getFileName().startsWith("#"))
                        .findFirst()
                        .flatMap(f -> line(shell, f));
        if (type.equals("UnsupportedOperationException") && line.isPresent()) {
            return "this is still to be filled in";
        }
        return line.map(l -> "your code threw " + type + message + ", in `" + l + "`")
                .orElse("your answer led to " + type + message);
    }

    /** The student's own line; none where it is the check's. */
    private static Optional<String> line(JShell shell, StackTraceElement frame) {
        return shell.snippets()
                .filter(s -> ("#" + s.id()).equals(frame.getFileName()))
                .map(Snippet::source)
                .filter(source -> !source.startsWith(OPENING.strip()))
                .flatMap(source -> source.lines().skip(frame.getLineNumber() - 1L).limit(1))
                .map(String::strip)
                .reduce((older, newer) -> newer); // a new definition takes over its id
    }
}
