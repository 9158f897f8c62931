package org.ot4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Turns a picture file into bytes (c, h, w): cropped, resized, grey or RGB.
 *
 * @param channels 1 or 3
 * @param crop side of the centred square that is kept, or 0 for the largest box of the target's
 *     shape
 * @param height of the result, or 0 for the picture's own
 * @param width of the result, or 0 for the picture's own
 */
record PictureDecoder(int channels, int crop, int height, int width) {
    /**
     * Readers of each thread, kept between pictures: making one takes longer than a small picture.
     */
    private static final ThreadLocal<Map<String, ImageReader>> READERS =
            ThreadLocal.withInitial(HashMap::new);

    /** Bytes and their shape. */
    record Decoded(byte[] bytes, int height, int width) {}

    Decoded decode(Path file) throws IOException {
        BufferedImage image = read(file);
        byte[][] planes = planes(image);
        int w = image.getWidth();
        int h = image.getHeight();
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
        byte[] out = new byte[channels * outHeight * outWidth];
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

    private static BufferedImage read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String format = format(bytes);
        // ImageIO.read would go over a temporary file unless a switch of the whole JVM is set.
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = READERS.get().remove(format);
            if (reader == null) {
                Iterator<ImageReader> readers =
                        format.isEmpty()
                                ? ImageIO.getImageReaders(in)
                                : ImageIO.getImageReadersByFormatName(format);
                if (!readers.hasNext()) {
                    throw new IOException("no picture format that is known here");
                }
                reader = readers.next();
            }
            boolean whole = false;
            try {
                reader.setInput(in, true, true);
                BufferedImage image = reader.read(0);
                whole = true;
                return image;
            } catch (RuntimeException e) {
                // Broken files make some readers fail in their own way.
                throw new IOException(e.toString(), e);
            } finally {
                if (whole && !format.isEmpty()) {
                    reader.setInput(null);
                    READERS.get().put(format, reader);
                } else {
                    reader.dispose();
                }
            }
        }
    }

    /** The common formats by their first bytes; asking every reader costs more than decoding. */
    private static String format(byte[] b) {
        if (b.length > 3 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8) {
            return "jpeg";
        }
        return b.length > 3 && (b[0] & 0xff) == 0x89 && b[1] == 'P' && b[2] == 'N' ? "png" : "";
    }

    private byte[][] planes(BufferedImage image) {
        Raster raster = image.getRaster();
        boolean grey =
                raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        if (grey) {
            byte[] plane = greyPlane(raster);
            return channels == 1 ? new byte[][] {plane} : new byte[][] {plane, plane, plane};
        }
        byte[][] rgb = colorPlanes(image);
        if (channels == 3) {
            return rgb;
        }
        byte[] plane = new byte[rgb[0].length];
        for (int i = 0; i < plane.length; i++) {
            // ITU-R 601, as Pillow has it.
            int r = rgb[0][i] & 0xff;
            int g = rgb[1][i] & 0xff;
            int b = rgb[2][i] & 0xff;
            plane[i] = (byte) ((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);
        }
        return new byte[][] {plane};
    }

    /** Straight from the samples: getRGB would bend grey by the linear grey colour space. */
    private static byte[] greyPlane(Raster raster) {
        int w = raster.getWidth();
        int h = raster.getHeight();
        int bits = raster.getSampleModel().getSampleSize(0);
        int[] samples = raster.getSamples(0, 0, w, h, 0, (int[]) null);
        byte[] plane = new byte[w * h];
        int max = (1 << bits) - 1;
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (byte) (bits == 8 ? samples[i] : Math.round(samples[i] * 255.0 / max));
        }
        return plane;
    }

    private static byte[][] colorPlanes(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        byte[][] planes = new byte[3][w * h];
        Raster raster = image.getRaster();
        boolean plain =
                image.getColorModel().getColorSpace().isCS_sRGB()
                        && raster.getDataBuffer() instanceof DataBufferByte
                        && raster.getSampleModel() instanceof PixelInterleavedSampleModel
                        && raster.getNumBands() >= 3
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
        int[] rgb = image.getRGB(0, 0, w, h, null, 0, w);
        for (int i = 0; i < rgb.length; i++) {
            planes[0][i] = (byte) (rgb[i] >> 16);
            planes[1][i] = (byte) (rgb[i] >> 8);
            planes[2][i] = (byte) rgb[i];
        }
        return planes;
    }
}
