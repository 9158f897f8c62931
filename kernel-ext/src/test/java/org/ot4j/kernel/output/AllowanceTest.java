package org.ot4j.kernel.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    @Test
    void whatIsBeyondIsCountedAndSaidOnce() {
        var allowance = new Allowance(5);
        assertEquals("abc", allowance.take("abc"));
        assertEquals("", allowance.note());
        String cut = allowance.take("de\nfg\n").toString();
        assertTrue(cut.startsWith("de" + System.lineSeparator() + "[ot4j: "), cut);
        assertTrue(cut.contains("has printed 5 characters"), cut);
        assertEquals("", allowance.take("more\n"));
        assertEquals("[ot4j: 9 characters in 3 lines were cut]", allowance.note().strip());
    }

    @Test
    void aPairOfSurrogatesIsNotTornApart() {
        String cut = new Allowance(2).take("a😀b").toString();
        assertTrue(cut.startsWith("a" + System.lineSeparator()), cut);
    }
}
