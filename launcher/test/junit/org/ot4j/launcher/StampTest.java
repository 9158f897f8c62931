package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {
    @TempDir private Path folder;

    private String tree() throws IOException {
        return new Stamp().tree(folder).value();
    }

    @Test
    void textsAreNotRunTogether() {
        assertEquals(new Stamp().text("ab").value(), new Stamp().text("ab").value());
        assertTrue(new Stamp().value().matches("[0-9a-f]{16}"));
        assertNotEquals(
                new Stamp().text("ab").text("c").value(), new Stamp().text("a").text("bc").value());
    }

    @Test
    void aTreeChangesWithItsFiles() throws IOException {
        String none = new Stamp().tree(folder.resolve("none")).value();
        Path file = Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("b"), "x");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        String before = tree();
        assertNotEquals(none, before);
        assertEquals(before, tree());
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        String later = tree();
        assertNotEquals(before, later);
        Files.move(file, file.resolveSibling("c"));
        assertNotEquals(later, tree());
    }

    @Test
    void aMarkMatchesWhatWasWritten() throws IOException {
        Path mark = folder.resolve("mark");
        assertTrue(!Stamp.matches(mark, "1"));
        Stamp.write(mark, "1");
        assertTrue(Stamp.matches(mark, "1") && !Stamp.matches(mark, "2"));
    }
}
