package org.ot4j.data;

import java.util.Arrays;

/**
 * Resizes pictures of bytes with a triangle filter that widens with the reduction, to avoid
 * aliasing: Pillow's BILINEAR, to within one level of 255.
 */
final class Resample {
    private Resample() {}

    /** Weights of one axis: target i is the sum of source first[i] + k times weight[i][k]. */
    private record Filter(int[] first, float[][] weight) {
        static Filter of(double from, double length, int source, int target) {
            double scale = length / target;
            double support = Math.max(1, scale);
            var first = new int[target];
            var weight = new float[target][];
            for (int i = 0; i < target; i++) {
                double centre = from + (i + 0.5) * scale;
                int low = (int) Math.max(0, Math.floor(centre - support + 0.5));
                int high = (int) Math.min(source, Math.floor(centre + support + 0.5));
                var w = new float[high - low];
                double total = 0;
                for (int k = 0; k < w.length; k++) {
                    double distance = Math.abs(low + k + 0.5 - centre) / support;
                    w[k] = (float) Math.max(0, 1 - distance);
                    total += w[k];
                }
                for (int k = 0; k < w.length; k++) {
                    w[k] /= (float) total;
                }
                first[i] = low;
                weight[i] = w;
            }
            return new Filter(first, weight);
        }
    }

    /**
     * Resizes a box of a picture.
     *
     * @param source one channel, [sourceHeight, sourceWidth]
     * @param target receives [height, width], starting at {@code at}
     */
    static void resize(
            byte[] source,
            int sourceWidth,
            int left,
            int top,
            int boxWidth,
            int boxHeight,
            byte[] target,
            int at,
            int width,
            int height) {
        if (boxWidth == width && boxHeight == height) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(
                        source, (top + y) * sourceWidth + left, target, at + y * width, width);
            }
            return;
        }
        // As if the picture had been cropped first: pixels outside the box have no influence.
        Filter columns = Filter.of(0, boxWidth, boxWidth, width);
        Filter rows = Filter.of(0, boxHeight, boxHeight, height);
        var narrow = new float[boxHeight * width];
        for (int y = 0; y < boxHeight; y++) {
            int line = (top + y) * sourceWidth + left;
            for (int x = 0; x < width; x++) {
                float[] w = columns.weight[x];
                int from = line + columns.first[x];
                float sum = 0;
                for (int k = 0; k < w.length; k++) {
                    sum += w[k] * (source[from + k] & 0xff);
                }
                narrow[y * width + x] = Math.round(sum);
            }
        }
        var sums = new float[width];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0.5f);
            float[] w = rows.weight[y];
            for (int k = 0; k < w.length; k++) {
                int from = (rows.first[y] + k) * width;
                for (int x = 0; x < width; x++) {
                    sums[x] += w[k] * narrow[from + x];
                }
            }
            for (int x = 0; x < width; x++) {
                target[at + y * width + x] = (byte) (int) sums[x];
            }
        }
    }
}
