package org.ot4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final byte[] OLD = {1, 2, 3};
    private static final byte[] NEW = {4, 5};

    @TempDir Path folder;

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assumePosix() {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    @Test
    void replacesAndMakesFolders() throws IOException {
        Path file = folder.resolve("a/b/file");
        assertEquals(file, WholeFile.write(file, OLD));
        WholeFile.write(file, NEW);
        assertArrayEquals(NEW, Files.readAllBytes(file));
        assertEquals(1, files());
    }

    @Test
    void whatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("file");
        WholeFile.write(file, OLD);
        var error =
                assertThrows(
                        UncheckedIOException.class,
                        () ->
                                WholeFile.write(
                                        file,
                                        out -> {
                                            out.write(NEW);
                                            throw new IOException("No space left on device");
                                        }));
        assertEquals("cannot write " + file + ": No space left on device", error.getMessage());
        assertArrayEquals(OLD, Files.readAllBytes(file));
        assertEquals(1, files());
    }

    @Test
    void newFilesHaveTheRightsOfAnyNewFile() throws IOException {
        assumePosix();
        Path any = Files.createFile(folder.resolve("any"));
        Path file = WholeFile.write(folder.resolve("file"), NEW);
        assertEquals(rights(any), rights(file));
    }

    @Test
    void whatReplacesAFileHasItsRights() throws IOException {
        assumePosix();
        Path file = WholeFile.write(folder.resolve("file"), OLD);
        for (String rights : new String[] {"rw-rw-rw-", "rw-r-----", "rwx------"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            WholeFile.write(file, NEW);
            assertEquals(rights, rights(file));
        }
    }

    @Test
    void aLinkStaysAndItsTargetIsReplaced() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path target = there.resolve("target");
        Path second = Files.createSymbolicLink(there.resolve("second"), Path.of("target"));
        Path first = Files.createSymbolicLink(folder.resolve("first"), second);
        // The target is not there yet at first.
        for (byte[] content : new byte[][] {OLD, NEW}) {
            WholeFile.write(first, content);
            assertTrue(Files.isSymbolicLink(first) && Files.isSymbolicLink(second));
            assertArrayEquals(content, Files.readAllBytes(target));
            assertFalse(Files.isSymbolicLink(target));
        }
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        var error = assertThrows(UncheckedIOException.class, () -> WholeFile.write(circle, NEW));
        assertTrue(error.getMessage().contains("circle"), error.getMessage());
    }

    @Test
    void anInterruptNeitherStopsAWriteNorIsLost() throws IOException {
        Path file = folder.resolve("file");
        WholeFile.write(
                file,
                out -> {
                    out.write(OLD);
                    Thread.currentThread().interrupt();
                    out.write(NEW);
                });
        assertTrue(Thread.interrupted());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, Files.readAllBytes(file));
    }

    @Test
    void leftoversOfTheDeadAreRemovedAndFilesOfTheLivingAreNot() throws IOException {
        Path dead = Files.createFile(folder.resolve(".ot4j-1-ab-1.tmp"));
        Path file = folder.resolve("file");
        WholeFile.write(
                file,
                out -> {
                    out.write(OLD);
                    // Another write in the same folder leaves this one's file alone.
                    WholeFile.write(folder.resolve("other"), NEW);
                });
        assertArrayEquals(OLD, Files.readAllBytes(file));
        assertFalse(Files.exists(dead));
        assertEquals(2, files());
    }

    /** A child holds a lock as a write in another process does. */
    @Test
    void filesOfOtherProcessesAreLeftAlone() throws Exception {
        Path theirs = folder.resolve(".ot4j-2-ab-1.tmp");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                Path.of(
                                                Holder.class
                                                        .getProtectionDomain()
                                                        .getCodeSource()
                                                        .getLocation()
                                                        .toURI())
                                        .toString(),
                                Holder.class.getName(),
                                theirs.toString())
                        .start();
        try {
            assertEquals('.', child.getInputStream().read());
            WholeFile.write(folder.resolve("file"), NEW);
            assertTrue(Files.exists(theirs));
        } finally {
            child.destroyForcibly().waitFor();
        }
        WholeFile.write(folder.resolve("file"), NEW);
        assertFalse(Files.exists(theirs));
    }

    /** Locks a file and waits to be killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (var channel =
                    FileChannel.open(
                            Path.of(arguments[0]),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                channel.lock();
                System.out.write('.');
                System.out.flush();
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsSaidBefore() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);
        assertBad("it is a folder", folder);
        assertBad("it is a folder", Path.of("/"));
        assertBad("is not a folder", file.resolve("below"));
        assertBad("too long", folder.resolve("x".repeat(300)));
        WholeFile.checkWritable(folder.resolve("new/one"), "checkpoint");
        WholeFile.checkWritable(file, "checkpoint");
        assertArrayEquals(OLD, Files.readAllBytes(file));
        assertEquals(2, files());
    }

    private static void assertBad(String why, Path file) {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> WholeFile.checkWritable(file, "checkpoint"));
        String message = error.getMessage();
        assertTrue(message.startsWith("checkpoint = " + file), message);
        assertTrue(message.contains(why), message);
    }
}
