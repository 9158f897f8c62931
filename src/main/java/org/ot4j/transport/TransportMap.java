package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;

/**
 * A map that moves one distribution to another, for any point: also for those that no solver has
 * seen.
 *
 * <pre>{@code
 * var map = Transport.exact(x, y).map();
 * double[][] moved = map.at(points);
 * double[][] back = map.inverse().at(moved);
 * }</pre>
 *
 * Immutable, and safe for several threads.
 */
public abstract class TransportMap {
    /** How a map is made. */
    public enum Kind {
        /** The mean target of a point under an entropic plan, by the plan's potentials. */
        ENTROPIC,
        /** The displacement of the nearest source under a plan (Ferradans et al. 2014). */
        BARYCENTRIC,
        /** An affine map between Gaussians. */
        GAUSSIAN,
        /** The mean of affine maps between the modes of mixtures of Gaussians. */
        MIXTURE,
        /** The target whose Laguerre cell a point is in. */
        SEMI_DISCRETE,
        /** A network, or the gradient of one. */
        NEURAL
    }

    private final Kind kind;
    private final int dimension;

    /**
     * A map of points with so many coordinates.
     *
     * @param kind how it is made
     */
    protected TransportMap(Kind kind, int dimension) {
        this.kind = kind;
        this.dimension = dimension;
    }

    /** How this map is made. */
    public final Kind kind() {
        return kind;
    }

    /** Coordinates of the points that it takes. */
    public final int dimension() {
        return dimension;
    }

    /** The image of a point of the right length, in a new array. */
    protected abstract double[] image(double[] x);

    /** The map back, from targets to sources: of the same plan, turned round. */
    public abstract TransportMap inverse();

    /**
     * The image of a point.
     *
     * @param x [d], finite
     */
    public final double[] at(double[] x) {
        return at(new double[][] {Check.notNull(x, "x")})[0];
    }

    /**
     * The images of points.
     *
     * @param x [n, d], finite
     * @return [n, d]
     * @throws IllegalArgumentException if the points have another number of coordinates
     */
    public final double[][] at(double[][] x) {
        int d = Check.points(x, "x");
        Check.that(d == dimension, "x[0].length", d, dimension + ", as the map's sources");
        return images(x);
    }

    /** The images of points, [n, d]: one by one, unless a map has a faster way. */
    protected double[][] images(double[][] x) {
        var images = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            images[i] = image(x[i]);
        }
        return images;
    }

    /**
     * The images of points.
     *
     * @param x [n, d] of any number type
     * @return [n, d] of the same type, which belongs to the manager of x
     */
    public final NDArray at(NDArray x) {
        double[][] images = at(Rows.checked(x, "x"));
        try (NDArray wide = x.getManager().create(images)) {
            return wide.toType(x.getDataType(), true);
        }
    }

    /** The images of the points of a measure, with their weights. */
    public final Measure at(Measure x) {
        return Measure.of(at(Check.notNull(x, "x").points()), x.weights());
    }

    /** The images of the points of a data set or the like: [n, d]. */
    public final double[][] at(Points x) {
        return at(Rows.checked(x, "x"));
    }

    /**
     * Points on their way to their images: (1 - t) x + t T(x).
     *
     * @param x points of any kind, [n, d]
     * @param t in [0, 1]
     * @return [n, d]
     */
    public final double[][] interpolate(Object x, double t) {
        Check.inRange(t, 0, 1, "t");
        double[][] from = Rows.checked(x, "x");
        double[][] to = at(from);
        for (int i = 0; i < to.length; i++) {
            for (int k = 0; k < to[i].length; k++) {
                to[i][k] = (1 - t) * from[i][k] + t * to[i][k];
            }
        }
        return to;
    }

    @Override
    public String toString() {
        return "TransportMap[" + kind + ", dimension " + dimension + "]";
    }
}
