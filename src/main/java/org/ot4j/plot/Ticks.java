package org.ot4j.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
record Ticks(double[] at, String[] text) {
    /** Most decimals of a number with a power of ten; a longer one is written out. */
    private static final int MOST_DECIMALS = 3;

    /** Most decimals of a number that is written out. */
    private static final int MOST_DIGITS = 5;

    /** About {@code count} ticks with steps 1, 2 or 5 times a power of ten. */
    static Ticks between(double from, double to, int count) {
        double low = Math.min(from, to);
        double high = Math.max(from, to);
        double raw = (high - low) / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step =
                power
                        * (raw / power < 1.5
                                ? 1
                                : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        List<Double> at = new ArrayList<>();
        for (long k = (long) Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
            at.add(Math.min(high, Math.max(low, k * step))); // by rounding it may be outside
        }
        var values = new double[at.size()];
        var text = new String[at.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = at.get(i);
            text[i] = label(values[i], step, digits);
        }
        return new Ticks(values, text);
    }

    /** With enough digits to tell a tick from the next one. */
    private static String label(double value, double step, int digits) {
        if (value != 0) {
            int decimals = Math.max(1, exponent(value) - exponent(step));
            boolean large = Math.abs(value) >= 1e6 && decimals <= MOST_DECIMALS;
            if (large || digits > MOST_DIGITS) {
                return String.format(Locale.ROOT, "%." + decimals + "e", value);
            }
        }
        String text =
                BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
        return text.replace('-', '−');
    }

    /** The exponent of the power of ten below a value. */
    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
    }
}
