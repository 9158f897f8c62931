package org.ot4j.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** What only one launcher at a time may do in a checkout; the others wait, and say so. */
final class Lock {
    private final Path file;
    private final String waiting;

    private Lock(Path file, String waiting) {
        this.file = file;
        this.waiting = waiting;
    }

    /** To change what a checkout is set up with. */
    static Lock ofSetup(Layout layout) {
        return new Lock(
                layout.home().resolve("setup.lock"),
                "waiting for another ot4j to finish its set-up");
    }

    /** To run Maven, which writes into {@code target}. */
    static Lock ofBuild(Layout layout) {
        return new Lock(
                layout.home().resolve("build.lock"),
                "waiting for another ot4j to finish its build");
    }

    <T> T holding(Callable<T> work) throws Exception {
        Files.createDirectories(file.getParent());
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = taken(channel);
            try {
                return work.call();
            } finally {
                lock.release();
            }
        }
    }

    private FileLock taken(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            System.out.println("· " + waiting);
            lock = channel.lock();
        }
        return lock;
    }
}
