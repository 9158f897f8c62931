package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HandedTest {
    @Test
    void isTakenAsItWasLeftAndNotBefore() {
        var handed = new Handed<String>("curriculum");
        var early = assertThrows(IllegalStateException.class, handed::take);
        assertTrue(early.getMessage().contains("curriculum has to move first"), early::getMessage);
        handed.leave("a");
        handed.leave("b");
        assertEquals("b", handed.take());
        assertEquals("b", handed.take());
    }
}
