package org.ot4j.evaluation;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;

/** Mean and covariance as pytorch-fid keeps them: NumPy arrays mu [d] and sigma [d, d] in a zip. */
final class MomentsFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER = 1 << 16;
    private static final int MOST_FEATURES = 1 << 13;
    private static final Pattern DTYPE = Pattern.compile("'descr':\\s*'<f([48])'");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d, ]*)\\)");
    private static final double ASYMMETRY = 1e-6;

    private MomentsFile() {}

    static GaussianFit read(Path file) {
        Check.notNull(file, "file");
        try (var zip = new ZipFile(file.toFile())) {
            double[] mean = array(zip, file, "mu", 1);
            double[] covariance = array(zip, file, "sigma", 2);
            int d = mean.length;
            Check.that(
                    covariance.length == (long) d * d,
                    "sigma in " + file,
                    covariance.length + " numbers",
                    d + " × " + d + ", as mu has " + d);
            checkNumbers(file, mean, covariance);
            return new GaussianFit(mean, covariance, 0);
        } catch (ZipException e) {
            throw Check.error("moments file", file, "an .npz file with mu and sigma");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void checkNumbers(Path file, double[] mean, double[] covariance) {
        int d = mean.length;
        for (int i = 0; i < d; i++) {
            if (!Double.isFinite(mean[i])) {
                throw Check.error("mu[" + i + "] in " + file, mean[i], "a finite number");
            }
            double variance = covariance[i * d + i];
            if (!(variance >= 0)) {
                throw Check.error("sigma[" + i + "][" + i + "] in " + file, variance, "at least 0");
            }
            for (int j = 0; j < d; j++) {
                double v = covariance[i * d + j];
                double w = covariance[j * d + i];
                double scale = Math.sqrt(variance * covariance[j * d + j]);
                if (!(Math.abs(v - w) <= ASYMMETRY * scale)) {
                    throw Check.error(
                            "sigma[" + i + "][" + j + "] in " + file,
                            v,
                            "a finite number, equal to sigma[" + j + "][" + i + "] = " + w);
                }
            }
        }
    }

    /** The numbers of an array in the .npy format, of either byte length. */
    private static double[] array(ZipFile zip, Path file, String name, int dimensions)
            throws IOException {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry == null) {
            throw Check.error(
                    "arrays in " + file,
                    zip.stream().map(ZipEntry::getName).toList(),
                    "mu.npy and sigma.npy");
        }
        try (var in = new DataInputStream(zip.getInputStream(entry))) {
            String header = header(in);
            Matcher dtype = DTYPE.matcher(header);
            Matcher shape = SHAPE.matcher(header);
            if (!dtype.find() || !shape.find()) {
                throw Check.error(name + " in " + file, header, "float32 or float64 numbers");
            }
            String[] sides =
                    Arrays.stream(shape.group(1).split(","))
                            .map(String::strip)
                            .filter(s -> !s.isEmpty())
                            .toArray(String[]::new);
            Check.that(
                    sides.length == dimensions
                            && Arrays.stream(sides).allMatch(s -> s.length() <= 5)
                            && Arrays.stream(sides).mapToInt(Integer::parseInt).min().orElse(0) >= 1
                            && Arrays.stream(sides).mapToInt(Integer::parseInt).max().orElse(0)
                                    <= MOST_FEATURES,
                    "shape of " + name + " in " + file,
                    "(" + shape.group(1) + ")",
                    dimensions == 1 ? "(d)" : "(d, d)");
            int size = Arrays.stream(sides).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b);
            int width = Integer.parseInt(dtype.group(1));
            byte[] bytes = in.readNBytes(size * width);
            if (bytes.length < size * width) {
                throw new EOFException();
            }
            ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            var values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = width == 8 ? numbers.getDouble() : numbers.getFloat();
            }
            return values;
        } catch (EOFException e) {
            throw Check.error(name + " in " + file, "(ends too early)", "a whole .npy array");
        }
    }

    private static String header(DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            return "(no .npy array)";
        }
        int version = in.readUnsignedByte();
        in.readUnsignedByte();
        int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (version > 1) {
            length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << Short.SIZE;
        }
        if (length < 0 || length > MOST_HEADER) {
            return "(a header of " + length + " bytes)";
        }
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    static void write(Path file, GaussianFit fit) {
        int d = fit.dimension();
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            store(zip, "mu", "(" + d + ",)", fit.mean());
            store(zip, "sigma", "(" + d + ", " + d + ")", fit.covariance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WholeFile.write(Check.notNull(file, "file"), bytes.toByteArray());
    }

    /** In the .npy format 1.0, whose header is padded to a multiple of 64 bytes. */
    private static void store(ZipOutputStream zip, String name, String shape, double[] values)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
        int start = MAGIC.length + 4;
        int length = (start + header.length() + 1 + 63) / 64 * 64 - start;
        var buffer =
                ByteBuffer.allocate(start + length + values.length * Double.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(MAGIC)
                        .put((byte) 1)
                        .put((byte) 0)
                        .putShort((short) length)
                        .put(header.getBytes(StandardCharsets.ISO_8859_1));
        while (buffer.position() < start + length - 1) {
            buffer.put((byte) ' ');
        }
        buffer.put((byte) '\n');
        for (double value : values) {
            buffer.putDouble(value);
        }
        zip.write(buffer.array());
        zip.closeEntry();
    }
}
