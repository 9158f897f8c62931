package org.ot4j.data;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The orientation of the camera, and how to turn its picture upright: EXIF 2.3, tag 274. */
final class Orientation {
    private static final int HEAD_OF_PNG = 8;

    private Orientation() {}

    /** The orientation in EXIF data; 1, which is upright, if there is none or it is invalid. */
    static int of(byte[] bytes, int from, int to) {
        try (var in =
                new MemoryCacheImageInputStream(
                        new ByteArrayInputStream(bytes, from, Math.max(0, to - from)))) {
            Directory exif = new TIFFReader().read(in);
            Entry entry = exif.getEntryById(TIFF.TAG_ORIENTATION);
            boolean known =
                    entry != null
                            && entry.getValue() instanceof Number n
                            && n.intValue() >= 1
                            && n.intValue() <= 8;
            return known ? ((Number) entry.getValue()).intValue() : 1;
        } catch (IOException | RuntimeException e) {
            return 1; // a picture with invalid EXIF data is still usable
        }
    }

    /** The orientation of a PNG, from its eXIf chunk before the data. */
    static int ofPng(byte[] png) {
        var in = ByteBuffer.wrap(png);
        int at = HEAD_OF_PNG;
        while (at + 8 <= png.length) {
            int length = in.getInt(at);
            int type = in.getInt(at + 4);
            if (length < 0 || length > png.length - at - 8 || type == 0x49444154) { // IDAT
                return 1;
            }
            if (type == 0x65584966) { // eXIf
                return of(png, at + 8, at + 8 + length);
            }
            at += 12 + length;
        }
        return 1;
    }

    /** Whether width and height are swapped. */
    static boolean turns(int orientation) {
        return orientation >= 5;
    }

    /** One channel [height, width], upright. */
    static byte[] upright(byte[] plane, int width, int height, int orientation) {
        if (orientation == 1) {
            return plane;
        }
        int w = turns(orientation) ? height : width;
        int h = turns(orientation) ? width : height;
        var out = new byte[plane.length];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int sourceX =
                        switch (orientation) {
                            case 2, 3 -> width - 1 - x;
                            case 4 -> x;
                            case 5, 6 -> y;
                            default -> width - 1 - y;
                        };
                int sourceY =
                        switch (orientation) {
                            case 2 -> y;
                            case 3, 4 -> height - 1 - y;
                            case 5, 8 -> x;
                            default -> height - 1 - x;
                        };
                out[y * w + x] = plane[sourceY * width + sourceX];
            }
        }
        return out;
    }
}
