package org.ot4j.training.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;

/**
 * A file with a seal: it starts with a word for the kind of file and the format version, then the
 * length and the SHA-256 of the content. Written by {@link WholeFile}.
 */
public final class SealedFile {
    private static final String KIND = "ot4j-checkpoint-";
    private static final int FORMAT = 1;
    private static final byte[] MAGIC = (KIND + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32;
    private static final int HEAD = MAGIC.length + Long.BYTES + HASH;

    @FunctionalInterface
    public interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private SealedFile() {}

    public static void write(Path path, Writer writer) throws IOException {
        write(path, content(writer));
    }

    /** The output of a writer, kept in memory. */
    public static Blocks content(Writer writer) throws IOException {
        var content = new Blocks();
        try (var out = new DataOutputStream(content)) {
            writer.write(out);
        }
        return content;
    }

    public static void write(Path path, Blocks content) throws IOException {
        MessageDigest digest = sha256();
        content.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        byte[] hash = digest.digest();
        WholeFile.write(
                path,
                out -> {
                    out.write(MAGIC);
                    out.write(ByteBuffer.allocate(Long.BYTES).putLong(content.size()).array());
                    out.write(hash);
                    content.writeTo(out);
                });
    }

    /** Verifies a file and opens its content; fails with a message that says what is wrong. */
    public static DataInputStream read(Path path) throws IOException {
        Check.that(
                !Files.exists(path) || Files.isRegularFile(path),
                "checkpoint",
                path,
                "a file, this is a folder or a device");
        verify(path);
        var in = new BufferedInputStream(new FileInputStream(path.toFile()), 1 << 16);
        in.skipNBytes(HEAD);
        return new DataInputStream(in);
    }

    /** Size in bytes of the content of a complete file. */
    public static long contentSize(Path path) throws IOException {
        return Files.size(path) - HEAD;
    }

    private static void verify(Path path) throws IOException {
        try (var in = new FileInputStream(path.toFile())) {
            byte[] head = in.readNBytes(HEAD);
            checkKind(path, head);
            Check.that(
                    head.length == HEAD, "checkpoint", path, "a whole file, this one is cut short");
            long length = ByteBuffer.wrap(head, MAGIC.length, Long.BYTES).getLong();
            long size = Files.size(path);
            Check.that(
                    size - HEAD == length,
                    "checkpoint",
                    path,
                    "a whole file of " + (HEAD + length) + " bytes, this one has " + size);
            byte[] hash = Arrays.copyOfRange(head, HEAD - HASH, HEAD);
            Check.that(
                    MessageDigest.isEqual(hash, digest(in)),
                    "checkpoint",
                    path,
                    "an undamaged file, the checksum of this one does not match");
        }
    }

    private static void checkKind(Path path, byte[] head) {
        var start =
                new String(head, 0, Math.min(head.length, MAGIC.length), StandardCharsets.US_ASCII);
        Check.that(start.startsWith(KIND), "checkpoint", path, "a file written by ot4j");
        Check.that(
                start.equals(KIND + FORMAT + "\n"),
                "format of checkpoint " + path,
                start.substring(KIND.length()).strip(),
                FORMAT + ", the one that this version of ot4j reads");
    }

    private static byte[] digest(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
