package org.ot4j.kernel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NumbersTest {
    private static final Numbers TABLE = Numbers.of(new double[][] {{1, 2, 3}, {4, 5, 6.5}});

    @Test
    void numbersOfAnyKindAndDepth() {
        assertEquals("one number", Numbers.of(3).shapeText());
        assertEquals("1 number in an array", Numbers.of(new int[] {3}).shapeText());
        assertEquals("2 × 3 numbers", TABLE.shapeText());
        assertEquals("((1, 2, 3), (4, 5, 6.5))", TABLE.toString());
        assertEquals("(1, 2)", Numbers.of(new Integer[] {1, 2}).toString());
    }

    @Test
    void whatIsNoNumberOrNotRectangularIsNone() {
        assertNull(Numbers.of("3"));
        assertNull(Numbers.of(null));
        assertNull(Numbers.of(new double[][] {{1}, {2, 3}}));
        assertNull(Numbers.of(new Object[] {1, "2"}));
    }

    @Test
    void nearIsRelativeToWhatIsExpected() {
        assertTrue(Numbers.of(1000.5).near(Numbers.of(1000), 1e-3));
        assertFalse(Numbers.of(1.5).near(Numbers.of(1), 1e-3));
        assertTrue(Numbers.of(Double.NaN).near(Numbers.of(Double.NaN), 0));
        assertFalse(Numbers.of(Double.NaN).near(Numbers.of(1), 1));
        assertTrue(
                Numbers.of(Double.POSITIVE_INFINITY)
                        .near(Numbers.of(Double.POSITIVE_INFINITY), 1e-9));
    }

    @Test
    void aPlaceIsWrittenAsInJava() {
        assertEquals("6.5 at [1][2]", TABLE.at(5));
        assertEquals("3", Numbers.of(3).at(0));
        assertEquals(5, TABLE.firstOutside(0, 6));
        assertEquals(-1, TABLE.firstOutside(1, 7));
        assertEquals(0, Numbers.of(Double.NaN).firstOutside(0, 1));
    }

    @Test
    void ofManyNumbersTheFirstThatDiffers() {
        var many = new double[20];
        var wanted = many.clone();
        wanted[7] = 1;
        assertEquals("0 at [7]", Numbers.of(many).beside(Numbers.of(wanted), 1e-9));
    }

    @Test
    void upToSixDigits() {
        assertEquals("3", Numbers.text(3));
        assertEquals("0.333333", Numbers.text(1.0 / 3));
        assertEquals("0.5", Numbers.text(0.5));
        assertEquals("1.00000e-07", Numbers.text(1e-7));
    }
}
