package org.ot4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Progress;

/**
 * Fetches a file once. What has arrived stays in {@code NAME.part}, from where the next try goes
 * on; only a whole file whose checksum is right gets its name, in one step.
 */
final class Download {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(20))
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    private Download() {}

    /**
     * Fetches {@code source} to {@code target}, or throws with what went wrong.
     *
     * @param md5 in hexadecimal, as the mirrors publish it
     */
    static synchronized Path fetch(URI source, Path target, String md5) {
        if (Files.isRegularFile(target)) {
            return target;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            // The lock keeps a second process out; what it finds afterwards is the whole file.
            try (FileChannel out =
                            FileChannel.open(
                                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = out.lock()) {
                if (Files.isRegularFile(target)) {
                    Files.deleteIfExists(part);
                    return target;
                }
                transfer(source, target, out);
            }
            String found = md5(part);
            if (!found.equals(md5)) {
                Files.delete(part);
                throw new IOException(
                        "the checksum is " + found + " where " + md5 + " was expected");
            }
            return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UncheckedIOException(
                    source
                            + " could not be fetched to "
                            + target
                            + ": "
                            + why
                            + ". Put the file there yourself, or set OT4J_DATA to a folder that has it.",
                    e);
        }
    }

    private static void transfer(URI source, Path target, FileChannel out) throws IOException {
        long have = out.size();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(source).timeout(Duration.ofSeconds(60)).GET();
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response;
        try {
            response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(target);
        }
        try (InputStream in = response.body()) {
            int status = response.statusCode();
            if (status == 416 && have > 0) {
                // Nothing left to send: the part is whole, or its checksum will tell.
                return;
            }
            if (status != 200 && status != 206) {
                throw new IOException("the server answered " + status);
            }
            long start = status == 206 ? have : 0;
            out.truncate(start);
            out.position(start);
            long left = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            copy(in, out, target, start, left < 0 ? 0 : start + left);
        }
    }

    private static void copy(InputStream in, FileChannel out, Path target, long start, long total)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = start;
        try (Progress progress = Progress.start("fetching " + target.getFileName(), total)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Progress.stopRequested()) {
                    throw stopped(target);
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                done += n;
                progress.update(done);
            }
        }
        if (total > 0 && done < total) {
            throw new IOException("the connection ended after " + done + " of " + total + " bytes");
        }
    }

    private static CancellationException stopped(Path target) {
        return new CancellationException("fetching " + target.getFileName() + " was stopped");
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
