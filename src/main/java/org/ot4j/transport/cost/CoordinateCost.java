package org.ot4j.transport.cost;

import org.ot4j.transport.Measure;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.RawMeasures;

/** The costs with a formula in the coordinates. */
public record CoordinateCost(Kind kind, double p) implements Cost {
    public enum Kind {
        SQUARED_EUCLIDEAN,
        EUCLIDEAN,
        EUCLIDEAN_POWER,
        LP,
        COSINE
    }

    public static final CoordinateCost SQUARED_EUCLIDEAN =
            new CoordinateCost(Kind.SQUARED_EUCLIDEAN, 2);
    public static final CoordinateCost EUCLIDEAN = new CoordinateCost(Kind.EUCLIDEAN, 1);
    public static final CoordinateCost COSINE = new CoordinateCost(Kind.COSINE, 0);

    /** Whether it is a power of the Euclidean distance other than its square. */
    public boolean isOfDistance() {
        return kind == Kind.EUCLIDEAN || kind == Kind.EUCLIDEAN_POWER;
    }

    @Override
    public double of(double[] x, double[] y) {
        return CoordinateCostMatrix.cost(this, x, 0, y, 0, 1, x.length);
    }

    @Override
    public CostMatrix between(Measure x, Measure y) {
        RawMeasures.checkDimensions(x, y);
        return new CoordinateCostMatrix(this, x, y);
    }

    @Override
    public boolean isMetric() {
        return kind == Kind.EUCLIDEAN
                || ((kind == Kind.EUCLIDEAN_POWER || kind == Kind.LP) && p <= 1);
    }
}
