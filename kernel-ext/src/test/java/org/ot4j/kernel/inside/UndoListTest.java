package org.ot4j.kernel.inside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoListTest {
    @Test
    void theLastIsTakenBackFirstAndEachOnce() {
        var done = new ArrayList<String>();
        var undo = new UndoList();
        undo.add(() -> done.add("first"));
        undo.add(
                () -> {
                    throw new IllegalStateException("one that cannot");
                });
        undo.add(() -> done.add("last"));
        undo.run();
        undo.run();
        assertEquals(List.of("last", "first"), done);
        undo.add(() -> done.add("late"));
        assertEquals(List.of("last", "first", "late"), done);
    }
}
