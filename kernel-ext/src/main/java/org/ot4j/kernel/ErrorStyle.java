package org.ot4j.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.magic.MagicCalls;
import org.ot4j.kernel.magic.MagicError;
import org.ot4j.kernel.shell.UserShell;

/**
 * The style of errors in a notebook: the message comes first and in red, the user's own line is
 * complete and bold, and library frames are plain, which is readable in light and dark themes.
 */
final class ErrorStyle extends StringStyler {
    /** Not bold, which JupyterLab makes darker: it would be unreadable in the dark theme. */
    private static final String RED = "\033[31m";

    private static final String BOLD = "\033[1m";
    private static final String RESET = "\033[0m";

    /** {@code java.lang.Exception: message}, with {@code Caused by:} before an inner one. */
    private static final Pattern HEAD =
            Pattern.compile("(Caused by: )?([\\w.$]+): (.*)", Pattern.DOTALL);

    /** A frame in the user's code: {@code at .method(#12:3)}, snippet 12, line 3. */
    private static final Pattern OWN = Pattern.compile("\\s*at \\S*\\(#(\\d+):(\\d+)\\)");

    private final BaseKernel kernel;

    private ErrorStyle(BaseKernel kernel) {
        super(BOLD, RED, BOLD + "\033[41m", line -> BOLD + "|   " + RESET);
        this.kernel = kernel;
    }

    /**
     * The kernel has no setter for it; if the field is missing, errors keep the kernel's style.
     * Returns an action that restores the previous style.
     */
    static Runnable install(BaseKernel kernel) {
        try {
            return Inside.set(kernel, "errorStyler", new ErrorStyle(kernel));
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println("ot4j: errors keep the kernel's own style: " + e);
            return () -> {};
        }
    }

    @Override
    public String secondary(String text) {
        Matcher own = OWN.matcher(text);
        if (own.matches()) {
            return BOLD + "  in " + line(own.group(1), Integer.parseInt(own.group(2))) + RESET;
        }
        if (text.startsWith("\tat ")) {
            return "  " + text.strip();
        }
        Matcher head = HEAD.matcher(text);
        if (!head.matches()) {
            return super.secondary(text);
        }
        String type = head.group(2).replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$", ""); // a cell's
        if (type.equals(MagicError.class.getName())) {
            return RED + head.group(3) + RESET;
        }
        String before = head.group(1) == null ? "" : head.group(1);
        return head.group(3).equals("null")
                ? RED + before + type + RESET
                : RED + before + head.group(3) + RESET + " (" + type + ")";
    }

    private String line(String snippet, int number) {
        return UserShell.of(kernel)
                .snippets()
                .filter(s -> s.id().equals(snippet))
                .flatMap(s -> s.source().lines().skip(number - 1L).limit(1))
                .reduce((older, newer) -> newer) // a new definition takes over its id
                .map(line -> MagicCalls.written(line).strip())
                .orElse("your code, line " + number);
    }
}
