package org.ot4j.internal;

import it.unimi.dsi.fastutil.doubles.DoubleArrays;
import java.util.Arrays;

/** Sorting of places by the values that are there. */
public final class Order {
    private Order() {}

    /** The places of the values, least first; equal ones stay in order. -0 and 0 are equal. */
    public static int[] ascending(double[] values) {
        var places = new int[values.length];
        Arrays.setAll(places, k -> k);
        DoubleArrays.radixSortIndirect(places, values, true);
        return places;
    }

    /** The places of the values, greatest first; equal ones stay in order. -0 and 0 are equal. */
    public static int[] descending(double[] values) {
        return ascending(Arrays.stream(values).map(v -> -v).toArray());
    }
}
