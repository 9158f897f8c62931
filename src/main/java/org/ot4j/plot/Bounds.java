package org.ot4j.plot;

/** The box around some points; empty until a finite point joins. */
record Bounds(double xLow, double xHigh, double yLow, double yHigh) {
    static final Bounds NONE =
            new Bounds(
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY);

    static Bounds of(double[] x, double[] y) {
        double xLow = Double.POSITIVE_INFINITY;
        double xHigh = Double.NEGATIVE_INFINITY;
        double yLow = Double.POSITIVE_INFINITY;
        double yHigh = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
                xLow = Math.min(xLow, x[i]);
                xHigh = Math.max(xHigh, x[i]);
                yLow = Math.min(yLow, y[i]);
                yHigh = Math.max(yHigh, y[i]);
            }
        }
        return new Bounds(xLow, xHigh, yLow, yHigh);
    }

    Bounds and(Bounds other) {
        return new Bounds(
                Math.min(xLow, other.xLow),
                Math.max(xHigh, other.xHigh),
                Math.min(yLow, other.yLow),
                Math.max(yHigh, other.yHigh));
    }
}
