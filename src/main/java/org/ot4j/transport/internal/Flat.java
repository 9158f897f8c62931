package org.ot4j.transport.internal;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;

/** Points and weights as they come from users, checked, as one array of numbers each. */
public final class Flat {
    private Flat() {}

    /** The rows of a rectangular array, one after another. */
    public static double[] rows(double[][] rows) {
        return rows(rows, "points");
    }

    public static double[] rows(double[][] rows, String name) {
        Check.notNull(rows, name);
        Check.that(rows.length > 0, name + ".length", 0, "at least one row");
        int d = Check.notNull(rows[0], name + "[0]").length;
        Check.that(d > 0, name + "[0].length", 0, "at least one column");
        Check.that(
                (long) rows.length * d < (1L << 31) - 8,
                name,
                rows.length + " x " + d,
                "fewer than 2^31 numbers");
        var flat = new double[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(Check.row(rows, i, d, name), 0, flat, i * d, d);
        }
        return flat;
    }

    /** A checked copy of weights for n points. */
    public static double[] weights(double[] weights, int n, String name) {
        Check.notNull(weights, name);
        Check.that(weights.length == n, name + ".length", weights.length, "one for each of " + n);
        Check.notNegative(weights, name);
        double mass = Vectors.sum(weights);
        Check.that(mass > 0 && Double.isFinite(mass), "sum of " + name, mass, "above 0");
        return weights.clone();
    }
}
