package org.ot4j.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads picture files: completely or not at all, and none so large that it would fill memory by
 * itself.
 */
final class PictureReader {
    /** Half as many again as Pillow accepts without a warning. */
    static final long MOST_PIXELS = 1L << 27;

    private static final long MOST_BYTES = 1L << 29;

    /**
     * Readers of each thread, kept between pictures: making one takes longer than a small picture.
     */
    private static final ThreadLocal<Map<Format, ImageReader>> READERS =
            ThreadLocal.withInitial(HashMap::new);

    private PictureReader() {}

    /**
     * Detects the common formats by their first bytes; asking every reader costs more than
     * decoding.
     */
    private enum Format {
        JPEG("jpeg", "com.sun."),
        JPEG_OF_OTHER_COLOURS("jpeg", "com.twelvemonkeys."),
        PNG("png", ""),
        GIF("gif", ""),
        OTHER("", "");

        private final String name;
        private final String origin;

        Format(String name, String origin) {
            this.name = name;
            this.origin = origin;
        }

        ImageReader reader(ImageInputStream in) throws IOException {
            Iterator<ImageReader> readers =
                    this == OTHER
                            ? ImageIO.getImageReaders(in)
                            : ImageIO.getImageReadersByFormatName(name);
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                if (reader.getClass().getName().startsWith(origin)) {
                    return reader;
                }
            }
            throw new IOException("unknown picture format");
        }
    }

    /**
     * A picture as stored in its file.
     *
     * @param orientation its EXIF orientation
     */
    record Read(BufferedImage image, int orientation) {}

    static Read read(Path file) throws IOException {
        long length = Files.size(file);
        if (length > MOST_BYTES) {
            throw new IOException("it has " + length + " bytes, more than " + MOST_BYTES);
        }
        return read(Files.readAllBytes(file));
    }

    /** Reads the content of a file. */
    static Read read(byte[] bytes) throws IOException {
        if (JpegHeader.isJpeg(bytes)) {
            var header = JpegHeader.of(bytes);
            Format format = header.plain() ? Format.JPEG : Format.JPEG_OF_OTHER_COLOURS;
            var damage = new Damage(header.progressive());
            return new Read(decode(bytes, format, damage), header.orientation());
        }
        if (startsWith(bytes, "\u0089PNG")) {
            return new Read(decode(bytes, Format.PNG, new Damage(false)), Orientation.ofPng(bytes));
        }
        if (startsWith(bytes, "GIF8")) {
            return new Read(decode(bytes, Format.GIF, new Damage(false)), 1);
        }
        return new Read(decode(bytes, Format.OTHER, new Damage(false)), 1);
    }

    private static boolean startsWith(byte[] bytes, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static BufferedImage decode(byte[] bytes, Format format, Damage damage)
            throws IOException {
        // ImageIO.read would use a temporary file unless a JVM-wide switch is set.
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            ImageReader reader = READERS.get().remove(format);
            if (reader == null) {
                reader = format.reader(in);
            }
            boolean whole = false;
            try {
                BufferedImage image = decode(reader, in, format == Format.GIF, damage);
                whole = true;
                return image;
            } catch (EOFException e) {
                throw new IOException("it ends too early", e);
            } catch (RuntimeException e) {
                // Broken files make some readers throw unexpected exceptions.
                throw new IOException(e.toString(), e);
            } finally {
                if (whole && format != Format.OTHER) {
                    reader.setInput(null);
                    READERS.get().put(format, reader);
                } else {
                    reader.dispose();
                }
            }
        }
    }

    private static BufferedImage decode(
            ImageReader reader, ImageInputStream in, boolean gif, Damage damage)
            throws IOException {
        reader.addIIOReadWarningListener(damage);
        try {
            reader.setInput(in, true, !gif);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            BufferedImage image;
            if (gif) {
                GifScreen screen = GifScreen.of(reader);
                checkSize(screen.width(), screen.height());
                image = screen.show(reader.read(0));
            } else {
                image = reader.read(0);
            }
            damage.check();
            return image;
        } finally {
            reader.removeIIOReadWarningListener(damage);
        }
    }

    private static void checkSize(int width, int height) throws IOException {
        if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
            throw new IOException(
                    "its header claims "
                            + width
                            + " x "
                            + height
                            + ", but at most "
                            + MOST_PIXELS
                            + " pixels are read");
        }
    }
}
