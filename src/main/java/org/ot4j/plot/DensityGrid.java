package org.ot4j.plot;

import java.util.function.DoubleBinaryOperator;
import org.ot4j.internal.Vectors;

/** Densities on a grid of cells. */
final class DensityGrid {
    static final int CELLS = 160;

    private DensityGrid() {}

    /** A function at the cells' centres. */
    static double[][] of(DoubleBinaryOperator f, Bounds box) {
        var values = new double[CELLS][CELLS];
        for (int i = 0; i < CELLS; i++) {
            double y = box.yLow() + (box.yHigh() - box.yLow()) * (i + 0.5) / CELLS;
            for (int j = 0; j < CELLS; j++) {
                double x = box.xLow() + (box.xHigh() - box.xLow()) * (j + 0.5) / CELLS;
                double v = f.applyAsDouble(x, y);
                values[i][j] = Double.isFinite(v) ? v : 0;
            }
        }
        return values;
    }

    /**
     * Kernel density of points: counts in cells, smoothed by a Gaussian along each axis with
     * Scott's bandwidth, std n^(-1/6), or one cell if that is wider.
     */
    static double[][] kernel(double[] x, double[] y, Bounds box) {
        var counts = new double[CELLS][CELLS];
        double dx = (box.xHigh() - box.xLow()) / CELLS;
        double dy = (box.yHigh() - box.yLow()) / CELLS;
        for (int i = 0; i < x.length; i++) {
            int column = (int) Math.floor((x[i] - box.xLow()) / dx);
            int row = (int) Math.floor((y[i] - box.yLow()) / dy);
            if (column >= 0 && column < CELLS && row >= 0 && row < CELLS) {
                counts[row][column] += 1 / (x.length * dx * dy);
            }
        }
        double shrink = Math.pow(x.length, -1.0 / 6);
        double[][] wide = smooth(counts, Math.max(1, std(x) * shrink / dx));
        return transpose(smooth(transpose(wide), Math.max(1, std(y) * shrink / dy)));
    }

    /** Smooths along rows; {@code width} in cells. */
    private static double[][] smooth(double[][] values, double width) {
        int reach = (int) Math.ceil(4 * width);
        var weights = new double[2 * reach + 1];
        double total = 0;
        for (int k = -reach; k <= reach; k++) {
            weights[k + reach] = Math.exp(-0.5 * k * k / (width * width));
            total += weights[k + reach];
        }
        var out = new double[values.length][values[0].length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < out[i].length; j++) {
                double v = values[i][j] / total;
                if (v > 0) {
                    int from = Math.max(0, j - reach);
                    int to = Math.min(out[i].length - 1, j + reach);
                    for (int k = from; k <= to; k++) {
                        out[i][k] += v * weights[k - j + reach];
                    }
                }
            }
        }
        return out;
    }

    private static double[][] transpose(double[][] a) {
        var t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double std(double[] values) {
        return Math.sqrt(Vectors.squaresAboutMean(values) / values.length);
    }
}
