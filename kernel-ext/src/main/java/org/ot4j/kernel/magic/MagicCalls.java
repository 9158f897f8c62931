package org.ot4j.kernel.magic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.UndefinedMagicException;
import org.ot4j.kernel.execution.Stopped;

/**
 * The magic calls of cells, keyed by the numbers that stand for them in the compiled Java: nothing
 * that the user wrote is lost, and an exception from a magic comes back unchanged.
 */
public final class MagicCalls {
    private static final String RUN = MagicCalls.class.getName() + ".run(";
    private static final Pattern CALL = Pattern.compile(Pattern.quote(RUN) + "(\\d+)\\);?");
    private static final Pattern TOKEN = Pattern.compile("magic failed, number (\\d+)");
    private static final int KEPT = 16;

    private static final List<MagicCall> CALLS = new ArrayList<>();
    private static final Map<Integer, Throwable> FAILURES = new LinkedHashMap<>();
    private static int failed;

    private MagicCalls() {}

    /** JShell sees only the name and message of a throwable. */
    private static final class Failure extends Error {
        private static final long serialVersionUID = 1;

        Failure(int number) {
            super("magic failed, number " + number, null, false, false);
        }
    }

    /** The Java of a cell. */
    public static String toJava(String cell) {
        return MagicScan.replace(cell, MagicCalls::register);
    }

    private static String register(MagicCall call) {
        synchronized (CALLS) {
            CALLS.add(call);
            return RUN + (CALLS.size() - 1) + ")";
        }
    }

    /** The line as the user wrote it, if it is the call of a magic. */
    public static String written(String line) {
        Matcher call = CALL.matcher(line);
        if (!call.find()) {
            return line.startsWith(TimeitMagic.TASK)
                    ? line.substring(TimeitMagic.TASK.length()).replaceFirst("^[({]", "")
                    : Handover.written(line);
        }
        return line.substring(0, call.start())
                + call(Integer.parseInt(call.group(1))).line()
                + line.substring(call.end());
    }

    private static MagicCall call(int number) {
        synchronized (CALLS) {
            return CALLS.get(number);
        }
    }

    /** Called by the code of cells. */
    public static <T> T run(int number) {
        MagicCall call = call(number);
        try {
            return run(BaseKernel.notebookKernel(), call);
        } catch (UndefinedMagicException e) {
            throw new MagicError("there is no magic " + call.name() + "; %help lists them");
        } catch (MagicError | Stopped e) {
            throw e;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static <T> T run(BaseKernel kernel, MagicCall call) throws Exception {
        var words = new Arguments.Line(call.arguments());
        return call.body() == null
                ? kernel.getMagicsRegistry().evalLineMagic(kernel, call.name(), words)
                : kernel.getMagicsRegistry().evalCellMagic(kernel, call.name(), words, call.body());
    }

    private static Failure failure(Throwable thrown) {
        synchronized (FAILURES) {
            FAILURES.put(++failed, thrown);
            FAILURES.keySet().removeIf(number -> number <= failed - KEPT);
            return new Failure(failed);
        }
    }

    /**
     * The exception of a magic, found by the message that JShell saw; null if it is not from a
     * magic.
     */
    public static Throwable thrown(String message) {
        Matcher token = TOKEN.matcher(String.valueOf(message));
        synchronized (FAILURES) {
            return token.find() ? FAILURES.get(Integer.parseInt(token.group(1))) : null;
        }
    }
}
