package org.ot4j.internal;

import it.unimi.dsi.fastutil.doubles.DoubleArrays;
import java.util.Arrays;

/** Sorting of indices by their values. */
public final class Order {
    private Order() {}

    /** The indices of the values in ascending order; the sort is stable, and -0 and 0 are equal. */
    public static int[] ascending(double[] values) {
        var places = new int[values.length];
        Arrays.setAll(places, k -> k);
        DoubleArrays.radixSortIndirect(places, values, true);
        return places;
    }

    /**
     * The indices of the values in descending order; the sort is stable, and -0 and 0 are equal.
     */
    public static int[] descending(double[] values) {
        return ascending(Arrays.stream(values).map(v -> -v).toArray());
    }
}
