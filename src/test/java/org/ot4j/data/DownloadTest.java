package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    @TempDir Path folder;

    private final byte[] content = new byte[300_000];
    private final List<String> ranges = new ArrayList<>();
    private HttpServer server;
    private URI source;
    private String md5;
    private boolean honoursRanges = true;
    private int breakAfter = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(content);
        md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/file.gz",
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Range");
                    ranges.add(String.valueOf(range));
                    int from = 0;
                    if (range != null && honoursRanges) {
                        from = Integer.parseInt(range.replaceAll("\\D", ""));
                    }
                    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
                    int count = Math.min(breakAfter, content.length - from);
                    exchange.getResponseBody().write(content, from, count);
                    exchange.getResponseBody().flush();
                    exchange.close();
                });
        server.start();
        source = URI.create("http://localhost:" + server.getAddress().getPort() + "/file.gz");
        if (!server.getAddress().getAddress().equals(InetAddress.getByName("localhost"))) {
            source =
                    URI.create(
                            "http://"
                                    + server.getAddress().getAddress().getHostAddress()
                                    + ":"
                                    + server.getAddress().getPort()
                                    + "/file.gz");
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void fetchesOnceIntoAMissingFolder() throws Exception {
        Path target = folder.resolve("a/b/file.gz");
        Download.fetch(source, target, md5);
        Download.fetch(source, target, md5);
        assertArrayEquals(content, Files.readAllBytes(target));
        assertEquals(1, ranges.size());
        assertFalse(Files.exists(folder.resolve("a/b/file.gz.part")));
    }

    @Test
    void goesOnWhereItBroke() throws Exception {
        Path target = folder.resolve("file.gz");
        breakAfter = 100_000;
        var e = assertThrows(UncheckedIOException.class, () -> Download.fetch(source, target, md5));
        assertTrue(e.getMessage().contains("OT4J_DATA"), e.getMessage());
        assertFalse(Files.exists(target), "half a file never gets the name");
        long have = Files.size(folder.resolve("file.gz.part"));
        assertTrue(have > 0 && have <= 100_000, "kept " + have);
        breakAfter = Integer.MAX_VALUE;
        Download.fetch(source, target, md5);
        assertEquals("bytes=" + have + "-", ranges.get(ranges.size() - 1));
        assertArrayEquals(content, Files.readAllBytes(target));
    }

    @Test
    void startsAgainWhereTheServerIgnoresRanges() throws Exception {
        Path target = folder.resolve("file.gz");
        Files.write(folder.resolve("file.gz.part"), new byte[500]);
        honoursRanges = false;
        Download.fetch(source, target, md5);
        assertArrayEquals(content, Files.readAllBytes(target));
    }

    @Test
    void wrongChecksumLeavesNothing() throws Exception {
        Path target = folder.resolve("file.gz");
        // A part of something else: the sum cannot come out, and the next try is clean.
        Files.write(folder.resolve("file.gz.part"), Arrays.copyOf(new byte[] {1}, 1_000));
        var e = assertThrows(UncheckedIOException.class, () -> Download.fetch(source, target, md5));
        assertTrue(e.getMessage().contains("checksum"), e.getMessage());
        assertFalse(Files.exists(target));
        Download.fetch(source, target, md5);
        assertArrayEquals(content, Files.readAllBytes(target));
    }

    @Test
    void namesTheAnswerOfTheServer() {
        URI absent = source.resolve("/absent.gz");
        var e =
                assertThrows(
                        UncheckedIOException.class,
                        () -> Download.fetch(absent, folder.resolve("x.gz"), md5));
        assertTrue(e.getMessage().contains("the server answered 404"), e.getMessage());
    }
}
