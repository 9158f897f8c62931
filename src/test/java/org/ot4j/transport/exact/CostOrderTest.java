package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostOrderTest {
    static Stream<DoubleSupplier> costs() {
        var random = new Random(1);
        return Stream.of(
                random::nextDouble,
                () -> 0,
                () -> 3,
                () -> random.nextInt(3),
                () -> random.nextInt(50) == 0 ? 1e30 : random.nextDouble(),
                () -> random.nextBoolean() ? 0 : Math.exp(40 * random.nextGaussian()),
                () -> random.nextInt(9) == 0 ? Float.MAX_VALUE : Float.MIN_VALUE);
    }

    @ParameterizedTest
    @MethodSource("costs")
    void isTheOrderOfAComparisonSort(DoubleSupplier costs) {
        for (int n : new int[] {0, 1, 2, 48, 49, 100, 5_000}) {
            var keys = new long[n];
            for (int e = 0; e < n; e++) {
                int bits = Float.floatToRawIntBits((float) costs.getAsDouble());
                keys[e] = ((long) bits << 32) | e;
            }
            long[] expected = keys.clone();
            Arrays.sort(expected);
            CostOrder.sort(keys);
            assertArrayEquals(expected, keys);
        }
    }
}
