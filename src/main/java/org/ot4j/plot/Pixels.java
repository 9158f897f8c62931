package org.ot4j.plot;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;

/** Pictures from arrays with values in [0, 1]. */
final class Pixels {
    private Pixels() {}

    /**
     * Arrays [n, c, h, w] with 1 or 3 channels, one [h, w], one [c, h, w] with c of 1 or 3, or grey
     * ones [n, h, w] with any other n; values outside [0, 1] are clipped.
     */
    static List<BufferedImage> of(NDArray pictures) {
        return of(pictures, "pictures");
    }

    static List<BufferedImage> of(NDArray pictures, String name) {
        Shape s = Rows.shape(pictures, name);
        Shape full = full(s);
        Check.that(
                full.dimension() == 4 && full.size() > 0 && (full.get(1) == 1 || full.get(1) == 3),
                name,
                s,
                "a shape [n, c, h, w] or [c, h, w] with 1 or 3 channels, [h, w] or [n, h, w]");
        return of(Rows.floats(pictures), full);
    }

    private static Shape full(Shape s) {
        if (s.dimension() == 2) {
            return new Shape(1, 1).addAll(s);
        }
        if (s.dimension() == 3) {
            boolean one = s.get(0) == 1 || s.get(0) == 3;
            return one ? new Shape(1).addAll(s) : new Shape(s.get(0), 1, s.get(1), s.get(2));
        }
        return s;
    }

    static List<BufferedImage> of(float[] values, Shape shape) {
        int n = Math.toIntExact(shape.get(0));
        int channels = Math.toIntExact(shape.get(1));
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        int plane = height * width;
        List<BufferedImage> images = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < plane; p++) {
                int from = i * channels * plane + p;
                int red = level(values[from]);
                int green = channels == 1 ? red : level(values[from + plane]);
                int blue = channels == 1 ? red : level(values[from + 2 * plane]);
                image.setRGB(p % width, p / width, red << 16 | green << 8 | blue);
            }
            images.add(image);
        }
        return images;
    }

    private static int level(float v) {
        return Math.round(255 * Math.max(0, Math.min(1, v)));
    }
}
