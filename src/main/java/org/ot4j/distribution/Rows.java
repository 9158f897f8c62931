package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ot4j.tensor.Scope;
import org.ot4j.tensor.SquaredDistances;

/** Sums and distances over rows of any number of axes. */
final class Rows {
    private Rows() {}

    /** [n, rest...] to [n, product of rest]. */
    static NDArray flat(NDArray x) {
        return x.getShape().dimension() == 2 ? x : x.reshape(x.size(0), -1);
    }

    /** Sum over all axes but the first. */
    static NDArray sum(NDArray x) {
        return flat(x).sum(new int[] {1});
    }

    /** All rows n times over: y₁ … y_m y₁ … y_m …. */
    static NDArray tile(NDArray y, long n) {
        var times = new long[y.getShape().dimension()];
        Arrays.fill(times, 1);
        times[0] = n;
        return y.tile(times);
    }

    /** |x_i - y_j|₁ for all pairs, [n, m], through an array of [n, m, d]. */
    static NDArray absoluteDistances(NDArray x, NDArray y) {
        return x.expandDims(1).sub(y.expandDims(0)).abs().sum(new int[] {2});
    }

    /** A function of |x_i - y_j|² for all pairs of samples of any shape, [n, m]. */
    static NDArray ofSquared(NDArray x, NDArray y, UnaryOperator<NDArray> function) {
        if (x == y) {
            return Scope.of(
                    x,
                    inside -> {
                        NDArray rows = flat(inside);
                        return function.apply(SquaredDistances.squared(rows, rows));
                    });
        }
        return Scope.of(x, y, (a, b) -> function.apply(SquaredDistances.squared(flat(a), flat(b))));
    }
}
