package org.ot4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Progress;

/**
 * Fetches a file once. Partial downloads stay in {@code NAME.part}, where the next attempt resumes;
 * only a complete file with the right checksum gets its name, atomically. If several processes want
 * the same file, one downloads it and the others wait.
 */
final class Download {
    /**
     * The limits of a transfer.
     *
     * @param connect time limit for a connection and for the first line of an answer
     * @param stall time limit for any {@link #LEAST} bytes
     * @param most maximum number of bytes in a file
     */
    record Limits(Duration connect, Duration stall, long most) {
        /** The largest file that the library downloads has 26 MB. */
        static final Limits USUAL =
                new Limits(Duration.ofSeconds(20), Duration.ofSeconds(30), 256L << 20);

        /** A server that sends less within {@link #stall} has stalled: 1 kB a second. */
        static final int LEAST = 30_000;
    }

    private Download() {}

    /**
     * Fetches {@code source} to {@code target}. Interrupting this thread ends the download
     * immediately.
     *
     * @param source https; plain http only from this machine
     * @param md5 in hexadecimal, as the mirrors publish it
     * @throws UncheckedIOException if it fails; the message gives the source, the reason, and where
     *     to put the file by hand
     * @throws CancellationException if it was stopped
     */
    static Path fetch(URI source, Path target, String md5) {
        return fetch(List.of(source), target, md5, Limits.USUAL);
    }

    /** Fetches a file from the first of several mirrors that has it. */
    static Path fetch(List<URI> mirrors, Path target, String md5, Limits limits) {
        if (Files.isRegularFile(target)) {
            return target;
        }
        var failure = new IOException("no mirror has it");
        List<String> reasons = new ArrayList<>();
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            try (var turn = FileTurn.take(target)) {
                if (Files.isRegularFile(target)) {
                    return target;
                }
                for (URI source : mirrors) {
                    try {
                        return whole(source, target, md5, limits);
                    } catch (IOException e) {
                        failure.addSuppressed(e);
                        reasons.add(source + ": " + HttpFaults.reason(e));
                    }
                }
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
            reasons.add(HttpFaults.reason(e));
        }
        throw new UncheckedIOException(
                target.getFileName()
                        + " could not be downloaded: "
                        + String.join("; ", reasons)
                        + ". Save the file yourself as "
                        + target
                        + ", or set OT4J_DATA to a folder that has "
                        + where(target)
                        + ".",
                failure);
    }

    /** The path that is searched for below a data folder. */
    private static Path where(Path target) {
        Path path = target.toAbsolutePath();
        return path.subpath(Math.max(0, path.getNameCount() - 2), path.getNameCount());
    }

    private static Path whole(URI source, Path target, String md5, Limits limits)
            throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (FileChannel out =
                    FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                transfer(source, target, out, limits);
            }
            String found = md5(part);
            if (!found.equals(md5)) {
                String what = startsLikeAPage(part) ? "what came is a web page: its" : "the";
                Files.delete(part);
                throw new IOException(what + " checksum is " + found + ": expected " + md5);
            }
            return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(part) && Files.size(part) == 0) {
                Files.delete(part);
            }
        }
    }

    private static void transfer(URI source, Path target, FileChannel out, Limits limits)
            throws IOException {
        long have = out.size();
        try (var answer = HttpAnswer.to(source, have, limits)) {
            if (answer.status() == 416 && have > 0) {
                // Nothing left to send: the part is complete, or its checksum will fail.
                return;
            }
            long start = answer.start();
            long total = answer.length() < 0 ? 0 : start + answer.length();
            try {
                bounded(total, limits);
                out.truncate(start);
                out.position(start);
                copy(answer, out, target, start, total, limits);
            } catch (HttpFaults.TooLarge e) {
                out.truncate(0);
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(target);
        }
    }

    private static void copy(
            HttpAnswer answer, FileChannel out, Path target, long start, long total, Limits limits)
            throws IOException, InterruptedException {
        long done = start;
        try (Progress progress = Progress.start("fetching " + target.getFileName(), total)) {
            for (ByteBuffer bytes = answer.next(); bytes != null; bytes = answer.next()) {
                done += bytes.remaining();
                bounded(done, limits);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                progress.update(done);
                if (Progress.stopRequested()) {
                    throw stopped(target);
                }
            }
        }
        if (total > 0 && done < total) {
            throw new IOException("the connection ended after " + done + " of " + total + " bytes");
        }
    }

    private static void bounded(long bytes, Limits limits) throws IOException {
        if (bytes > limits.most()) {
            throw new HttpFaults.TooLarge(bytes, limits.most());
        }
    }

    private static CancellationException stopped(Path target) {
        return new CancellationException("fetching " + target.getFileName() + " was stopped");
    }

    /** The start of a network's log-in page, or of a server's message in place of the file. */
    private static boolean startsLikeAPage(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(64), StandardCharsets.ISO_8859_1)
                    .stripLeading()
                    .startsWith("<");
        }
    }

    private static String md5(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
