package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TicksPropertyTest {
    /** Ranges of every size, around 0 and far from it. */
    @Property(tries = 500)
    void ticksAreRoundNumbersInOrderWithinTheRange(
            @ForAll @DoubleRange(min = -1e7, max = 1e7) double middle,
            @ForAll @IntRange(min = -3, max = 8) int size,
            @ForAll @DoubleRange(min = 1, max = 10) double factor,
            @ForAll @IntRange(min = 3, max = 10) int count) {
        double width = factor * Math.pow(10, size);
        double from = middle - width / 2;
        double to = middle + width / 2;
        Ticks ticks = Ticks.between(from, to, count);
        double[] at = ticks.at();
        assertEquals(at.length, ticks.text().length);
        assertTrue(at.length >= count / 2 && at.length <= 2 * count + 1, at.length + " ticks");
        double step = at[1] - at[0];
        double mantissa = step / Math.pow(10, Math.floor(Math.log10(step) + 1e-6));
        assertTrue(
                List.of(1, 2, 5).stream().anyMatch(m -> Math.abs(mantissa - m) < 1e-3 * m),
                "a step of " + step);
        for (int k = 0; k < at.length; k++) {
            assertTrue(at[k] >= from && at[k] <= to, at[k] + "");
            assertTrue(k == 0 || Math.abs(at[k] - at[k - 1] - step) < 1e-3 * step);
            double told = Double.parseDouble(ticks.text()[k].replace('−', '-'));
            assertEquals(at[k], told, 0.01 * step, ticks.text()[k]);
        }
        assertEquals(at.length, new HashSet<>(List.of(ticks.text())).size(), "texts differ");
    }

    /** Found by the property: k times the step fell one rounding below the range. */
    @Example
    void theFirstTickIsNotBelowARangeFarFromZero() {
        double from = -3435973.84 - 0.0008;
        assertTrue(Ticks.between(from, from + 0.0016, 5).at()[0] >= from);
    }
}
