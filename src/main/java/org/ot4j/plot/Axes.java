package org.ot4j.plot;

/** Maps data to pixels inside a plot's box. */
record Axes(
        double left,
        double top,
        double width,
        double height,
        double xLow,
        double xHigh,
        double yLow,
        double yHigh) {
    double x(double value) {
        return left + width * (value - xLow) / (xHigh - xLow);
    }

    double y(double value) {
        return top + height * (yHigh - value) / (yHigh - yLow);
    }

    double[] x(double[] values) {
        var mapped = new double[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = x(values[i]);
        }
        return mapped;
    }

    double[] y(double[] values) {
        var mapped = new double[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = y(values[i]);
        }
        return mapped;
    }
}
