package org.ot4j.kernel;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.ot4j.kernel.execution.Stopped;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.magic.MagicCalls;
import org.ot4j.kernel.magic.MagicError;
import org.ot4j.kernel.shell.UserShell;

/**
 * The text of a cell's error: the same in a magic as without it, with the name of the user's own
 * exception and of any undefined name.
 */
final class CellErrors {
    private static final Pattern MISSING =
            Pattern.compile("symbol:\\s+(?:method|variable|class) (\\w+)");
    private static final String RED = "\033[31m";
    private static final String BOLD = "\033[1m";
    private static final String RESET = "\033[0m";

    private final BaseKernel kernel;
    private final JShell shell;

    /** The last error, which the kernel does not pass on. */
    private volatile SnippetEvent last;

    CellErrors(BaseKernel kernel) {
        this.kernel = kernel;
        shell = UserShell.of(kernel);
    }

    /** Watches for errors from now on. Returns an action that undoes this. */
    Runnable follow() {
        var subscription =
                shell.onSnippetEvent(
                        event -> {
                            boolean wrong =
                                    event.exception() != null
                                            || event.status() == Snippet.Status.REJECTED;
                            if (event.causeSnippet() == null && wrong) {
                                last = event;
                            }
                        });
        return () -> shell.unsubscribe(subscription);
    }

    /** The kernel's error message, improved. */
    PublishError told(PublishError error) {
        try {
            SnippetEvent event = last;
            last = null;
            if (event != null && event.exception() != null) {
                return error.getErrorName().equals("RuntimeException")
                        ? of(event.exception())
                        : error;
            }
            if (event != null && error.getErrorName().equals("CompilationException")) {
                return with(error, hints(event.snippet()));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Keep the kernel's message, then.
        }
        return error;
    }

    private PublishError of(JShellException failure) throws ReflectiveOperationException {
        if (failure instanceof UnresolvedReferenceException unresolved) {
            return of(unresolved.getSnippet());
        }
        var thrown = (EvalException) failure;
        String type = thrown.getExceptionClassName();
        if (type.equals(Stopped.class.getName())) {
            var interrupted = List.of(BOLD + "Evaluation interrupted." + RESET);
            return new PublishError(
                    "EvaluationInterruptedException", "Evaluation interrupted.", interrupted);
        }
        Throwable inMagic = MagicCalls.thrown(thrown.getMessage());
        if (inMagic != null) {
            return of(inMagic);
        }
        String message = String.valueOf(thrown.getMessage());
        if (type.equals(MagicError.class.getName())) {
            return new PublishError("MagicError", message, List.of(RED + message + RESET));
        }
        trim(thrown);
        return new PublishError(
                type.replaceFirst(".*[.$]", ""), message, format(new RuntimeException(thrown)));
    }

    /** Below the snippet are only the frames that run it, many of them in a magic. */
    private static void trim(EvalException thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < frames.length; i++) {
            String file = frames[i].getFileName();
            if (file != null && file.startsWith("#") && frames[i].getMethodName().isEmpty()) {
                thrown.setStackTrace(Arrays.copyOf(frames, i + 1));
                break;
            }
        }
        if (thrown.getCause() instanceof EvalException cause) {
            trim(cause);
        }
    }

    private PublishError of(Throwable inMagic) throws ReflectiveOperationException {
        if (inMagic.getCause() instanceof JShellException failure) {
            return of(failure);
        }
        String name = inMagic.getClass().getSimpleName();
        String message = String.valueOf(inMagic.getMessage());
        if (!inMagic.getClass().getName().startsWith("org.dflib.jjava.kernel.execution.")) {
            String line = RED + message + RESET + " (" + inMagic.getClass().getName() + ")";
            return new PublishError(name, message, List.of(line));
        }
        var error = new PublishError(name, message, format(inMagic));
        Object event = get(inMagic, "getBadSnippetCompilation");
        return event == null ? error : with(error, hints(((SnippetEvent) event).snippet()));
    }

    /** A declaration that cannot be used. */
    private PublishError of(DeclarationSnippet snippet) {
        var lines = new ArrayList<String>();
        snippet.source().lines().forEach(line -> lines.add(BOLD + "|   " + line + RESET));
        String message = why(snippet);
        lines.add(RED + message + RESET);
        return new PublishError("UnresolvedReferenceException", message, lines);
    }

    private String why(DeclarationSnippet snippet) {
        String unresolved =
                shell.unresolvedDependencies(snippet).collect(Collectors.joining(" and "));
        String errors =
                shell.diagnostics(snippet)
                        .map(d -> d.getMessage(null).strip().replaceAll("\\s*\\R\\s*", ", "))
                        .collect(Collectors.joining("; "));
        return snippet.name()
                + " cannot be used yet: "
                + (unresolved.isEmpty()
                        ? errors
                        : "it uses " + unresolved + ", which is not defined");
    }

    /** Hints for names that the compiler cannot find because they are declared but not complete. */
    private List<String> hints(Snippet rejected) {
        var hints = new ArrayList<String>();
        shell.diagnostics(rejected)
                .forEach(
                        problem -> {
                            Matcher missing = MISSING.matcher(problem.getMessage(null));
                            while (missing.find()) {
                                incomplete(missing.group(1), hints);
                            }
                        });
        return hints.stream().distinct().toList();
    }

    private void incomplete(String name, List<String> hints) {
        shell.snippets()
                .filter(s -> s instanceof DeclarationSnippet d && d.name().equals(name))
                .filter(s -> shell.status(s) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
                .forEach(s -> hints.add(RED + why((DeclarationSnippet) s) + RESET));
    }

    private static PublishError with(PublishError error, List<String> more) {
        var lines = new ArrayList<>(error.getStacktrace());
        lines.addAll(more);
        return new PublishError(error.getErrorName(), error.getErrorMessage(), lines);
    }

    private static Object get(Throwable thrown, String getter) {
        try {
            return thrown.getClass().getMethod(getter).invoke(thrown);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** The kernel's own error text; the method is public only in some versions. */
    @SuppressWarnings("unchecked") // lines
    private List<String> format(Throwable thrown) throws ReflectiveOperationException {
        Method format = Inside.method(BaseKernel.class, "formatError", Throwable.class);
        return (List<String>) format.invoke(kernel, thrown);
    }
}
