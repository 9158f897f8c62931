package org.ot4j.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.ot4j.base.Check;

/**
 * Files that are either the old one or the new one, never something between: written beside the
 * target, forced to disk, then renamed over it. A magic word, the length and a SHA-256 of the
 * content come first.
 */
final class AtomicFile {
    private static final byte[] MAGIC = "ot4j-checkpoint-1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32;

    @FunctionalInterface
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private AtomicFile() {}

    static void write(Path path, Writer writer) throws IOException {
        // A channel closes itself when its thread is interrupted; a stop from the user must not
        // cost the last checkpoint.
        boolean stopping = Thread.interrupted();
        try {
            writeWhole(path, writer);
        } finally {
            if (stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void writeWhole(Path path, Writer writer) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writer.write(out);
        }
        byte[] content = bytes.toByteArray();
        Path target = path.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary =
                Files.createTempFile(target.getParent(), target.getFileName() + ".", ".tmp");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                writeAll(channel, MAGIC);
                writeAll(channel, ByteBuffer.allocate(8).putLong(content.length).array());
                writeAll(channel, sha256(content));
                writeAll(channel, content);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Some systems cannot force a folder; the rename itself is still atomic.
        }
    }

    /** Reads and verifies a file; fails with a message that says what is wrong with it. */
    static DataInputStream read(Path path) throws IOException {
        byte[] all;
        try (var in = new FileInputStream(path.toFile())) {
            all = in.readAllBytes();
        }
        int head = MAGIC.length + 8 + HASH;
        boolean ours = all.length >= MAGIC.length;
        for (int i = 0; ours && i < MAGIC.length; i++) {
            ours = all[i] == MAGIC[i];
        }
        Check.that(ours, "checkpoint", path, "a file written by ot4j");
        Check.that(all.length >= head, "checkpoint", path, "a whole file, this one is cut short");
        long length = ByteBuffer.wrap(all, MAGIC.length, 8).getLong();
        Check.that(
                all.length - head == length,
                "checkpoint",
                path,
                "a whole file of " + (head + length) + " bytes, this one has " + all.length);
        byte[] content = java.util.Arrays.copyOfRange(all, head, all.length);
        byte[] hash = java.util.Arrays.copyOfRange(all, head - HASH, head);
        Check.that(
                MessageDigest.isEqual(hash, sha256(content)),
                "checkpoint",
                path,
                "an undamaged file, the checksum of this one does not match");
        return new DataInputStream(new ByteArrayInputStream(content));
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
