package org.ot4j.transport.cost;

import org.ot4j.internal.Check;

/**
 * The Euclidean distance to a power; a metric for p ≤ 1.
 *
 * @param p above 0
 */
public record EuclideanPower(double p) implements DistanceCost {
    /** Checks the argument. */
    public EuclideanPower {
        Check.positive(p, "p");
    }

    @Override
    public double ofSquare(double square) {
        return p == 4 ? square * square : Math.pow(square, p / 2);
    }

    @Override
    public double ofDistance(double distance) {
        return Math.pow(distance, p);
    }

    @Override
    public void ofSquares(double[] squares, int from, int to) {
        for (int j = from; j < to; j++) {
            squares[j] = ofSquare(squares[j]);
        }
    }
}
