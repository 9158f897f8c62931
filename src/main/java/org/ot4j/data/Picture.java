package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;

/**
 * A picture with one channel (grey) or three (red, green and blue), with values normally in [0, 1].
 * Its pixels are points [h w, channels], so transport accepts it directly. Immutable.
 *
 * <pre>{@code
 * Picture sea = Picture.of(new double[][][] {{{0, 0.2}}, {{0.3, 0.4}}, {{0.8, 1}}});
 * Picture sun = Picture.of(new double[][][] {{{1, 0.9}}, {{0.5, 0.4}}, {{0.1, 0}}});
 * double[][] moved = Transport.exact(sea, sun).plan().barycentricMap(sun);
 * sea.withPixels(moved).write("target/evening.png");             // the colours of sun on sea
 * Picture.read("target/evening.png").grey().matrix();            // double[h][w]
 * }</pre>
 */
public final class Picture implements Points {
    private static final float JPEG_QUALITY = 0.95f;

    private final int channels;
    private final int height;
    private final int width;
    // Channel by channel, each line by line.
    private final float[] values;

    private Picture(int channels, int height, int width, float[] values) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /**
     * Reads a picture file: PNG, JPEG, GIF, BMP, or PGM and its family. Grey pictures have one
     * channel, others three; a photograph is rotated by its EXIF orientation, and transparent
     * pixels are put on white.
     *
     * @throws UncheckedIOException if the file does not exist or is not a picture
     */
    public static Picture read(String file) {
        return read(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a picture file: PNG, JPEG, GIF, BMP, or PGM and its family. Grey pictures have one
     * channel, others three; a photograph is rotated by its EXIF orientation, and transparent
     * pixels are put on white.
     *
     * @throws UncheckedIOException if the file does not exist or is not a picture
     */
    public static Picture read(Path file) {
        if (!Files.isRegularFile(Check.notNull(file, "file"))) {
            throw new UncheckedIOException(
                    "no picture file " + file, new NoSuchFileException(file.toString()));
        }
        try {
            return PictureDecoder.picture(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the picture " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A picture from a Java image, with one channel if the image is grey and three otherwise. */
    public static Picture of(BufferedImage image) {
        Check.notNull(image, "image");
        try {
            return PictureDecoder.picture(new PictureReader.Read(image, 1));
        } catch (IOException e) {
            throw new UncheckedIOException("the image cannot be used: " + e.getMessage(), e);
        }
    }

    /** A grey picture, [h, w], each value finite. */
    public static Picture of(double[][] grey) {
        int w = Check.points(grey, "grey");
        var values = new float[Math.multiplyExact(grey.length, w)];
        fill(values, 0, grey);
        return new Picture(1, grey.length, w, values);
    }

    /** A picture of 1 or 3 channels, [c, h, w], each value finite. */
    public static Picture of(double[][][] channels) {
        int c = Check.notNull(channels, "channels").length;
        Check.that(c == 1 || c == 3, "channels.length", c, "1, grey, or 3, red, green and blue");
        int w = Check.points(channels[0], "channels[0]");
        int h = channels[0].length;
        var values = new float[Math.multiplyExact(c, Math.multiplyExact(h, w))];
        for (int k = 0; k < c; k++) {
            int own = Check.points(channels[k], "channels[" + k + "]");
            Check.that(
                    own == w && channels[k].length == h,
                    "channels[" + k + "]",
                    channels[k].length + " x " + own,
                    h + " x " + w + ", as channels[0]");
            fill(values, k * h * w, channels[k]);
        }
        return new Picture(c, h, w, values);
    }

    private static void fill(float[] values, int from, double[][] plane) {
        int w = plane[0].length;
        for (int k = 0; k < plane.length * w; k++) {
            values[from + k] = (float) plane[k / w][k % w];
        }
    }

    /** A copy of an array [h, w], [c, h, w] or [1, c, h, w] of any type, with 1 or 3 channels. */
    public static Picture of(NDArray array) {
        Shape s = Check.notNull(array, "array").getShape();
        int axes = s.dimension();
        long c = axes >= 3 ? s.get(axes - 3) : 1;
        Check.that(
                s.size() > 0
                        && (c == 1 || c == 3)
                        && (axes == 2 || axes == 3 || axes == 4 && s.get(0) == 1),
                "array.shape",
                s,
                "(h, w), (c, h, w) or (1, c, h, w) with 1 or 3 channels");
        return of(
                (int) c,
                Math.toIntExact(s.get(axes - 2)),
                Math.toIntExact(s.get(axes - 1)),
                Rows.floats(array));
    }

    /** A picture from the values of a sample of a data set. */
    static Picture of(int channels, int height, int width, float[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!Float.isFinite(values[k])) {
                throw Check.error("value " + k, values[k], "a finite number");
            }
        }
        return new Picture(channels, height, width, values);
    }

    /**
     * A picture from its pixels, line by line.
     *
     * @param pixels [height · width, 1 or 3], each value finite
     */
    public static Picture ofPixels(double[][] pixels, int height, int width) {
        int c = Check.points(pixels, "pixels");
        Check.atLeast(height, 1, "height");
        Check.atLeast(width, 1, "width");
        Check.that(c == 1 || c == 3, "pixels[0].length", c, "1, grey, or 3, red, green and blue");
        Check.that(
                pixels.length == (long) height * width,
                "pixels.length",
                pixels.length,
                height + " x " + width);
        var values = new float[Math.multiplyExact(pixels.length, c)];
        for (int p = 0; p < pixels.length; p++) {
            for (int k = 0; k < c; k++) {
                values[k * pixels.length + p] = (float) pixels[p][k];
            }
        }
        return new Picture(c, height, width, values);
    }

    /** A picture of this size from other pixels, [h w, 1 or 3], line by line. */
    public Picture withPixels(double[][] pixels) {
        return ofPixels(pixels, height, width);
    }

    /** 1 or 3. */
    public int channels() {
        return channels;
    }

    /** Number of lines of pixels. */
    public int height() {
        return height;
    }

    /** Number of pixels in a line. */
    public int width() {
        return width;
    }

    /** The pixels as rows, line by line: [h w, channels]. */
    public double[][] pixels() {
        int plane = height * width;
        var pixels = new double[plane][channels];
        for (int p = 0; p < plane; p++) {
            for (int k = 0; k < channels; k++) {
                pixels[p][k] = values[k * plane + p];
            }
        }
        return pixels;
    }

    /** The pixels as rows, line by line: [h w, channels]. */
    @Override
    public double[][] toArray() {
        return pixels();
    }

    /**
     * The picture in one channel: red, green and blue weighted by ITU-R 601; a grey picture is
     * returned as it is.
     */
    public Picture grey() {
        if (channels == 1) {
            return this;
        }
        int plane = height * width;
        var grey = new float[plane];
        for (int p = 0; p < plane; p++) {
            grey[p] =
                    0.299f * values[p]
                            + 0.587f * values[plane + p]
                            + 0.114f * values[2 * plane + p];
        }
        return new Picture(1, height, width, grey);
    }

    /** The values of a grey picture, [h, w]; for a colour picture, those of {@link #grey()}. */
    public double[][] matrix() {
        float[] grey = grey().values;
        var matrix = new double[height][width];
        for (int p = 0; p < grey.length; p++) {
            matrix[p / width][p % width] = grey[p];
        }
        return matrix;
    }

    void copyTo(float[] target, int from) {
        System.arraycopy(values, 0, target, from, values.length);
    }

    /** An array [c, h, w] of float32. */
    public NDArray toNDArray(NDManager manager) {
        return manager.create(values.clone(), new Shape(channels, height, width));
    }

    /** The picture as a Java image with 8 bits per channel; values outside [0, 1] are clipped. */
    public BufferedImage image() {
        boolean grey = channels == 1;
        var image =
                new BufferedImage(
                        width,
                        height,
                        grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int plane = height * width;
        var samples = new int[channels];
        for (int p = 0; p < plane; p++) {
            for (int k = 0; k < channels; k++) {
                float v = values[k * plane + p];
                samples[k] = Math.round(255 * Math.max(0, Math.min(1, v)));
            }
            // Written directly to the samples: setRGB would distort grey by its linear colour
            // space.
            image.getRaster().setPixel(p % width, p / width, samples);
        }
        return image;
    }

    /**
     * Writes a file: {@code .png}, lossless but for rounding to 8 bits, or {@code .jpg} and {@code
     * .jpeg}.
     */
    public Path write(String file) {
        return write(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Writes a file: {@code .png}, lossless but for rounding to 8 bits, or {@code .jpg} and {@code
     * .jpeg}, with quality 95 %. Missing folders are created.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public Path write(Path file) {
        String name = String.valueOf(Check.notNull(file, "file").getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        boolean jpeg = lower.endsWith(".jpg") || lower.endsWith(".jpeg");
        Check.that(
                jpeg || lower.endsWith(".png"),
                "file",
                file,
                "a name that ends in .png, .jpg or .jpeg");
        try {
            return WholeFile.write(file, encoded(jpeg ? "jpeg" : "png"));
        } catch (IOException e) {
            throw new UncheckedIOException("the picture " + file + " cannot be written", e);
        }
    }

    private byte[] encoded(String format) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        var bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (format.equals("jpeg")) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(JPEG_QUALITY);
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(), null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** {@code Picture 64 x 48, 3 channels}: width, then height. */
    @Override
    public String toString() {
        return "Picture " + width + " x " + height + (channels == 1 ? ", grey" : ", 3 channels");
    }
}
