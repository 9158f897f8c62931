package org.ot4j.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void quickUnlessNamed() {
        assertEquals(Scale.QUICK, Scale.named(null));
        assertEquals(Scale.QUICK, Scale.named(" "));
        assertEquals(Scale.SMOKE, Scale.named("smoke"));
        assertEquals(Scale.PAPER, Scale.named("paper"));
    }

    @Test
    void eachHasItsNumber() {
        assertEquals(1, Scale.SMOKE.of(1, 2, 3));
        assertEquals(2, Scale.QUICK.of(1, 2, 3));
        assertEquals(3, Scale.PAPER.of(1, 2, 3));
    }

    @Test
    void otherNamesAreErrors() {
        var e = assertThrows(IllegalArgumentException.class, () -> Scale.named("papr"));
        assertEquals("OT4J_SCALE = papr: expected smoke, quick or paper", e.getMessage());
    }
}
