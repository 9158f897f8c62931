package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Squared Euclidean distances of all pairs, differentiable. In many dimensions a matrix product,
 * |x|² + |y|² - 2 x·y, is fastest, but it cancels the leading digits of two points that are close
 * together and far from the origin. Points that all lie far away are therefore moved to the origin
 * first. If some pair is still much closer together than it is to the origin, as in two tight
 * clusters far apart, the differences of coordinates are squared instead, as is always done in few
 * dimensions.
 */
public final class Distances {
    /**
     * Points closer to 0 than this many times their spread lose no precision and stay where they
     * are.
     */
    private static final double NEAR = 4;

    /** Up to this many coordinates, differences cost no more than the product. */
    private static final int FEW = 8;

    /** The smallest fraction of |x|² + |y|² that a squared distance from a product may be. */
    private static final double LEAST = 1e-2;

    /** The same in double precision. */
    private static final double LEAST_OF_DOUBLES = 1e-6;

    /** Needs neither a product nor an array of all differences; a distance of 0 has gradient 0. */
    private static final Script DIRECT =
            new Script(
                    """
                    x: Tensor,
                        y: Tensor) -> Tensor:
                        distances = torch.cdist(x, y, 2., 2)
                        return torch.mul(distances, distances)
                    """);

    private Distances() {}

    /**
     * All squared distances, at least 0.
     *
     * @param x [n, d]
     * @param y [m, d]; if it is x itself, each point has distance 0 from itself
     * @return [n, m], of the type and manager of x
     */
    public static NDArray squared(NDArray x, NDArray y) {
        if (x.size(1) <= FEW) {
            return direct(x, y);
        }
        NDArray shift = shift(x);
        NDArray p = x.sub(shift);
        NDArray q = x == y ? p : y.sub(shift);
        shift.close();
        NDArray pp = p.square().sum(new int[] {1}, true);
        NDArray qq = x == y ? pp : q.square().sum(new int[] {1}, true);
        NDArray product =
                Scalars.maximum(
                        Scalars.mul(p.matMul(q.transpose()), -2).add(pp).add(qq.transpose()), 0);
        return inexact(product, pp, qq, x == y) ? direct(x, y) : product;
    }

    /**
     * All squared distances, computed from the differences of coordinates; exact up to rounding.
     *
     * @param x [n, d]
     * @param y [m, d]
     * @return [n, m], of the type and manager of x
     */
    public static NDArray direct(NDArray x, NDArray y) {
        return DIRECT.call(x, y);
    }

    /**
     * Whether any of the squared distances from a product is so small that rounding has corrupted
     * its significant digits.
     *
     * @param squared [n, m]
     * @param xx |x|², [n, 1]
     * @param yy |y|², [m, 1]
     * @param same whether x and y are the same points, whose diagonal does not count
     */
    public static boolean inexact(NDArray squared, NDArray xx, NDArray yy, boolean same) {
        boolean doubles = squared.getDataType() == DataType.FLOAT64;
        try (NDManager scope = squared.getManager().newSubManager(squared.getDevice())) {
            NDArray distances = squared.stopGradient();
            distances.attach(scope);
            if (same) {
                NDArray diagonal =
                        scope.eye((int) squared.size(0)).toType(squared.getDataType(), false);
                distances =
                        distances.add(diagonal.mul(doubles ? Double.MAX_VALUE : Float.MAX_VALUE));
            }
            NDArray own = xx.stopGradient();
            own.attach(scope);
            NDArray other = yy.stopGradient();
            other.attach(scope);
            NDArray bound = own.add(other.max()).mul(doubles ? LEAST_OF_DOUBLES : LEAST);
            return distances.min(new int[] {1}, true).lt(bound).any().getBoolean();
        }
    }

    /**
     * The offset to subtract from points so that they lie near 0: their mean if it is far from 0
     * relative to their spread, otherwise 0, which leaves every bit unchanged. A constant without
     * gradient.
     *
     * @param x [n, d]
     * @return [1, d]
     */
    public static NDArray shift(NDArray x) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager(x.getDevice())) {
            NDArray points = x.stopGradient();
            points.attach(scope);
            NDArray mean = points.mean(new int[] {0}, true);
            NDArray spread = points.sub(mean).square().sum(new int[] {1}).mean();
            NDArray far = mean.square().sum().gt(Scalars.mul(spread, NEAR));
            NDArray shift = mean.mul(far.toType(x.getDataType(), false));
            shift.attach(owner);
            return shift;
        }
    }
}
