package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.ot4j.internal.Check;

/**
 * Reads IDX files, the format of MNIST and similar data sets, plain or gzip: two zero bytes, a
 * type, the number of axes, the sizes as big-endian integers, then the values.
 *
 * <p>An incomplete file is rejected: the number of values must be exactly that in the header.
 */
public final class Idx {
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private Idx() {}

    /**
     * The content of a file.
     *
     * @param sizes length of each axis, the number of samples first
     * @param type the type byte: 0x08 unsigned bytes, 0x09 bytes, 0x0B shorts, 0x0C ints, 0x0D
     *     floats, 0x0E doubles
     * @param bytes the values as stored in the file
     */
    record Content(int[] sizes, int type, byte[] bytes) {}

    /**
     * Pictures or points with their classes.
     *
     * @param samples a file of at least two axes; unsigned bytes become v / 255, pictures of two or
     *     three axes (c, h, w), anything else is left unchanged
     * @param labels a file of whole numbers with one axis and as many values
     */
    public static DataSet read(Path samples, Path labels) {
        DataSet data = read(samples);
        Content classes = content(labels);
        Check.that(
                classes.sizes().length == 1 && classes.type() <= 0x0C,
                labels.toString(),
                Arrays.toString(classes.sizes()),
                "one axis of whole numbers");
        Check.that(
                classes.sizes()[0] == data.size(),
                labels.toString(),
                classes.sizes()[0] + " labels",
                data.size() + ", as many as the samples of " + samples);
        float[] values = floats(classes);
        var numbers = new int[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (int) values[i];
        }
        return data.withLabels(numbers);
    }

    /** Like {@link #read(Path, Path)} without classes. */
    public static DataSet read(Path samples) {
        Content content = content(samples);
        int[] sizes = content.sizes();
        Check.that(
                sizes.length >= 2 && sizes.length <= 4,
                samples.toString(),
                Arrays.toString(sizes),
                "two to four axes");
        long[] shape = Arrays.stream(sizes).skip(1).asLongStream().toArray();
        if (shape.length == 2) {
            shape = new long[] {1, shape[0], shape[1]};
        }
        String name = String.valueOf(samples.getFileName());
        if (content.type() != 0x08) {
            return DataSet.owning(floats(content), new Shape(shape)).named(name);
        }
        int length = content.bytes().length / sizes[0];
        var bytes = new Samples.Bytes(content.bytes(), 0, sizes[0], length);
        return new DataSet(name, new Shape(shape), bytes, null, List.of());
    }

    private static float[] floats(Content content) {
        ByteBuffer in = ByteBuffer.wrap(content.bytes());
        var values = new float[content.bytes().length / width(content.type())];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (content.type()) {
                        case 0x08 -> in.get() & 0xff;
                        case 0x09 -> in.get();
                        case 0x0B -> in.getShort();
                        case 0x0C -> in.getInt();
                        case 0x0D -> in.getFloat();
                        default -> (float) in.getDouble();
                    };
        }
        return values;
    }

    private static int width(int type) {
        return switch (type) {
            case 0x08, 0x09 -> 1;
            case 0x0B -> 2;
            case 0x0C, 0x0D -> 4;
            case 0x0E -> 8;
            default -> 0;
        };
    }

    static Content content(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UncheckedIOException(
                    "no IDX file " + file, new NoSuchFileException(file.toString()));
        }
        try (InputStream raw = Files.newInputStream(file);
                var head = new PushbackInputStream(raw, 2)) {
            int first = head.read();
            int second = head.read();
            if (second >= 0) {
                head.unread(second);
            }
            if (first >= 0) {
                head.unread(first);
            }
            boolean gzip = first == 0x1f && second == 0x8b;
            return parse(gzip ? new GZIPInputStream(head, 1 << 16) : head, file);
        } catch (EOFException e) {
            throw damaged(file, "it ends too early", e);
        } catch (IOException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static UncheckedIOException damaged(Path file, String what, IOException cause) {
        return new UncheckedIOException(file + " is not a complete IDX file: " + what, cause);
    }

    private static Content parse(InputStream in, Path file) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4) {
            throw new EOFException();
        }
        int type = magic[2];
        int axes = magic[3];
        if (magic[0] != 0 || magic[1] != 0 || width(type) == 0 || axes < 1) {
            throw new IOException(
                    String.format(
                            "it starts with %02x %02x %02x %02x, not with 00 00, a type and a number"
                                    + " of axes",
                            magic[0], magic[1], magic[2], magic[3]));
        }
        byte[] header = in.readNBytes(4 * axes);
        if (header.length < 4 * axes) {
            throw new EOFException();
        }
        ByteBuffer ints = ByteBuffer.wrap(header);
        var sizes = new int[axes];
        long total = width(type);
        for (int i = 0; i < axes; i++) {
            sizes[i] = ints.getInt();
            if (sizes[i] < 1 || sizes[i] > LARGEST / total) {
                throw new IOException("axis " + i + " of its header has the size " + sizes[i]);
            }
            total *= sizes[i];
        }
        // Grows with the data actually read, so a false header cannot claim memory.
        byte[] bytes = in.readNBytes((int) total);
        if (bytes.length < total) {
            throw new EOFException();
        }
        if (in.read() >= 0) {
            throw new IOException("it goes on after the " + total + " bytes of its header");
        }
        return new Content(sizes, type, bytes);
    }
}
