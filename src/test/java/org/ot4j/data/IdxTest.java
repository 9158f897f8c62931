package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir Path folder;

    private Path write(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    static byte[] idx(int type, byte[] values, int... sizes) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        out.put((byte) 0).put((byte) 0).put((byte) type).put((byte) sizes.length);
        for (int size : sizes) {
            out.putInt(size);
        }
        return out.put(values).array();
    }

    static byte[] gzip(byte[] bytes) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void readsPicturesPlainAndGzip() throws Exception {
        byte[] values = {0, (byte) 255, 51, 102, 1, 2};
        byte[] file = idx(8, values, 3, 1, 2);
        Path labels = write("labels", idx(8, new byte[] {7, 0, 3}, 3));
        for (Path path : new Path[] {write("plain", file), write("packed", gzip(file))}) {
            DataSet data = Idx.read(path, labels);
            assertEquals(new Shape(1, 1, 2), data.sampleShape());
            assertArrayEquals(new int[] {7, 0, 3}, data.labels());
            assertArrayEquals(
                    new float[] {51 / 255f, 102 / 255f, 0, 1}, data.floats(1, 0), "v / 255");
        }
    }

    @Test
    void readsTheOtherTypes() throws Exception {
        byte[] doubles =
                ByteBuffer.allocate(32)
                        .putDouble(1.5)
                        .putDouble(-2)
                        .putDouble(3)
                        .putDouble(4e10)
                        .array();
        assertArrayEquals(
                new float[] {1.5f, -2, 3, 4e10f},
                Idx.read(write("d", idx(14, doubles, 2, 2))).floats(0, 1));
        byte[] shorts = {-1, -2, 0, 5};
        assertArrayEquals(
                new float[] {-2, 5}, Idx.read(write("s", idx(11, shorts, 2, 1))).floats(0, 1));
    }

    @Test
    void refusesWhatIsNotWhole() throws Exception {
        byte[] good = idx(8, new byte[24], 2, 3, 4);
        error("ends too early", Arrays.copyOf(good, good.length - 1));
        error("ends too early", Arrays.copyOf(good, 10));
        error("ends too early", new byte[0]);
        error("goes on after the 24 bytes", Arrays.copyOf(good, good.length + 1));
        error("ends too early", Arrays.copyOf(gzip(good), gzip(good).length - 9));
        error("starts with 50 4b", new byte[] {0x50, 0x4b, 3, 4, 0, 0});
        error("axis 1", idx(8, new byte[24], 2, -3, 4));
        error("axis 1", idx(8, new byte[24], 60_000, 60_000, 60_000));
        assertThrows(UncheckedIOException.class, () -> Idx.read(folder.resolve("absent")));
        Path images = write("i", good);
        Path labels = write("l", idx(8, new byte[3], 3));
        var e = assertThrows(IllegalArgumentException.class, () -> Idx.read(images, labels));
        assertTrue(e.getMessage().contains("3 labels: expected 2"), e.getMessage());
    }

    private void error(String expected, byte[] bytes) throws Exception {
        Path file = write("bad", bytes);
        var e = assertThrows(UncheckedIOException.class, () -> Idx.read(file));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertTrue(e.getMessage().contains("bad"), "names the file: " + e.getMessage());
    }

    /** An error or the right answer, never a crash or a hang, and no memory on a header's word. */
    @Test
    void mutatedFilesGiveAnErrorOrTheirContent() throws Exception {
        var random = new Random(7);
        var values = new byte[20 * 5 * 5];
        random.nextBytes(values);
        byte[] plain = idx(8, values, 20, 5, 5);
        byte[] packed = gzip(plain);
        int refused = 0;
        for (int k = 0; k < 1_000; k++) {
            boolean gzip = k % 2 == 1;
            byte[] original = gzip ? packed : plain;
            byte[] mutated = mutate(original, random);
            Path file = write("fuzz", mutated);
            boolean same = Arrays.equals(original, mutated);
            DataSet read =
                    assertTimeout(
                            Duration.ofSeconds(5),
                            () -> {
                                try {
                                    return Idx.read(file);
                                } catch (UncheckedIOException | IllegalArgumentException e) {
                                    return null;
                                }
                            });
            if (read == null) {
                refused++;
                assertTrue(!same, "a valid file was refused");
                continue;
            }
            float[] found = read.floats(IntStream.range(0, read.size()).toArray());
            byte[] expected =
                    gzip
                            ? values
                            : Arrays.copyOfRange(
                                    mutated, mutated.length - found.length, mutated.length);
            if (mutated[2] == 8 || gzip) {
                assertEquals(expected.length, found.length);
                for (int i = 0; i < found.length; i++) {
                    assertEquals((expected[i] & 0xff) / 255f, found[i], "mutation " + k);
                }
            }
        }
        assertTrue(refused > 300, "refused " + refused);
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[random.nextInt(20)] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 40));
            default -> {
                for (int i = 0; i < 8; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    @Test
    void realMnist() {
        assumeTrue(
                DataFolder.find("mnist/t10k-images-idx3-ubyte.gz") != null,
                "no MNIST: set OT4J_DATA to a folder with mnist/t10k-images-idx3-ubyte.gz");
        DataSet digits = Mnist.test();
        assertEquals(10_000, digits.size());
        assertEquals(new Shape(1, 28, 28), digits.sampleShape());
        // NumPy: the first ten labels, and the mean of all pixels over 255.
        assertArrayEquals(
                new int[] {7, 2, 1, 0, 4, 1, 4, 9, 5, 9}, Arrays.copyOf(digits.labels(), 10));
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            for (float v : digits.floats(i)) {
                sum += v;
            }
        }
        assertEquals(0.13251460584233699, sum / 7_840_000, 1e-7);
        DataSet few = digits.subset(2_560, 42);
        assertEquals(2_560, few.size());
        assertEquals(few.fingerprint(), Mnist.test().subset(2_560, 42).fingerprint());
        // The first test digit is a 7: ink in the upper bar, none at its left below.
        float[] seven = digits.floats(0);
        assertTrue(seven[8 * 28 + 10] > 0.5 && seven[20 * 28 + 5] == 0);
    }
}
