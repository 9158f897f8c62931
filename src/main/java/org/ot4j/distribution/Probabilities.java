package org.ot4j.distribution;

import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;

/** Vectors of probabilities. */
final class Probabilities {
    private static final double TOLERANCE = 1e-6;

    private Probabilities() {}

    /** A copy, if all are above 0 and their sum is 1 to within rounding; made to sum to 1. */
    static double[] check(double[] values, String name) {
        Check.finite(values, name);
        Check.atLeast(values.length, 1, name + ".length");
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] > 0)) {
                throw Check.error(name + "[" + i + "]", values[i], "a finite number above 0");
            }
            sum += values[i];
        }
        Check.that(Math.abs(sum - 1) <= TOLERANCE, "sum of " + name, sum, "1");
        double[] copy = values.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] /= sum;
        }
        return copy;
    }

    static int draw(double[] probabilities, RandomGenerator random) {
        double u = random.nextDouble();
        int k = 0;
        while (k < probabilities.length - 1 && u >= probabilities[k]) {
            u -= probabilities[k++];
        }
        return k;
    }
}
