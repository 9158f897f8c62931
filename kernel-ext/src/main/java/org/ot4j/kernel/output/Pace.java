package org.ot4j.kernel.output;

import java.util.concurrent.TimeUnit;

/**
 * Holds back text that would arrive faster than a Jupyter server accepts. A server counts the data
 * of the last three seconds and, beyond a million bytes a second, discards what follows ({@code
 * iopub_data_rate_limit}, {@code rate_limit_window}).
 */
public final class Pace {
    private final long burst;
    private final long aSecond;
    private double room;
    private long last = System.nanoTime();

    /**
     * A pace.
     *
     * @param burst number of bytes that may be sent at once
     * @param aSecond number of bytes per second that may follow
     */
    public Pace(long burst, long aSecond) {
        this.burst = burst;
        this.aSecond = aSecond;
        room = burst;
    }

    /** The rate that a server's default settings leave to text. */
    public static Pace ofServer() {
        return new Pace(1_200_000, 550_000);
    }

    /** Waits until the given number of bytes may be sent. */
    void await(long bytes) {
        long millis = claim(bytes, System.nanoTime());
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reserves room for some bytes; returns the number of milliseconds until it is available. */
    synchronized long claim(long bytes, long now) {
        room = Math.min(burst, room + (now - last) / 1e9 * aSecond);
        last = now;
        room -= bytes;
        return room >= 0 ? 0 : TimeUnit.SECONDS.toMillis(1) * (long) -room / aSecond + 1;
    }
}
