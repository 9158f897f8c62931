package org.ot4j.kernel.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void whatIsBeyondTheBurstWaits() {
        var pace = new Pace(1_000, 100);
        long now = System.nanoTime();
        assertEquals(0, pace.claim(1_000, now));
        assertEquals(501, pace.claim(50, now), "half a second for 50 of 100, and one to be sure");
        assertEquals(0, pace.claim(50, now + SECOND), "of 100 that came, 50 were owed");
        assertEquals(0, pace.claim(1_000, now + 60 * SECOND), "no more than the burst is saved");
        assertEquals(1_001, pace.claim(100, now + 60 * SECOND));
    }
}
