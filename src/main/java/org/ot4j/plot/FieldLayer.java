package org.ot4j.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.DoubleFunction;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Values on a regular grid of cells as colours.
 *
 * @param values [rows, columns], the first row at the lowest y
 * @param box the area that the cells cover
 */
record FieldLayer(double[][] values, Bounds box, DoubleFunction<Color> colors) implements Layer {
    @Override
    public Bounds bounds() {
        return box;
    }

    @Override
    public void paint(Canvas canvas, Axes axes) {
        int rows = values.length;
        int columns = values[0].length;
        double high = Math.max(Double.MIN_NORMAL, max());
        boolean down = axes.yLow() > axes.yHigh();
        var image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int rgb = colors.apply(values[i][j] / high).getRGB();
                image.setRGB(j, down ? i : rows - 1 - i, rgb);
            }
        }
        double left = axes.x(box.xLow());
        double top = Math.min(axes.y(box.yHigh()), axes.y(box.yLow()));
        double height = Math.abs(axes.y(box.yLow()) - axes.y(box.yHigh()));
        canvas.image(image, left, top, axes.x(box.xHigh()) - left, height);
    }

    private double max() {
        double max = 0;
        for (double[] row : values) {
            for (double v : row) {
                max = Math.max(max, v);
            }
        }
        return max;
    }

    /** Tablesaw's heat map takes neither colours nor opacity. */
    @Override
    public List<Trace> traces() {
        return null;
    }
}
