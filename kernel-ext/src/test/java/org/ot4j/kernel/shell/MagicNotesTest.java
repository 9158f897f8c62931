package org.ot4j.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is added to JShell's own errors, and to nothing else. */
class MagicNotesTest {
    private static String printed(String text) {
        var out = new ByteArrayOutputStream();
        var notes = new MagicNotes(out, StandardCharsets.UTF_8);
        new PrintStream(notes, true, StandardCharsets.UTF_8).print(text);
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void aMagicIsToldOnceItsErrorIs() {
        String error = "|  Error:\n|  illegal start of expression\n|  %plot größe\n|  ^\n";
        String shown = printed(error);
        assertTrue(shown.startsWith(error), shown);
        assertEquals(5, shown.lines().count());
        assertTrue(shown.contains("|  %plot is a magic, which exists only in notebooks"), shown);
        String cell = "|  Error:\n|  x\n|  %%time\n|  ^\n|  Error:\n|  x\n|  %%time\n|   ^\n";
        assertEquals(9, printed(cell).lines().count(), "once");
    }

    @Test
    void everythingElseStaysAsItIs() {
        for (String text :
                new String[] {
                    "%plot x\n",
                    "|  Error:\n|  ';' expected\n|  int x = 3 %time y\n|            ^\n",
                    "|  %plot\nno error follows\n|  ^\n",
                    "no line end, ü"
                }) {
            assertEquals(text, printed(text));
        }
    }
}
