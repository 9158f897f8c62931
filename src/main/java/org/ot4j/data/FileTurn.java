package org.ot4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import org.ot4j.base.Progress;

/**
 * The exclusive right to create a file, held by one thread of one process on the machine at a time.
 * It is a lock on {@code NAME.lock}, which the system releases when a process dies, and which is
 * deleted at the end of the turn.
 */
final class FileTurn implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final Path file;
    private final FileChannel channel;

    private FileTurn(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits for the turn.
     *
     * @throws CancellationException if this thread is interrupted
     */
    static FileTurn take(Path target) throws IOException {
        Path file = target.resolveSibling(target.getFileName() + ".lock");
        while (true) {
            FileTurn turn = attempt(file);
            if (turn != null) {
                return turn;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (Progress.stopRequested()) {
                throw new CancellationException("waiting for " + target + " was stopped");
            }
        }
    }

    private static FileTurn attempt(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            if (Files.exists(file) && Files.isWritable(file.toAbsolutePath().getParent())) {
                return null; // Windows: another process is deleting it
            }
            throw e;
        }
        boolean ours = false;
        try {
            FileLock lock = channel.tryLock();
            ours = lock != null && stillThere(file, channel);
            return ours ? new FileTurn(file, channel) : null;
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process
        } finally {
            if (!ours) {
                channel.close();
            }
        }
    }

    /**
     * Whether the name still refers to the locked file: the previous holder deletes it. A channel
     * does not reveal its file's key, so the file is given a unique length.
     */
    private static boolean stillThere(Path file, FileChannel channel) throws IOException {
        int length = ThreadLocalRandom.current().nextInt(1, 1 << 20);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1);
        try {
            return Files.size(file) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
