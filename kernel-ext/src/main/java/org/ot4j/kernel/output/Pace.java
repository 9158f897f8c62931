package org.ot4j.kernel.output;

import java.util.concurrent.TimeUnit;

/**
 * Holds text back where it would come faster than a Jupyter server lets through. A server counts
 * what has come in the last three seconds and, beyond a million bytes a second, throws away what
 * follows ({@code iopub_data_rate_limit}, {@code rate_limit_window}).
 */
public final class Pace {
    private final long burst;
    private final long aSecond;
    private double room;
    private long last = System.nanoTime();

    /**
     * A pace.
     *
     * @param burst bytes that may come at once
     * @param aSecond bytes that may come each second after them
     */
    public Pace(long burst, long aSecond) {
        this.burst = burst;
        this.aSecond = aSecond;
        room = burst;
    }

    /** What the settings of a server leave to text when nobody has changed them. */
    public static Pace ofServer() {
        return new Pace(1_200_000, 550_000);
    }

    /** Waits until so many bytes more may be sent. */
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

    /** Takes the room for some bytes; returns how many milliseconds from now there is so much. */
    synchronized long claim(long bytes, long now) {
        room = Math.min(burst, room + (now - last) / 1e9 * aSecond);
        last = now;
        room -= bytes;
        return room >= 0 ? 0 : TimeUnit.SECONDS.toMillis(1) * (long) -room / aSecond + 1;
    }
}
