package org.ot4j.transport.internal;

import java.util.Arrays;
import java.util.function.Function;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportMap;

/**
 * A map that is known at some points, and moves any other as it moves the nearest of these
 * (Ferradans et al. 2014).
 */
public final class NeighbourMap extends TransportMap {
    private final double[][] from;
    private final double[][] to;
    private final Function<NeighbourMap, TransportMap> back;

    /**
     * A map that is known at some points.
     *
     * @param from the points, [n, d]
     * @param to their images, [n, d]
     * @param back makes the inverse of this map
     */
    public NeighbourMap(
            Kind kind, double[][] from, double[][] to, Function<NeighbourMap, TransportMap> back) {
        super(kind, from[0].length);
        this.from = from;
        this.to = to;
        this.back = back;
    }

    /** The barycentric map of a plan; sources that send nothing have no image and do not count. */
    public static NeighbourMap of(Plan plan, Measure source, Measure target) {
        Check.that(plan.mass() > 0, "mass of the plan", plan.mass(), "above 0: nothing is moved");
        double[][] x = source.points();
        double[][] y = target.points();
        int d = source.dimension();
        double[] sent = plan.rowSums();
        double[] got = plan.colSums();
        var forth = new double[x.length][d];
        var back = new double[y.length][d];
        if (plan.isSparse()) {
            plan.forEach(
                    (i, j, mass) -> {
                        for (int k = 0; k < d; k++) {
                            forth[i][k] += mass / sent[i] * y[j][k];
                            back[j][k] += mass / got[j] * x[i][k];
                        }
                    });
        } else {
            // A plan whose products take less than its entries knows how.
            for (int k = 0; k < d; k++) {
                means(forth, k, plan.apply(column(y, k)), sent);
                means(back, k, plan.applyTransposed(column(x, k)), got);
            }
        }
        return new NeighbourMap(
                Kind.BARYCENTRIC,
                withMass(x, sent),
                withMass(forth, sent),
                map ->
                        new NeighbourMap(
                                Kind.BARYCENTRIC,
                                withMass(y, got),
                                withMass(back, got),
                                turned -> map));
    }

    private static double[] column(double[][] points, int k) {
        return Arrays.stream(points).mapToDouble(point -> point[k]).toArray();
    }

    private static void means(double[][] means, int k, double[] sums, double[] masses) {
        for (int i = 0; i < sums.length; i++) {
            means[i][k] = sums[i] / masses[i];
        }
    }

    /** The points that have a mass. */
    public static double[][] withMass(double[][] points, double[] masses) {
        int count = 0;
        var kept = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            if (masses[i] > 0) {
                kept[count++] = points[i];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    @Override
    protected double[] image(double[] x) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < from.length; i++) {
            double square = 0;
            for (int k = 0; k < x.length && square < least; k++) {
                square += (x[k] - from[i][k]) * (x[k] - from[i][k]);
            }
            if (square < least) {
                least = square;
                nearest = i;
            }
        }
        double[] image = to[nearest].clone();
        for (int k = 0; k < x.length; k++) {
            image[k] += x[k] - from[nearest][k];
        }
        return image;
    }

    @Override
    public TransportMap inverse() {
        return back.apply(this);
    }
}
