package org.ot4j.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server's answer whose reads have a time limit: the JDK's own body stream has no time-out and
 * does not react to interrupts.
 */
final class HttpAnswer implements AutoCloseable {
    private static final int MOST_REDIRECTS = 5;

    /** Redirects are not followed automatically: each location is checked first. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .connectTimeout(Download.Limits.USUAL.connect())
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    private final HttpResponse<Flow.Publisher<List<ByteBuffer>>> response;
    private final Download.Limits limits;
    private final long have;
    private final Arrivals arrivals = new Arrivals();
    private final Queue<ByteBuffer> ready = new ArrayDeque<>();
    private long windowEnd;
    private long windowBytes;

    private HttpAnswer(
            HttpResponse<Flow.Publisher<List<ByteBuffer>>> response,
            Download.Limits limits,
            long have) {
        this.response = response;
        this.limits = limits;
        this.have = have;
        response.body().subscribe(arrivals);
        windowEnd = System.nanoTime() + limits.stall().toNanos();
    }

    /**
     * Requests {@code source}, from byte {@code have} on.
     *
     * @throws IOException if there is no connection, no answer in time, or an answer that is not a
     *     file
     */
    static HttpAnswer to(URI source, long have, Download.Limits limits)
            throws IOException, InterruptedException {
        URI place = source;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            checkSafe(place, source);
            var answer = new HttpAnswer(send(place, have, limits), limits, have);
            String moved = answer.response.headers().firstValue("Location").orElse(null);
            if (answer.status() / 100 != 3 || moved == null) {
                return answer.checked();
            }
            answer.close();
            place = place.resolve(moved);
        }
        throw new IOException("the server redirects more than " + MOST_REDIRECTS + " times");
    }

    /** Plain http stays within this machine. */
    private static void checkSafe(URI place, URI source) throws IOException {
        String scheme = String.valueOf(place.getScheme()).toLowerCase(Locale.ROOT);
        boolean local = scheme.equals("http") && isHere(place) && isHere(source);
        if (!local && (!scheme.equals("https") || place.getHost() == null)) {
            String what = place.equals(source) ? "the address" : "the server redirects to " + place;
            throw new IOException(what + ", which is not https");
        }
    }

    private static boolean isHere(URI place) {
        try {
            return place.getHost() != null
                    && InetAddress.getByName(place.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(
            URI place, long have, Download.Limits limits) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(place).GET();
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
                CLIENT.sendAsync(request.build(), BodyHandlers.ofPublisher());
        try {
            return response.get(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException(
                    "no answer within " + limits.connect().toSeconds() + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException refused) {
                throw refused;
            }
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            response.cancel(true); // no effect once the answer has arrived
        }
    }

    private HttpAnswer checked() throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        boolean part =
                status() == 206 && (range.isEmpty() || range.startsWith("bytes " + have + "-"));
        if (status() == 200 || part || (status() == 416 && have > 0)) {
            return this;
        }
        close();
        throw new IOException(
                status() == 206
                        ? "the server sent \""
                                + range
                                + "\" instead of the bytes from "
                                + have
                                + " on"
                        : "the server answered " + status());
    }

    int status() {
        return response.statusCode();
    }

    /** The byte of the file with which the body begins. */
    long start() {
        return status() == 206 ? have : 0;
    }

    /** Length of the body in bytes, or -1 if the server does not say. */
    long length() {
        return response.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    /**
     * The next bytes, or null at the end.
     *
     * @throws IOException if the connection broke, or the transfer has stalled
     */
    ByteBuffer next() throws IOException, InterruptedException {
        while (ready.isEmpty()) {
            long wait = windowEnd - System.nanoTime();
            Object signal = arrivals.poll(Math.max(wait, 0));
            if (signal == Arrivals.END) {
                return null;
            }
            if (signal instanceof Throwable t) {
                throw new IOException("the connection broke: " + t.getMessage(), t);
            }
            if (signal instanceof List<?> buffers) {
                buffers.forEach(b -> ready.add((ByteBuffer) b));
            }
            checkPace();
        }
        return ready.remove();
    }

    private void checkPace() throws IOException {
        windowBytes += ready.stream().mapToLong(ByteBuffer::remaining).sum();
        long now = System.nanoTime();
        if (now < windowEnd) {
            return;
        }
        if (windowBytes < Download.Limits.LEAST) {
            throw new HttpTimeoutException(
                    "the server stalls: "
                            + windowBytes
                            + " bytes in "
                            + limits.stall().toSeconds()
                            + " s");
        }
        windowBytes = 0;
        windowEnd = now + limits.stall().toNanos();
    }

    /** Ends the transfer, however much is left. */
    @Override
    public void close() {
        arrivals.cancel();
    }

    /** Keeps incoming bytes until they are read; requests more only then. */
    private static final class Arrivals implements Flow.Subscriber<List<ByteBuffer>> {
        static final Object END = new Object();

        private final LinkedBlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        private Flow.Subscription subscription;
        private boolean cancelled;

        /** Waits up to the given number of nanoseconds; null if nothing came. */
        Object poll(long nanos) throws InterruptedException {
            Object signal = signals.poll(nanos, TimeUnit.NANOSECONDS);
            if (signal instanceof List<?>) {
                subscription.request(1);
            }
            return signal;
        }

        @Override
        public synchronized void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (cancelled) {
                given.cancel();
            } else {
                given.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            signals.add(buffers);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add(END);
        }

        synchronized void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
