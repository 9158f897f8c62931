package org.ot4j.transport.cost;

import org.ot4j.transport.internal.Coordinates;

/** The powers of the Euclidean distance, other than its square. */
public sealed interface DistanceCost extends CoordinateCost permits Euclidean, EuclideanPower {
    /** The cost of a squared distance that is well within the range of a double. */
    double ofSquare(double square);

    /** The cost of a distance. */
    double ofDistance(double distance);

    /** Replaces squared distances by their costs. */
    void ofSquares(double[] squares, int from, int to);

    @Override
    default boolean isMetric() {
        return p() <= 1;
    }

    @Override
    default double between(double[] x, int xo, double[] y, int yo, int step, int d) {
        double square = Coordinates.squares(x, xo, y, yo, step, d);
        return square > Coordinates.LEAST_SQUARE && square < Coordinates.GREATEST_SQUARE
                ? ofSquare(square)
                : ofDistance(Coordinates.distance(x, xo, y, yo, step, d));
    }

    @Override
    default void addSlope(
            double mass, double[] x, int xo, double[] y, int yo, int d, double[] gx, double[] gy) {
        double distance = Math.sqrt(Coordinates.inOrder(x, xo, y, yo, d));
        // A subgradient where the two points are one.
        if (distance > 1e-140 && distance < 1e150) {
            double slope = p() * Math.pow(distance, p() - 2);
            Coordinates.addDifference(mass * slope, x, xo, y, yo, d, gx, gy);
            return;
        }
        // Where squares leave the range of a double: the direction first, then the slope along it.
        var difference = new double[d];
        for (int k = 0; k < d; k++) {
            difference[k] = x[xo + k] - y[yo + k];
        }
        double length = Coordinates.norm(difference, 0, d);
        if (length > 0) {
            double slope = mass * p() * Math.pow(length, p() - 1);
            for (int k = 0; k < d; k++) {
                double t = slope * (difference[k] / length);
                gx[xo + k] += t;
                gy[yo + k] -= t;
            }
        }
    }
}
