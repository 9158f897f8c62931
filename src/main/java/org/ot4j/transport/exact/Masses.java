package org.ot4j.transport.exact;

import java.util.Arrays;
import org.ot4j.internal.Vectors;

/**
 * The masses of a problem as whole numbers, so that flows are exact and ties are ties. Nodes
 * without mass are left out.
 *
 * @param rows the sources with mass
 * @param cols the targets with mass
 * @param supply units at each of those sources
 * @param demand units at each of those targets; the same sum
 * @param unit the mass of one unit
 * @param coarse whether some weight is so small that its rounding to units changes it by more than
 *     a millionth
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Masses(int[] rows, int[] cols, long[] supply, long[] demand, double unit, boolean coarse) {
    private static final long FINE = 1L << 20;
    private static final double UNITS = 0x1p60;

    static Masses of(double[] a, double[] b) {
        int[] rows = withMass(a);
        int[] cols = withMass(b);
        double mass = Vectors.sum(a);
        var supply = new long[rows.length];
        var demand = new long[cols.length];
        if (equal(a, rows) && equal(b, cols)) {
            long common = gcd(rows.length, cols.length);
            Arrays.fill(supply, cols.length / common);
            Arrays.fill(demand, rows.length / common);
            return new Masses(rows, cols, supply, demand, mass / (rows.length * supply[0]), false);
        }
        long difference = round(a, rows, mass, supply) - round(b, cols, Vectors.sum(b), demand);
        long[] poorer = difference > 0 ? demand : supply;
        int richest = 0;
        for (int k = 1; k < poorer.length; k++) {
            richest = poorer[k] > poorer[richest] ? k : richest;
        }
        poorer[richest] += Math.abs(difference);
        boolean coarse =
                Arrays.stream(supply).anyMatch(s -> s < FINE)
                        || Arrays.stream(demand).anyMatch(s -> s < FINE);
        return new Masses(rows, cols, supply, demand, mass / Arrays.stream(supply).sum(), coarse);
    }

    // Loops in place of streams, which take as long as all else in a problem of ten nodes.
    private static int[] withMass(double[] weights) {
        var some = new int[weights.length];
        int count = 0;
        for (int k = 0; k < weights.length; k++) {
            if (weights[k] > 0) {
                some[count++] = k;
            }
        }
        return count == some.length ? some : Arrays.copyOf(some, count);
    }

    private static long round(double[] weights, int[] of, double mass, long[] units) {
        long sum = 0;
        for (int k = 0; k < of.length; k++) {
            units[k] = Math.max(1, Math.round(weights[of[k]] / mass * UNITS));
            sum += units[k];
        }
        return sum;
    }

    private static boolean equal(double[] weights, int[] of) {
        for (int k : of) {
            if (weights[k] != weights[of[0]]) {
                return false;
            }
        }
        return true;
    }

    private static long gcd(long p, long q) {
        return q == 0 ? p : gcd(q, p % q);
    }

    /** Whether there are as many sources as targets, all of the same mass. */
    boolean even() {
        // Weights that are not all equal come to some 2^60 units in all.
        if (rows.length != cols.length) {
            return false;
        }
        for (long units : supply) {
            if (units != 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether a flow is no more than the rounding of the masses it comes from. */
    boolean isDust(int row, int col, long flow) {
        return flow <= Math.min(supply[row], demand[col]) >> 50;
    }
}
