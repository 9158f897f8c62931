package org.ot4j.base;

import java.time.Duration;

/**
 * The state of a long task at one moment, as passed to a {@link ProgressDisplay}.
 *
 * @param id identifies the task for as long as it runs
 * @param depth 0 for an outermost task, 1 for one inside it, and so on
 * @param task what is being done, for example {@code "training VAE"}
 * @param done number of units finished
 * @param total total number of units, or 0 if unknown
 * @param detail a short text such as the current loss; may be empty
 * @param elapsed time since the start
 * @param finished whether this is the last state of the task
 * @param stopped whether the task ended early because the user stopped it
 */
public record ProgressState(
        long id,
        int depth,
        String task,
        long done,
        long total,
        String detail,
        Duration elapsed,
        boolean finished,
        boolean stopped) {

    /** Units per second so far; 0 before the first unit. */
    public double rate() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds > 0 ? done / seconds : 0;
    }

    /** Time left at the rate so far; null if it cannot be estimated. */
    public Duration remaining() {
        return total > 0 && rate() > 0
                ? Duration.ofMillis((long) (1000 * (total - done) / rate()))
                : null;
    }

    /** The fraction done, in [0, 1]; NaN if the total is unknown. */
    public double fraction() {
        return total > 0 ? Math.min(1, (double) done / total) : Double.NaN;
    }

    /**
     * One line for a terminal: {@code training VAE ━━━━━───── 52% 5200/10000 loss 0.132 · 412/s ·
     * 0:12 left}.
     */
    public String line() {
        var text = new StringBuilder("  ".repeat(depth)).append(task).append(' ');
        if (total > 0) {
            int width = 24;
            int full = (int) Math.round(width * fraction());
            text.append("━".repeat(full)).append("─".repeat(width - full));
            text.append(String.format(" %3d%% %d/%d", Math.round(100 * fraction()), done, total));
        } else {
            text.append(done);
        }
        if (!detail.isEmpty()) {
            text.append(" · ").append(detail);
        }
        if (done > 0) {
            text.append(" · ").append(humanRate());
        }
        if (finished) {
            text.append(stopped ? " · stopped after " : " · ").append(clock(elapsed));
        } else if (remaining() != null) {
            text.append(" · ").append(clock(remaining())).append(" left");
        }
        return text.toString();
    }

    private String humanRate() {
        double rate = rate();
        return rate >= 1 || rate == 0
                ? String.format("%.0f/s", rate)
                : String.format("%.1f s each", 1 / rate);
    }

    /** A duration as {@code m:ss} or {@code h:mm:ss}. */
    public static String clock(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        return seconds < 3600
                ? String.format("%d:%02d", seconds / 60, seconds % 60)
                : String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
