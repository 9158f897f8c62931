package org.ot4j.kernel.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * PNGs with a palette of up to 256 colours, half the size of those without: the colours that cover
 * most of the picture are kept exactly, the others are reduced by median cut (Heckbert 1982). A
 * picture that would visibly suffer keeps all of its colours.
 */
final class CompactPng {
    private static final int COLOURS = 256;
    private static final int KEPT = 64;

    /** Root mean square error, in levels of 256, up to which no difference is visible. */
    private static final double INVISIBLE = 2.5;

    private CompactPng() {}

    /** The file's bytes. */
    static byte[] of(BufferedImage image) throws IOException {
        int w = image.getWidth();
        int h = image.getHeight();
        int[] pixels = image.getRGB(0, 0, w, h, null, 0, w);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] &= 0xffffff;
        }
        int[][] colours = colours(pixels);
        int[] palette = palette(colours);
        int[] nearest = Arrays.stream(colours).mapToInt(c -> nearest(palette, c[0])).toArray();
        double error = 0;
        for (int i = 0; i < colours.length; i++) {
            error += (double) colours[i][1] * distance(colours[i][0], palette[nearest[i]]);
        }
        if (Math.sqrt(error / (3.0 * pixels.length)) > INVISIBLE) {
            return bytes(image);
        }
        int[] sorted = Arrays.stream(colours).mapToInt(c -> c[0]).toArray();
        var numbers = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            numbers[i] = (byte) nearest[Arrays.binarySearch(sorted, pixels[i])];
        }
        return PalettePng.of(w, h, palette, numbers);
    }

    private static byte[] bytes(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Pairs of colour and count, by colour. */
    private static int[][] colours(int[] pixels) {
        int[] sorted = pixels.clone();
        Arrays.sort(sorted);
        var pairs = new ArrayList<int[]>();
        for (int colour : sorted) {
            if (pairs.isEmpty() || pairs.get(pairs.size() - 1)[0] != colour) {
                pairs.add(new int[] {colour, 0});
            }
            pairs.get(pairs.size() - 1)[1]++;
        }
        return pairs.toArray(int[][]::new);
    }

    private static int[] palette(int[][] colours) {
        if (colours.length <= COLOURS) {
            return Arrays.stream(colours).mapToInt(c -> c[0]).toArray();
        }
        List<int[]> byCount = new ArrayList<>(List.of(colours));
        byCount.sort(Comparator.comparingInt((int[] c) -> c[1]).reversed());
        var kept = byCount.subList(0, KEPT).stream().mapToInt(c -> c[0]);
        var others = cut(byCount.subList(KEPT, byCount.size()), COLOURS - KEPT);
        return IntStream.concat(kept, others).toArray();
    }

    /** Boxes around colours, the one with the largest spread halved until there are enough. */
    private static IntStream cut(List<int[]> colours, int count) {
        var boxes = new ArrayList<Box>();
        boxes.add(Box.around(colours));
        while (boxes.size() < count) {
            Box widest = boxes.stream().max(Comparator.comparingDouble(Box::spread)).orElseThrow();
            if (widest.colours.size() < 2) {
                break;
            }
            boxes.remove(widest);
            List<int[]> line = new ArrayList<>(widest.colours);
            line.sort(Comparator.comparingInt(c -> channel(c[0], widest.axis)));
            int middle = middle(line);
            boxes.add(Box.around(line.subList(0, middle)));
            boxes.add(Box.around(line.subList(middle, line.size())));
        }
        return boxes.stream().mapToInt(Box::mean);
    }

    /** The position with half of the pixels on either side; at least one colour is on each. */
    private static int middle(List<int[]> line) {
        long half = line.stream().mapToLong(c -> c[1]).sum() / 2;
        int middle = 1;
        for (long seen = line.get(0)[1]; seen < half && middle < line.size() - 1; middle++) {
            seen += line.get(middle)[1];
        }
        return middle;
    }

    private record Box(List<int[]> colours, int axis, double spread) {
        static Box around(List<int[]> colours) {
            long pixels = colours.stream().mapToLong(c -> c[1]).sum();
            int axis = 0;
            int widest = -1;
            for (int k = 0; k < 3; k++) {
                int channel = k;
                var range =
                        colours.stream().mapToInt(c -> channel(c[0], channel)).summaryStatistics();
                if (range.getMax() - range.getMin() > widest) {
                    widest = range.getMax() - range.getMin();
                    axis = k;
                }
            }
            return new Box(colours, axis, widest * Math.sqrt(pixels));
        }

        int mean() {
            double pixels = colours.stream().mapToLong(c -> c[1]).sum();
            int colour = 0;
            for (int k = 0; k < 3; k++) {
                int channel = k;
                double sum =
                        colours.stream()
                                .mapToDouble(c -> (double) c[1] * channel(c[0], channel))
                                .sum();
                colour |= (int) Math.round(sum / pixels) << (8 * k);
            }
            return colour;
        }
    }

    private static int channel(int colour, int k) {
        return colour >> (8 * k) & 0xff;
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int a, int b) {
        int sum = 0;
        for (int k = 0; k < 3; k++) {
            int d = channel(a, k) - channel(b, k);
            sum += d * d;
        }
        return sum;
    }
}
