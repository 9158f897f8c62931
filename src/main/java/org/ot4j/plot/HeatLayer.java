package org.ot4j.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.plotly.traces.Trace;

/**
 * The numbers of a matrix as colours, row 0 at the top, from the least to the greatest; if there
 * are numbers on both sides of 0, then 0 is white and both sides have the same scale.
 *
 * @param values [rows, columns]; cells of numbers that are not finite stay empty
 */
record HeatLayer(double[][] values, double low, double high) implements Layer {
    private static final int KEYS = 5;
    private static final Color RED = new Color(0xB2182B);
    private static final Color BLUE = new Color(0x2166AC);

    static HeatLayer of(double[][] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] row : values) {
            for (double v : row) {
                if (Double.isFinite(v)) {
                    low = Math.min(low, v);
                    high = Math.max(high, v);
                }
            }
        }
        if (low < 0 && high > 0) {
            high = Math.max(high, -low);
            low = -high;
        }
        return new HeatLayer(values, low, high);
    }

    @Override
    public Bounds bounds() {
        return new Bounds(-0.5, values[0].length - 0.5, -0.5, values.length - 0.5);
    }

    private Color color(double v) {
        // Halves, since the difference of two large numbers may overflow.
        double t = high > low ? (v / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
        if (low < 0 && high > 0) {
            return t < 0.5
                    ? Palette.mix(BLUE, Color.WHITE, 2 * t)
                    : Palette.mix(Color.WHITE, RED, 2 * t - 1);
        }
        return Palette.viridis(t);
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        int rows = values.length;
        int columns = values[0].length;
        var image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (Double.isFinite(values[i][j])) {
                    image.setRGB(j, i, color(values[i][j]).getRGB());
                }
            }
        }
        double left = axes.x(-0.5);
        double top = axes.y(-0.5);
        double right = axes.x(columns - 0.5);
        double bottom = axes.y(rows - 0.5);
        canvas.image(image, left, top, right - left, bottom - top);
    }

    /** Tablesaw's heat map has no scale of its own. */
    @Override
    public List<Trace> traces() {
        return null;
    }

    @Override
    public List<Key> keys() {
        if (high == low) {
            return List.of(new Key(text(low), color(low)));
        }
        List<Key> keys = new ArrayList<>();
        for (int k = KEYS - 1; k >= 0; k--) {
            double t = (double) k / (KEYS - 1);
            double v = (1 - t) * low + t * high;
            keys.add(new Key(text(v), color(v)));
        }
        return keys;
    }

    /** What is nothing on this scale, such as a density of 1e-300 beside one of 7, is 0. */
    private String text(double v) {
        boolean nothing = Math.abs(v) <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
        return nothing ? "0" : String.format(Locale.ROOT, "%.3g", v);
    }
}
