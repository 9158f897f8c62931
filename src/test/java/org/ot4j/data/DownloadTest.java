package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.OwnProcess;

class DownloadTest {
    @TempDir Path folder;

    private final byte[] content = new byte[300_000];
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService requests = Executors.newCachedThreadPool();
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
        server.setExecutor(requests);
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
        requests.shutdownNow();
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

    /** Waits a second where the usual limits wait half a minute. */
    private static final Download.Limits SHORT =
            new Download.Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 1_000_000);

    private String failure(URI from) {
        Path target = folder.resolve("x.gz");
        var e =
                assertThrows(
                        UncheckedIOException.class,
                        () -> Download.fetch(List.of(from), target, md5, SHORT));
        assertTrue(e.getMessage().contains(from.toString()), e.getMessage());
        assertTrue(e.getMessage().contains("Save the file yourself as " + target), e.getMessage());
        assertFalse(Files.exists(folder.resolve("x.gz.lock")), "the lock is taken away");
        return e.getMessage();
    }

    /** What a server does with one request. */
    private interface Answer {
        void send(HttpExchange exchange) throws Exception;
    }

    private URI serve(String path, Answer answer) {
        server.createContext(
                path,
                exchange -> {
                    try (exchange) {
                        answer.send(exchange);
                    } catch (Exception e) {
                        // The client went away, which is what these tests are about.
                    }
                });
        return source.resolve(path);
    }

    /** Sends a thousand bytes of many, and then nothing until the test is over. */
    private URI stalling(CountDownLatch over) {
        return serve(
                "/stalls.gz",
                exchange -> {
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content, 0, 1_000);
                    exchange.getResponseBody().flush();
                    over.await();
                });
    }

    @Test
    void aStalledServerIsAnError() {
        var over = new CountDownLatch(1);
        String message = failure(stalling(over));
        over.countDown();
        assertTrue(message.contains("the server stalls: 1000 bytes in 1 s"), message);
    }

    @Test
    void aServerThatDripsIsAnError() {
        URI drips =
                serve(
                        "/drips.gz",
                        exchange -> {
                            exchange.sendResponseHeaders(200, content.length);
                            for (byte b : content) {
                                exchange.getResponseBody().write(b);
                                exchange.getResponseBody().flush();
                                Thread.sleep(100);
                            }
                        });
        assertTrue(failure(drips).contains("the server stalls"));
    }

    @Test
    void stopEndsItAtOnce() throws Exception {
        var over = new CountDownLatch(1);
        URI stalls = stalling(over);
        Path target = folder.resolve("x.gz");
        var ended = new CompletableFuture<Throwable>();
        var thread =
                new Thread(
                        () -> {
                            try {
                                Download.fetch(stalls, target, md5);
                                ended.complete(null);
                            } catch (RuntimeException e) {
                                ended.complete(e);
                            }
                        });
        thread.start();
        Path part = folder.resolve("x.gz.part");
        while (!Files.exists(part) || Files.size(part) < 1_000) {
            Thread.sleep(10);
        }
        thread.interrupt();
        // The usual stall limit is 30 s: what ends before that was the interrupt.
        assertInstanceOf(CancellationException.class, ended.get(20, TimeUnit.SECONDS));
        over.countDown();
    }

    @Test
    void aFileWithoutEndIsAnError() {
        URI endless =
                serve(
                        "/endless.gz",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0); // chunked
                            while (true) {
                                exchange.getResponseBody().write(content);
                            }
                        });
        String message = failure(endless);
        assertTrue(message.contains("at most 1000000 are taken"), message);
        assertFalse(Files.exists(folder.resolve("x.gz.part")), "nothing of it stays");
        URI announced =
                serve(
                        "/huge.gz",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 1L << 40);
                            exchange.getResponseBody().flush();
                        });
        String huge = failure(announced);
        assertTrue(huge.contains("it has 1099511627776 bytes"), huge);
    }

    @Test
    void leavesNoSecureConnection() {
        assertTrue(failure(URI.create("http://example.org/x.gz")).contains("which is not https"));
        assertTrue(failure(URI.create("ftp://example.org/x.gz")).contains("which is not https"));
        URI moved =
                serve(
                        "/moved.gz",
                        exchange -> {
                            exchange.getResponseHeaders()
                                    .set("Location", "http://example.org/file.gz");
                            exchange.sendResponseHeaders(302, -1);
                        });
        String message = failure(moved);
        assertTrue(message.contains("redirects to http://example.org/file.gz"), message);
        assertFalse(Files.exists(folder.resolve("x.gz.part")), "no empty file stays");
    }

    @Test
    void followsARedirect() throws Exception {
        URI moved =
                serve(
                        "/moved.gz",
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", "/file.gz");
                            exchange.sendResponseHeaders(301, -1);
                        });
        Path target = folder.resolve("x.gz");
        assertArrayEquals(content, Files.readAllBytes(Download.fetch(moved, target, md5)));
        URI circle =
                serve(
                        "/circle.gz",
                        exchange -> {
                            exchange.getResponseHeaders().set("Location", "/circle.gz");
                            exchange.sendResponseHeaders(301, -1);
                        });
        Files.delete(target);
        assertTrue(failure(circle).contains("redirects more than 5 times"));
    }

    @Test
    void aPageInPlaceOfTheFileIsNotTaken() {
        byte[] page = "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8);
        URI portal =
                serve(
                        "/portal.gz",
                        exchange -> {
                            exchange.sendResponseHeaders(200, page.length);
                            exchange.getResponseBody().write(page);
                        });
        assertTrue(failure(portal).contains("what came is a web page"));
        assertFalse(Files.exists(folder.resolve("x.gz.part")));
    }

    @Test
    void saysThatThereIsNoConnection() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + closed + "/x.gz");
        assertTrue(failure(nobody).contains("no connection to its host"));
        URI unknown = URI.create("https://nobody.invalid/x.gz");
        assertTrue(failure(unknown).contains("its host is not known here"));
        assertFalse(Files.exists(folder.resolve("x.gz.part")), "no empty file stays");
    }

    @Test
    void theSecondMirrorHelps() throws Exception {
        List<URI> mirrors = List.of(source.resolve("/absent.gz"), source);
        Path target = folder.resolve("x.gz");
        Download.fetch(mirrors, target, md5, SHORT);
        assertArrayEquals(content, Files.readAllBytes(target));
    }

    @Test
    void processesThatWantOneFileAllGetIt() throws Exception {
        for (boolean ranges : new boolean[] {true, false}) {
            honoursRanges = ranges;
            Path target = folder.resolve("shared-" + ranges + ".gz");
            List<Process> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(
                        OwnProcess.start(
                                false, Fetcher.class, source.toString(), target.toString(), md5));
            }
            for (Process other : others) {
                OwnProcess.finish(other);
            }
            assertArrayEquals(content, Files.readAllBytes(target));
            try (var left = Files.list(folder)) {
                assertEquals(
                        List.of(),
                        left.filter(f -> f.toString().matches(".*(part|lock)")).toList());
            }
        }
        assertEquals(2, ranges.size(), "each file crosses the wire once");
    }

    /** A process of its own that fetches. */
    static final class Fetcher {
        public static void main(String[] args) {
            Download.fetch(URI.create(args[0]), Path.of(args[1]), args[2]);
        }
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
