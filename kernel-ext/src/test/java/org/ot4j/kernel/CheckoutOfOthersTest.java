package org.ot4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutOfOthersTest {
    private static final String JNA = "jna.tmpdir";
    private static final String PREFERENCES = "java.util.prefs.userRoot";

    private final String jna = System.getProperty(JNA);
    private final String preferences = System.getProperty(PREFERENCES);

    @AfterEach
    void restore() {
        restore(JNA, jna);
        restore(PREFERENCES, preferences);
    }

    private static void restore(String property, String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Test
    void foldersOfOneselfStay(@TempDir Path home) {
        String toBeMade = home.resolve("jna").toString();
        System.setProperty(JNA, toBeMade);
        System.setProperty(PREFERENCES, home.toString());
        CheckoutOfOthers.leave();
        assertEquals(toBeMade, System.getProperty(JNA));
        assertEquals(home.toString(), System.getProperty(PREFERENCES));
    }

    /** Root can write all folders; but nobody can make one below a file. */
    @Test
    void foldersThatCannotBeWrittenAreLeft(@TempDir Path home) throws IOException {
        Path file = Files.createFile(home.resolve("file"));
        System.setProperty(JNA, file.resolve("jna").toString());
        System.setProperty(PREFERENCES, file.toString());
        CheckoutOfOthers.leave();
        assertNull(System.getProperty(JNA));
        assertNull(System.getProperty(PREFERENCES));
    }
}
