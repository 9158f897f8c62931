package org.ot4j.kernel.magic;

import java.util.Locale;

/** Formats durations for reading. */
final class Durations {
    private Durations() {}

    /** A number of seconds with three digits and a suitable unit. */
    static String text(double seconds) {
        if (seconds < 1e-6) {
            return digits(seconds * 1e9) + " ns";
        }
        if (seconds < 1e-3) {
            return digits(seconds * 1e6) + " µs";
        }
        if (seconds < 1) {
            return digits(seconds * 1e3) + " ms";
        }
        return digits(seconds) + " s";
    }

    private static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
