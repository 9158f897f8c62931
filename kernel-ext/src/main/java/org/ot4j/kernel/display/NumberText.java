package org.ot4j.kernel.display;

import java.util.Locale;

/**
 * A number formatted for reading: up to five digits after the point, with powers of ten where
 * needed.
 */
final class NumberText {
    private static final double SMALL = 1e-4;
    private static final double LARGE = 1e7;

    private NumberText() {}

    static String of(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        if (size != 0 && (size < SMALL || size >= LARGE)) {
            return String.format(Locale.ROOT, "%.4e", value);
        }
        String text = String.format(Locale.ROOT, "%.5f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
