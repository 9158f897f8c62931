package org.ot4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Pictures decoded on demand, several at a time. The first that fit in the cache stay in memory as
 * bytes. Nothing is evicted: under the uniform access of training, an evicted picture is as likely
 * to be needed next as its replacement.
 */
final class PictureFiles implements Samples {
    private final List<Path> files;
    private final PictureDecoder decoder;
    private final int height;
    private final int width;
    private final long cacheBytes;
    private final AtomicReferenceArray<byte[]> cache;
    private final AtomicLong used = new AtomicLong();
    private final AtomicReference<String> fault = new AtomicReference<>();

    PictureFiles(List<Path> files, PictureDecoder decoder, int height, int width, long cacheBytes) {
        this.files = files;
        this.decoder = decoder;
        this.height = height;
        this.width = width;
        this.cacheBytes = cacheBytes;
        this.cache = new AtomicReferenceArray<>(files.size());
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public int length() {
        return decoder.channels() * height * width;
    }

    @Override
    public void read(int[] rows, float[] target) {
        IntStream order = IntStream.range(0, rows.length);
        (rows.length > 1 ? order.parallel() : order)
                .forEach(
                        i -> {
                            byte[] bytes = bytes(rows[i]);
                            int at = i * length();
                            for (int j = 0; j < bytes.length; j++) {
                                target[at + j] = (bytes[j] & 0xff) / 255f;
                            }
                        });
    }

    private byte[] bytes(int row) {
        byte[] bytes = cache.get(row);
        if (bytes != null) {
            return bytes;
        }
        Path file = files.get(row);
        try {
            PictureDecoder.Decoded decoded = decoder.decode(file);
            if (decoded.height() != height || decoded.width() != width) {
                throw new IOException(
                        "it is "
                                + decoded.width()
                                + " x "
                                + decoded.height()
                                + ", but the first picture is "
                                + width
                                + " x "
                                + height
                                + "; set a size(height, width)");
            }
            bytes = decoded.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the picture " + file + " cannot be used: " + e.getMessage(), e);
        }
        if (used.addAndGet(bytes.length) > cacheBytes) {
            used.addAndGet(-bytes.length);
        } else if (!cache.compareAndSet(row, null, bytes)) {
            used.addAndGet(-bytes.length);
        }
        return bytes;
    }

    /** Whether a picture can be used. */
    boolean readable(int row) {
        try {
            bytes(row);
            return true;
        } catch (UncheckedIOException e) {
            fault.compareAndSet(null, e.getMessage());
            return false;
        }
    }

    /**
     * The reason why one of the unusable pictures cannot be used; null if all can, or none was
     * requested.
     */
    String firstFault() {
        return fault.get();
    }

    long cachedBytes() {
        return used.get();
    }
}
