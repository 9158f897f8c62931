package org.ot4j.kernel.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "100, 100",
        "-2.5, -2.5",
        "0.123456789, 0.12346",
        "1234567.5, 1234567.5",
        "12345678, 1.2346e+07",
        "0.0001, 0.0001",
        "-0.00001234, -1.2340e-05",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void numbersForPeople(double value, String text) {
        assertEquals(text, NumberText.of(value));
    }
}
