package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static int[] sorted(double[] values, Comparator<Integer> by) {
        return IntStream.range(0, values.length).boxed().sorted(by).mapToInt(k -> k).toArray();
    }

    @Property(tries = 300)
    void placesAreThoseOfAStableSort(@ForAll double[] values) {
        assertArrayEquals(
                sorted(values, Comparator.comparingDouble(k -> values[k] + 0.0)),
                Order.ascending(values));
    }

    /** Few values, so that many are equal, and more of them than a small sort takes. */
    @Property(tries = 30)
    void equalOnesStayInOrder(@ForAll @Size(3_000) @IntRange(min = -5, max = 5) int[] few) {
        double[] values = IntStream.of(few).mapToDouble(k -> k).toArray();
        assertArrayEquals(
                sorted(values, Comparator.comparingDouble(k -> values[k])),
                Order.ascending(values));
        assertArrayEquals(
                sorted(values, Comparator.comparingDouble(k -> -values[k])),
                Order.descending(values));
    }

    @Test
    void signsOfZeroAndInfinities() {
        double[] values = {0.0, -0.0, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1};
        assertArrayEquals(new int[] {3, 5, 0, 1, 2, 4}, Order.ascending(values));
        assertArrayEquals(new int[] {4, 2, 0, 1, 5, 3}, Order.descending(values));
        assertArrayEquals(new int[0], Order.ascending(new double[0]));
    }
}
