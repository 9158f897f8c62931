package org.ot4j.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "3.21e-9, 3.21 ns",
        "4.56e-5, 45.6 µs",
        "0.123, 123 ms",
        "1, 1.00 s",
        "75.04, 75.0 s",
        "4000, 4000 s"
    })
    void threeDigitsAndAFittingUnit(double seconds, String text) {
        assertEquals(text, Durations.text(seconds));
    }
}
