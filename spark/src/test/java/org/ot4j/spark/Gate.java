package org.ot4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds the work of processes of this machine until it is opened, so that a test can stop them in
 * the middle, however fast they are. It is a folder: who waits leaves a file with its number.
 */
final class Gate implements Serializable {
    private static final String OPEN = "open";

    private final String folder;

    /** A closed gate in a new folder. */
    Gate(Path folder) throws IOException {
        this.folder = Files.createDirectory(folder).toString();
    }

    void open() throws IOException {
        Files.createFile(Path.of(folder, OPEN));
    }

    void close() throws IOException {
        Files.delete(Path.of(folder, OPEN));
    }

    /** Returns when the gate is open. */
    void pass() {
        Path open = Path.of(folder, OPEN);
        if (Files.exists(open)) {
            return;
        }
        try {
            Files.createFile(Path.of(folder, "" + ProcessHandle.current().pid()));
            while (!Files.exists(open)) {
                Thread.sleep(5);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the gate", e);
        }
    }

    /** The processes that wait, or have waited. */
    List<ProcessHandle> waiting() {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(OPEN))
                    .flatMap(name -> ProcessHandle.of(Long.parseLong(name)).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
