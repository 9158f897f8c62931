package org.ot4j.kernel.magic;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.ot4j.base.Progress;
import org.ot4j.kernel.execution.Stopped;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        header = "Time many runs of a line or a cell: warm-up, median and spread",
        footer = {"", "Example: %%timeit -r 9 Math.sqrt(2)"})
final class TimeitMagic implements Magic {
    private static final double LEAST_SECONDS = 0.05;

    /** Before the user's code. */
    static final String TASK = "(java.util.concurrent.Callable<Object>) () -> ";

    @Option(
            names = "-r",
            paramLabel = "ROUNDS",
            description = "number of timed rounds (default: ${DEFAULT-VALUE})")
    private int rounds = 7;

    @Option(
            names = "-w",
            paramLabel = "SECONDS",
            description = "warm-up (default: ${DEFAULT-VALUE})")
    private double warmUp = 0.5;

    @Mixin private Code code;

    /** Results are stored here so that the compiler cannot remove the work. */
    private volatile Object sink;

    @Override
    public boolean takesJava() {
        return true;
    }

    @Override
    public boolean onCell() {
        return true;
    }

    @Override
    public Object run(Session session, String body) throws Exception {
        if (rounds < 1 || warmUp < 0) {
            throw new MagicError("expected at least 1 round and a warm-up of at least 0 seconds");
        }
        Callable<?> task = compile(session, code.above(body));
        try {
            return measure(task);
        } catch (MagicError | Stopped e) {
            throw e;
        } catch (Throwable e) { // of the user's code
            session.rethrow(ownFrames(e));
            return null;
        }
    }

    private static Throwable ownFrames(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        int own = 0;
        while (own < frames.length
                && !frames[own].getClassName().equals(TimeitMagic.class.getName())) {
            own++;
        }
        thrown.setStackTrace(Arrays.copyOf(frames, own));
        return thrown;
    }

    private Object measure(Callable<?> task) throws Exception {
        double once = warm(task);
        int loops = (int) Math.max(1, Math.min(10_000_000, LEAST_SECONDS / once));
        var seconds = new double[rounds];
        int done = 0;
        while (done < rounds && !Progress.stopRequested()) {
            seconds[done++] = time(task, loops);
        }
        if (done == 0) {
            throw new MagicError("stopped before the first round was timed");
        }
        double[] sorted = Arrays.copyOf(seconds, done);
        Arrays.sort(sorted);
        return new Text(
                String.format(
                        "%s per run (median; %s to %s in %d rounds of %d runs)",
                        Durations.text(sorted[done / 2]),
                        Durations.text(sorted[0]),
                        Durations.text(sorted[done - 1]),
                        done,
                        loops));
    }

    /** An expression returns its value; anything else runs as statements. */
    private static Callable<?> compile(Session session, String code) {
        String expression = code.strip().replaceFirst(";$", "");
        boolean isExpression = session.isExpression(expression);
        if (!isExpression && session.isErroneous(code)) {
            session.evaluate(code); // says what is wrong with it
        }
        return (Callable<?>)
                session.evaluate(
                        isExpression
                                ? TASK + "(" + expression + "\n)"
                                : TASK + "{ " + code + "\n; return null; }");
    }

    /** The duration of a run in seconds at the end of the warm-up. */
    private double warm(Callable<?> task) throws Exception {
        long end = System.nanoTime() + (long) (warmUp * 1e9);
        int loops = 1;
        double once;
        do {
            once = time(task, loops);
            loops = once * loops < LEAST_SECONDS / 4 ? 2 * loops : loops;
        } while (System.nanoTime() < end && !Progress.stopRequested());
        return Math.max(once, 1e-10);
    }

    private double time(Callable<?> task, int loops) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < loops; i++) {
            sink = task.call();
        }
        return (System.nanoTime() - start) / 1e9 / loops;
    }
}
