package org.ot4j.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The information in a JPEG before its data.
 *
 * @param plain whether the JDK interprets its colours correctly: grey, or three channels after
 *     JFIF. The JDK reads CMYK without its black, and guesses if neither JFIF nor Adobe is named.
 * @param progressive whether it is stored in scans that each refine the whole picture
 * @param orientation how the camera was held, by EXIF: 1 to 8
 */
record JpegHeader(boolean plain, boolean progressive, int orientation) {
    private static final int START_OF_SCAN = 0xDA;
    private static final byte[] JFIF = bytes("JFIF\0");
    private static final byte[] EXIF = bytes("Exif\0\0");
    private static final byte[] ADOBE = bytes("Adobe");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the bytes of a file are a JPEG. */
    static boolean isJpeg(byte[] b) {
        return b.length > 3 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xd8;
    }

    static JpegHeader of(byte[] b) {
        int components = 0;
        int orientation = 1;
        boolean progressive = false;
        boolean jfif = false;
        boolean adobe = false;
        int at = 2;
        while (at + 4 <= b.length && (b[at] & 0xff) == 0xff) {
            int marker = b[at + 1] & 0xff;
            if (marker == 0xff) { // a fill byte
                at++;
                continue;
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            int from = at + 4;
            int end = at + 2 + (((b[at + 2] & 0xff) << 8) | (b[at + 3] & 0xff));
            if (isFrame(marker) && from + 5 < b.length) {
                components = b[from + 5] & 0xff;
                progressive = marker == 0xC2 || marker == 0xCA;
            } else if (marker == 0xE0) {
                jfif |= startsWith(b, from, JFIF);
            } else if (marker == 0xEE) {
                adobe |= startsWith(b, from, ADOBE);
            } else if (marker == 0xE1 && startsWith(b, from, EXIF)) {
                orientation = Orientation.of(b, from + EXIF.length, Math.min(end, b.length));
            }
            at = end;
        }
        boolean plain = components == 1 || (components == 3 && jfif && !adobe);
        return new JpegHeader(plain, progressive, orientation);
    }

    /** SOF0 to SOF15, except for three markers of other kinds in that range. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0
                && marker <= 0xCF
                && marker != 0xC4
                && marker != 0xC8
                && marker != 0xCC;
    }

    private static boolean startsWith(byte[] b, int from, byte[] prefix) {
        return from + prefix.length <= b.length
                && Arrays.equals(b, from, from + prefix.length, prefix, 0, prefix.length);
    }
}
