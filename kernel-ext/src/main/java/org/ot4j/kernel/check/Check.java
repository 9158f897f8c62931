package org.ot4j.kernel.check;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import org.ot4j.kernel.execution.Stop;
import org.ot4j.kernel.execution.Stopped;

/**
 * One check: its name and title, the required definitions, its Java code, and the file and line
 * where that code begins.
 */
public record Check(
        String name, String title, List<Need> needs, String code, String file, int line) {
    private static final String ASKS = "ot4jAsks$";
    private static final String OPENING = "org.ot4j.kernel.check.Check.ask(" + ASKS + " -> {";

    /** The name that checks use to ask; on its own it may be one of the student's variables. */
    private static final String NAME = "answer";

    private static final Pattern ASKING =
            Pattern.compile(
                    "(?s)\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|//[^\n]*|/\\*.*?\\*/"
                            + "|(?<asks>(?<![\\w.])answer(?=\\s*\\.\\s*(?:of|that)\\s*\\())");

    /** Called by the code that {@link #run} evaluates; returns what is wrong, or null. */
    public static Object ask(Question question) throws Exception {
        try {
            question.ask(new Answer());
            return null;
        } catch (Wrong wrong) {
            return wrong;
        }
    }

    /**
     * Checks what the notebook's cells have defined so far. Every failure becomes a verdict,
     * including an answer that does not finish and an error in the check itself.
     *
     * @param evaluate evaluates code as a cell would
     * @param seconds time limit
     */
    public Verdict run(JShell shell, Function<String, Object> evaluate, double seconds) {
        for (Need need : needs) {
            String missing = need.missing(shell);
            if (missing != null) {
                return Verdict.wrong(this, missing);
            }
        }
        var wrong = new AtomicReference<Wrong>();
        try {
            Stop.within(
                    (long) (1e3 * seconds), () -> wrong.set((Wrong) evaluate.apply(source(shell))));
            return wrong.get() == null ? Verdict.right(this) : Verdict.wrong(this, wrong.get());
        } catch (TimeoutException e) {
            return endless(shell, e.getCause(), seconds);
        } catch (Exception e) {
            return why(shell, e);
        }
    }

    /** The check's Java code, with the same lines as in its file after one opening line. */
    private String source(JShell shell) {
        boolean students = shell.variables().anyMatch(v -> v.name().equals(NAME));
        String asking =
                ASKING.matcher(code)
                        .replaceAll(
                                m ->
                                        Matcher.quoteReplacement(
                                                m.group(1) == null ? m.group() : ASKS));
        return OPENING
                + (students ? "" : " var " + NAME + " = " + ASKS + ";")
                + "\n"
                + asking
                + "})";
    }

    private Verdict endless(JShell shell, Throwable failure, double seconds) {
        String stopped = "stopped after " + Numbers.text(seconds) + " seconds";
        EvalException thrown = find(failure, EvalException.class);
        Optional<StackTraceElement> frame = thrown == null ? Optional.empty() : frame(thrown);
        if (frame.isPresent() && isCheck(shell, frame.get())) {
            return slip(lineOf(frame.get()), stopped);
        }
        return Verdict.wrong(
                this,
                "your code did not end, and was "
                        + stopped
                        + frame.flatMap(f -> line(shell, f)).map(l -> ", in `" + l + "`").orElse("")
                        + ": is there an infinite loop or an endless recursion?");
    }

    private static <T> T find(Throwable failure, Class<T> type) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
        }
        return null;
    }

    /** The verdict on code that does not compile or that threw an exception. */
    private Verdict why(JShell shell, Exception failure) {
        EvalException thrown = find(failure, EvalException.class);
        if (thrown != null) {
            if (thrown.getExceptionClassName().equals(Stopped.class.getName())) {
                throw new IllegalStateException(thrown); // the user has stopped it
            }
            return thrown(shell, thrown);
        }
        var unresolved = find(failure, UnresolvedReferenceException.class);
        if (unresolved != null) {
            return Verdict.wrong(
                    this,
                    "`" + unresolved.getSnippet().name() + "` uses something that is not defined");
        }
        SnippetEvent rejected = rejected(failure);
        if (rejected == null) {
            throw failure instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(failure);
        }
        Snippet snippet = rejected.snippet();
        List<Diag> problems = shell.diagnostics(snippet).toList();
        long newlines =
                problems.isEmpty()
                        ? 1
                        : snippet.source()
                                .substring(0, (int) Math.max(0, problems.get(0).getPosition()))
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
        return slip(
                (int) newlines + line - 1,
                problems.stream()
                        .map(d -> d.getMessage(Locale.ROOT).replaceAll("\\s+", " "))
                        .distinct()
                        .collect(Collectors.joining("; ")));
    }

    /** The check is wrong, not the answer. */
    private Verdict slip(int at, String problem) {
        return Verdict.wrong(
                this,
                new Wrong(
                        "the check itself, in " + file + ", line " + at,
                        problem,
                        null,
                        "this is an error in the check, not in your answer: tell your teacher"));
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

    private Verdict thrown(JShell shell, EvalException failure) {
        String type = failure.getExceptionClassName().replaceFirst(".*[.$]", "");
        String told = type + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        Optional<StackTraceElement> frame = frame(failure);
        if (frame.isPresent() && isCheck(shell, frame.get())) {
            int at = lineOf(frame.get());
            return looksAtAnswer(at)
                    ? Verdict.wrong(
                            this, "your answer led to " + told + ", in " + file + ", line " + at)
                    : slip(at, told);
        }
        if (type.equals("UnsupportedOperationException") && frame.isPresent()) {
            return Verdict.wrong(this, "this is still to be filled in");
        }
        return Verdict.wrong(
                this,
                frame.flatMap(f -> line(shell, f))
                        .map(l -> "your code threw " + told + ", in `" + l + "`")
                        .orElse("your answer led to " + told));
    }

    /**
     * Whether a line of the check, given by its number in the file, names something that the
     * student defines.
     */
    private boolean looksAtAnswer(int at) {
        String text = code.lines().skip(Math.max(0, at - line)).findFirst().orElse("");
        return needs.stream()
                .anyMatch(
                        need -> Pattern.compile("\\b" + need.name() + "\\b").matcher(text).find());
    }

    /** The position of an error in the code of cells, including that of the check. */
    private static Optional<StackTraceElement> frame(EvalException failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(f -> f.getFileName() != null && f.getFileName().startsWith("#"))
                .findFirst();
    }

    private static Optional<Snippet> snippet(JShell shell, StackTraceElement frame) {
        return shell.snippets()
                .filter(s -> ("#" + s.id()).equals(frame.getFileName()))
                .reduce((older, newer) -> newer); // a new definition takes over its id
    }

    private static boolean isCheck(JShell shell, StackTraceElement frame) {
        return snippet(shell, frame).filter(s -> s.source().startsWith(OPENING)).isPresent();
    }

    /** The line of the check's file. */
    private int lineOf(StackTraceElement frame) {
        return frame.getLineNumber() - 2 + line;
    }

    private static Optional<String> line(JShell shell, StackTraceElement frame) {
        return snippet(shell, frame)
                .flatMap(s -> s.source().lines().skip(frame.getLineNumber() - 1L).findFirst())
                .map(String::strip);
    }
}
