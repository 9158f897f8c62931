package org.ot4j.plot;

import java.util.ArrayList;
import java.util.List;

/** Lines of equal value of a field, by marching squares. */
final class ContourLines {
    private ContourLines() {}

    /**
     * Segments where the field, linear between cell centres, has the value {@code level}; as two
     * lists of coordinates with NaN between segments.
     */
    static double[][] of(double[][] values, Bounds box, double level) {
        int rows = values.length;
        int columns = values[0].length;
        double dx = (box.xHigh() - box.xLow()) / columns;
        double dy = (box.yHigh() - box.yLow()) / rows;
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i + 1 < rows; i++) {
            for (int j = 0; j + 1 < columns; j++) {
                // Corners anticlockwise from the lower left.
                double[] v = {
                    values[i][j], values[i][j + 1], values[i + 1][j + 1], values[i + 1][j]
                };
                double[] cx = {j, j + 1, j + 1, j};
                double[] cy = {i, i, i + 1, i + 1};
                List<double[]> crossings = new ArrayList<>(4);
                for (int e = 0; e < 4; e++) {
                    int f = (e + 1) % 4;
                    if (v[e] < level != v[f] < level) {
                        double t = (level - v[e]) / (v[f] - v[e]);
                        crossings.add(
                                new double[] {
                                    box.xLow() + dx * (cx[e] + t * (cx[f] - cx[e]) + 0.5),
                                    box.yLow() + dy * (cy[e] + t * (cy[f] - cy[e]) + 0.5)
                                });
                    }
                }
                for (int k = 0; k + 1 < crossings.size(); k += 2) {
                    points.add(crossings.get(k));
                    points.add(crossings.get(k + 1));
                }
            }
        }
        var x = new double[points.size() / 2 * 3];
        var y = new double[x.length];
        for (int k = 0; k < points.size() / 2; k++) {
            for (int e = 0; e < 2; e++) {
                x[3 * k + e] = points.get(2 * k + e)[0];
                y[3 * k + e] = points.get(2 * k + e)[1];
            }
            x[3 * k + 2] = Double.NaN;
            y[3 * k + 2] = Double.NaN;
        }
        return new double[][] {x, y};
    }
}
