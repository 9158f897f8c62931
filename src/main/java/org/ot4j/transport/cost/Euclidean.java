package org.ot4j.transport.cost;

/** The Euclidean distance, a metric. */
public record Euclidean() implements DistanceCost {
    @Override
    public double p() {
        return 1;
    }

    @Override
    public double ofSquare(double square) {
        return Math.sqrt(square);
    }

    @Override
    public double ofDistance(double distance) {
        return distance;
    }

    @Override
    public void ofSquares(double[] squares, int from, int to) {
        for (int j = from; j < to; j++) {
            squares[j] = Math.sqrt(squares[j]);
        }
    }
}
