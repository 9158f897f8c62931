package org.ot4j.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeTest {
    @TempDir private Path folder;

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("file");
        Whole.write(file, "old");
        assertThrows(
                IOException.class,
                () ->
                        Whole.write(
                                file,
                                out -> {
                                    out.write('n');
                                    throw new IOException("in the middle");
                                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void permissionsAndLinksStay() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Whole.write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
        assertEquals(
                "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void whatAKilledLauncherLeftIsSweptAway() throws IOException {
        String id = "00000000-0000-0000-0000-000000000000.tmp";
        Path dead = folder.resolve(".ot4j-999999999-" + id);
        Files.writeString(Files.createDirectory(dead).resolve("half"), "x");
        Path running = Files.writeString(Whole.fresh(folder), "x");
        Path others = Files.writeString(folder.resolve(".ot4j-999999999-mine.tmp"), "x");
        Whole.sweep(folder);
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(running) && Files.exists(others));
    }
}
