package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.awt.image.BufferedImage;

/** An array of images laid out on one sheet, small ones enlarged. */
final class ImageSheet {
    private static final int MOST = 64;
    private static final int GAP = 2;
    private static final int SIDE = 56;

    private ImageSheet() {}

    /** Draws up to 64 images of an array (c, h, w) or (n, c, h, w) with values in [0, 1]. */
    static BufferedImage of(NDArray array) {
        long[] shape = array.getShape().getShape();
        boolean many = shape.length == 4;
        int n = many ? (int) Math.min(MOST, shape[0]) : 1;
        int c = (int) shape[shape.length - 3];
        int h = (int) shape[shape.length - 2];
        int w = (int) shape[shape.length - 1];
        float[] values;
        if (many && shape[0] > n) {
            try (NDArray first = array.get(new NDIndex("0:" + n))) {
                values = first.toFloatArray();
            }
        } else {
            values = array.toFloatArray();
        }
        int columns = n <= 8 ? n : (int) Math.ceil(Math.sqrt(n));
        int rows = (n + columns - 1) / columns;
        int zoom = Math.max(1, SIDE / Math.max(h, w));
        int cellWidth = w * zoom + GAP;
        int cellHeight = h * zoom + GAP;
        var sheet =
                new BufferedImage(
                        columns * cellWidth - GAP,
                        rows * cellHeight - GAP,
                        BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < n; i++) {
            int left = i % columns * cellWidth;
            int top = i / columns * cellHeight;
            for (int y = 0; y < h * zoom; y++) {
                for (int x = 0; x < w * zoom; x++) {
                    int pixel = (i * c * h + y / zoom) * w + x / zoom;
                    sheet.setRGB(left + x, top + y, colour(values, pixel, c == 1 ? 0 : h * w));
                }
            }
        }
        return sheet;
    }

    private static int colour(float[] values, int pixel, int plane) {
        return 0xff000000
                | level(values[pixel]) << 16
                | level(values[pixel + plane]) << 8
                | level(values[pixel + 2 * plane]);
    }

    private static int level(float value) {
        return Math.round(255 * value);
    }
}
