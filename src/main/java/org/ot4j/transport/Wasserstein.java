package org.ot4j.transport;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.cost.CoordinateCost;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.LineTransport;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.internal.RawMeasures;
import org.ot4j.transport.internal.Scales;

/**
 * The p-Wasserstein distance between two measures, W_p = (min Σ P_ij |x_i - y_j|^p)^(1/p), for any
 * p ≥ 1 and points of any size: if |x - y|^p exceeds the range of a double, lengths are measured in
 * a unit in which the largest distance on the plan is 1.
 *
 * @param distance W_p
 * @param unit the unit of length of {@code solution}; usually 1
 * @param solution the optimal plan, with cost (W_p / unit)^p and the potentials and certificate
 *     that belong to it
 */
public record Wasserstein(double distance, double unit, TransportResult solution) {
    // Costs in between can be added up and taken to the power 1/p without a loss.
    private static final double LEAST = 1e-280;
    private static final double GREATEST = 1e280;

    /** A cost that replaces any larger one: no optimal plan pays it. */
    private static final double BEYOND = 0x1p900;

    private static final int ORDINARY_MASS = 100;

    /** A cost that the rounding of the largest one, 1, does not hide. */
    private static final double SEEN = 1e-6;

    /** Each turn finds a shorter greatest distance; few take more than three. */
    private static final int MOST_TURNS = 2_100;

    /**
     * Solves for measures of equal mass.
     *
     * @param p in [1, 1000]
     * @throws IllegalArgumentException if p is out of range, or if masses or dimensions differ
     */
    public static Wasserstein between(Measure source, Measure target, double p) {
        Check.inRange(p, 1, 1000, "p");
        Check.notNull(source, "source");
        Check.notNull(target, "target");
        var cost = (CoordinateCost) Cost.euclidean(p);
        RawMeasures.checkDimensions(source, target);
        int mass = Math.getExponent(source.mass());
        if (Math.abs(mass) > ORDINARY_MASS) {
            var unitMass = between(scaled(source, -mass), scaled(target, -mass), p);
            return new Wasserstein(
                    unitMass.distance * Math.pow(2, mass / p),
                    unitMass.unit,
                    Scales.scaled(unitMass.solution, mass, 0));
        }
        double widest = widest(source, target);
        Check.that(
                Double.isFinite(widest),
                "greatest difference of coordinates",
                widest,
                "a finite number");
        double[] ends = {Math.pow(widest, p), Math.pow(widest * source.dimension(), p)};
        if (widest == 0 || (ends[0] > LEAST && ends[1] < GREATEST)) {
            var result = Transport.exact(source, target, cost);
            double paid = result.cost() / source.mass();
            boolean sure = result.certificate().gap() <= Certificate.GAP;
            if ((paid > LEAST && sure) || widest == 0 || !result.converged()) {
                return new Wasserstein(Math.pow(result.cost(), 1 / p), 1, result);
            }
        }
        double diameter = widest * Math.sqrt(source.dimension());
        return inUnits(source, target, p, Math.min(diameter, Double.MAX_VALUE));
    }

    /**
     * Solves for points of any two kinds, as {@link Transport} takes them.
     *
     * @param p in [1, 1000]
     * @throws IllegalArgumentException if p is out of range, if an argument has no points, or if
     *     masses or dimensions differ
     */
    public static Wasserstein between(Object x, Object y, double p) {
        return between(Measure.checked(x, "x"), Measure.checked(y, "y"), p);
    }

    private static Measure scaled(Measure measure, int exponent) {
        return measure.withWeights(Vectors.scaled(RawMeasures.weights(measure), exponent));
    }

    private static Wasserstein inUnits(Measure source, Measure target, double p, double from) {
        var distances = Cost.euclidean().between(source, target);
        double unit = from;
        TransportResult result = null;
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            var costs = new PowerMatrix(distances, unit, p);
            var problem =
                    TransportProblem.of(
                            costs, RawMeasures.weights(source), RawMeasures.weights(target));
            result =
                    source.dimension() == 1
                            ? LineTransport.monotone(source, target, costs)
                            : NetworkSimplex.builder().build().solve(problem);
            double longest = longest(result.plan(), distances);
            if (longest == 0) {
                return new Wasserstein(0, unit, result);
            }
            boolean settled = Math.pow(longest / unit, p) > SEEN;
            boolean sure =
                    result.cost() > LEAST * source.mass()
                            && result.certificate().gap() <= Certificate.GAP;
            if (settled || sure || !result.converged()) {
                break;
            }
            unit = longest;
        }
        return new Wasserstein(unit * Math.pow(result.cost(), 1 / p), unit, result);
    }

    private static double longest(Plan plan, CostMatrix distances) {
        var longest = new double[1];
        plan.forEach((i, j, mass) -> longest[0] = Math.max(longest[0], distances.at(i, j)));
        return longest[0];
    }

    private static double widest(Measure source, Measure target) {
        double widest = 0;
        int d = source.dimension();
        for (int k = 0; k < d; k++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (Measure side : new Measure[] {source, target}) {
                double[] points = RawMeasures.points(side);
                for (int at = k; at < points.length; at += d) {
                    low = Math.min(low, points[at]);
                    high = Math.max(high, points[at]);
                }
            }
            widest = Math.max(widest, high - low);
        }
        return widest;
    }

    /** (distance / unit)^p, at most {@link #BEYOND}. */
    private static final class PowerMatrix extends CostMatrix {
        private final CostMatrix distances;
        private final double unit;
        private final double p;

        PowerMatrix(CostMatrix distances, double unit, double p) {
            super(distances.rows(), distances.cols());
            this.distances = distances;
            this.unit = unit;
            this.p = p;
        }

        private double cost(double distance) {
            return Math.min(BEYOND, Math.pow(distance / unit, p));
        }

        @Override
        public double at(int i, int j) {
            return cost(distances.at(i, j));
        }

        @Override
        public void row(int i, int from, int to, double[] out, int offset) {
            distances.row(i, from, to, out, offset);
            for (int k = offset; k < offset + to - from; k++) {
                out[k] = cost(out[k]);
            }
        }

        @Override
        public CostMatrix transposed() {
            return new PowerMatrix(distances.transposed(), unit, p);
        }

        @Override
        public boolean isSlow() {
            return true;
        }
    }
}
