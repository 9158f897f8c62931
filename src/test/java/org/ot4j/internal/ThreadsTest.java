package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void environmentBoundsWhatTheMachineHas() {
        assertEquals(1, Threads.atStart("1"));
        assertEquals(1, Threads.atStart("1,4"));
        assertEquals(PROCESSORS, Threads.atStart("9999"));
        for (String other : new String[] {null, "", "0", "-1", "many"}) {
            assertEquals(PROCESSORS, Threads.atStart(other));
        }
    }

    @Test
    void limitHoldsUntilTheNext() {
        int before = Threads.most();
        try {
            Threads.limit(1);
            assertEquals(1, Threads.most());
            assertThrows(IllegalArgumentException.class, () -> Threads.limit(0));
            assertEquals(1, Threads.most());
        } finally {
            Threads.limit(before);
        }
    }
}
