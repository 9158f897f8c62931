package org.ot4j.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;

/** Work that one launcher at a time may do in a checkout: the others wait, and say so. */
enum Lock {
    /** Changes what a checkout is set up with. */
    SETUP("setup.lock", "waiting for another ot4j to finish its set-up"),
    /** Runs Maven, which writes into {@code target}. */
    BUILD("build.lock", "waiting for another ot4j to finish its build");

    private final String file;
    private final String waiting;

    Lock(String file, String waiting) {
        this.file = file;
        this.waiting = waiting;
    }

    <T> T holding(Layout layout, Callable<T> work) throws Exception {
        Path path = layout.home().resolve(file);
        Files.createDirectories(path.getParent());
        try (var channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
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
