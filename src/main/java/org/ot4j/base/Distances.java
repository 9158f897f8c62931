package org.ot4j.base;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Squared Euclidean distances of all pairs as one matrix product, differentiable. Points far from
 * the origin are moved there first: |x|² + |y|² - 2 x·y would lose the digits in which they differ,
 * which in single precision is all of them at a distance of some thousands.
 */
public final class Distances {
    /** Nearer to 0 than so many times their spread, points lose nothing where they are. */
    private static final double NEAR = 4;

    private Distances() {}

    /**
     * All squared distances, at least 0.
     *
     * @param x [n, d]
     * @param y [m, d]
     * @return [n, m], of the type and manager of x
     */
    public static NDArray squared(NDArray x, NDArray y) {
        NDArray shift = shift(x);
        NDArray p = x.sub(shift);
        NDArray q = y.sub(shift);
        shift.close();
        NDArray pp = p.square().sum(new int[] {1}, true);
        NDArray qq = q.square().sum(new int[] {1}, true).transpose();
        return Scalars.maximum(Scalars.mul(p.matMul(q.transpose()), -2).add(pp).add(qq), 0);
    }

    /**
     * What to take from points so that they lie near 0: their mean where that is far from 0 beside
     * their spread, and 0, which leaves every bit as it is, where it is not. A constant, with no
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
