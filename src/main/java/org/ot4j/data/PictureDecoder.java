package org.ot4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.ot4j.internal.Check;

/**
 * Turns a picture file into bytes (c, h, w): cropped, resized, grey or RGB.
 *
 * @param channels 1 or 3
 * @param crop side of the centred square that is kept, or 0 for the largest box of the target's
 *     shape
 * @param height height of the result, or 0 for the picture's own
 * @param width width of the result, or 0 for the picture's own
 */
public record PictureDecoder(int channels, int crop, int height, int width)
        implements Serializable {
    /** Checks the numbers. */
    public PictureDecoder {
        Check.that(channels == 1 || channels == 3, "channels", channels, "1 or 3");
        Check.atLeast(crop, 0, "crop");
        Check.atLeast(height, 0, "height");
        Check.atLeast(width, 0, "width");
        Check.that((height == 0) == (width == 0), "width", width, "0 where the height is, only");
    }

    /**
     * Decodes the content of a picture file, as {@link ImageFolder} decodes files.
     *
     * @param file all bytes of the file
     * @param name of the file, for the error
     * @throws UncheckedIOException if it is not a whole picture, or smaller than the crop
     */
    public Picture decode(byte[] file, String name) {
        try {
            Decoded own = resize(PictureReader.read(file));
            return Picture.of(channels, own.height(), own.width(), levels(own.bytes()));
        } catch (OutOfMemoryError | IOException e) {
            throw new UncheckedIOException(
                    "the picture " + name + " cannot be used: " + e.getMessage(),
                    e instanceof IOException known ? known : new IOException(e));
        }
    }

    private static float[] levels(byte[] bytes) {
        var values = new float[bytes.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = (bytes[k] & 0xff) / 255f;
        }
        return values;
    }

    /** Pixel bytes and their shape. */
    record Decoded(byte[] bytes, int height, int width) {}

    Decoded decode(Path file) throws IOException {
        try {
            return resize(PictureReader.read(file));
        } catch (OutOfMemoryError e) {
            throw new IOException("it needs more memory than this process has left", e);
        }
    }

    /** Decodes a file at its own size, with one channel if it is grey and three otherwise. */
    static Picture picture(Path file) throws IOException {
        try {
            return picture(PictureReader.read(file));
        } catch (OutOfMemoryError e) {
            throw new IOException("it needs more memory than this process has left", e);
        }
    }

    /**
     * Decodes a picture at its own size, upright, with one channel if it is grey and three
     * otherwise.
     */
    static Picture picture(PictureReader.Read read) throws IOException {
        int channels = isGrey(read.image()) ? 1 : 3;
        Decoded own = new PictureDecoder(channels, 0, 0, 0).resize(read);
        return Picture.of(channels, own.height(), own.width(), levels(own.bytes()));
    }

    private Decoded resize(PictureReader.Read read) throws IOException {
        BufferedImage image = read.image();
        byte[][] planes = planes(image);
        for (int c = 0; c < channels; c++) {
            planes[c] =
                    Orientation.upright(
                            planes[c], image.getWidth(), image.getHeight(), read.orientation());
        }
        boolean turned = Orientation.turns(read.orientation());
        int w = turned ? image.getHeight() : image.getWidth();
        int h = turned ? image.getWidth() : image.getHeight();
        int boxWidth = w;
        int boxHeight = h;
        if (crop > 0) {
            if (w < crop || h < crop) {
                throw new IOException("it is " + w + " x " + h + ", less than the crop of " + crop);
            }
            boxWidth = crop;
            boxHeight = crop;
        } else if (height > 0) {
            double scale = Math.min((double) w / width, (double) h / height);
            boxWidth = (int) Math.max(1, Math.round(width * scale));
            boxHeight = (int) Math.max(1, Math.round(height * scale));
        }
        int outHeight = height > 0 ? height : boxHeight;
        int outWidth = width > 0 ? width : boxWidth;
        var out = new byte[channels * outHeight * outWidth];
        for (int c = 0; c < channels; c++) {
            Resample.resize(
                    planes[c],
                    w,
                    (w - boxWidth) / 2,
                    (h - boxHeight) / 2,
                    boxWidth,
                    boxHeight,
                    out,
                    c * outHeight * outWidth,
                    outWidth,
                    outHeight);
        }
        return new Decoded(out, outHeight, outWidth);
    }

    private static boolean isGrey(BufferedImage image) {
        Raster raster = image.getRaster();
        return raster.getNumBands() <= 2
                && raster.getSampleModel().getSampleSize(0) <= 16
                && !(image.getColorModel() instanceof IndexColorModel);
    }

    private byte[][] planes(BufferedImage image) {
        Raster raster = image.getRaster();
        if (isGrey(image)) {
            byte[] plane = levels(raster, 0);
            if (raster.getNumBands() == 2) {
                onWhite(plane, levels(raster, 1));
            }
            return channels == 1 ? new byte[][] {plane} : new byte[][] {plane, plane, plane};
        }
        byte[][] rgb = colorPlanes(image);
        if (channels == 3) {
            return rgb;
        }
        var plane = new byte[rgb[0].length];
        for (int i = 0; i < plane.length; i++) {
            // ITU-R 601, as in Pillow.
            int r = rgb[0][i] & 0xff;
            int g = rgb[1][i] & 0xff;
            int b = rgb[2][i] & 0xff;
            plane[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);
        }
        return new byte[][] {plane};
    }

    /** The background below the transparent parts of a picture. */
    private static void onWhite(byte[] plane, byte[] alpha) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) onWhite(plane[i] & 0xff, alpha[i] & 0xff);
        }
    }

    private static int onWhite(int level, int alpha) {
        return (level * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    /**
     * Read directly from the samples: getRGB would distort grey by the linear grey colour space.
     */
    private static byte[] levels(Raster raster, int band) {
        int w = raster.getWidth();
        int h = raster.getHeight();
        int bits = raster.getSampleModel().getSampleSize(band);
        int[] samples =
                raster.getSamples(raster.getMinX(), raster.getMinY(), w, h, band, (int[]) null);
        var plane = new byte[w * h];
        int max = (1 << bits) - 1;
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) (bits == 8 ? samples[i] : Math.round(samples[i] * 255.0 / max));
        }
        return plane;
    }

    private static byte[][] colorPlanes(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        var planes = new byte[3][w * h];
        Raster raster = image.getRaster();
        boolean plain =
                image.getColorModel().getColorSpace().isCS_sRGB()
                        && raster.getDataBuffer() instanceof DataBufferByte
                        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                        && raster.getNumBands() == 3
                        && raster.getMinX() == 0
                        && raster.getSampleModelTranslateX() == 0;
        if (plain) {
            byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
            var model = (PixelInterleavedSampleModel) raster.getSampleModel();
            int[] offsets = model.getBandOffsets();
            for (int c = 0; c < 3; c++) {
                byte[] plane = planes[c];
                for (int y = 0; y < h; y++) {
                    int from = y * model.getScanlineStride() + offsets[c];
                    for (int x = 0; x < w; x++) {
                        plane[y * w + x] = data[from + x * model.getPixelStride()];
                    }
                }
            }
            return planes;
        }
        var line = new int[w];
        for (int y = 0; y < h; y++) {
            image.getRGB(0, y, w, 1, line, 0, w);
            for (int x = 0; x < w; x++) {
                int alpha = line[x] >>> 24;
                planes[0][y * w + x] = (byte) onWhite(line[x] >> 16 & 0xff, alpha);
                planes[1][y * w + x] = (byte) onWhite(line[x] >> 8 & 0xff, alpha);
                planes[2][y * w + x] = (byte) onWhite(line[x] & 0xff, alpha);
            }
        }
        return planes;
    }
}
