package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;

/**
 * Squared Euclidean distances of all pairs, differentiable. In few dimensions the differences of
 * coordinates are squared. In many, a matrix product, |x|² + |y|² - 2 x·y, is faster, but it
 * cancels the leading digits of two points that are close together and far from the origin. The
 * mean of x is therefore the origin. If some pair is still too close, the product is computed in
 * double precision; and if that is not enough either, as in two tight clusters far apart,
 * differences are taken here, too.
 */
public final class SquaredDistances {
    /** Up to this many coordinates, differences cost less than the product. */
    private static final int FEW = 4;

    /** Coordinate by coordinate; a distance of 0 has gradient 0. */
    private static final Script COLUMNS =
            new Script(
                    """
                    x: Tensor,
                        y: Tensor) -> Tensor:
                        across = torch.t(y)
                        first = torch.sub(torch.slice(x, 1, 0, 1), torch.slice(across, 0, 0, 1))
                        sum = torch.mul(first, first)
                        for k in range(torch.sub(torch.size(x, 1), 1)):
                          i = torch.add(k, 1)
                          j = torch.add(k, 2)
                          own = torch.slice(x, 1, i, j)
                          gap = torch.sub(own, torch.slice(across, 0, i, j))
                          sum0 = torch.add(sum, torch.mul(gap, gap))
                          sum = sum0
                        return sum
                    """);

    /** Needs neither a product nor an array of all differences; a distance of 0 has gradient 0. */
    private static final Script DIRECT =
            new Script(
                    """
                    x: Tensor,
                        y: Tensor) -> Tensor:
                        distances = torch.cdist(x, y, 2., 2)
                        return torch.mul(distances, distances)
                    """);

    /**
     * [x, |x|², 1] [-2y, 1, |y|²]ᵀ, or an empty array if a squared distance is so small a part of
     * the norms that rounding has corrupted its significant digits.
     */
    private static final String PRODUCT =
            """
            x: Tensor,
                y: Tensor) -> Tensor:
                origin = torch.mean(torch.detach(X), [0], True)
                a = torch.sub(X, origin)
                b = torch.sub(Y, origin)
                aa = torch.sum(torch.mul(a, a), [1], True)
                bb = torch.sum(torch.mul(b, b), [1], True)
                left = torch.cat([a, aa, torch.ones_like(aa)], 1)
                right = torch.cat([torch.mul(b, -2), torch.ones_like(bb), bb], 1)
                product = torch.clamp_min(torch.matmul(left, torch.t(right)), 0)
                least = torch.amin(OTHERS, [1], True)
                norms = torch.add(torch.detach(aa), torch.max(torch.detach(bb)))
                if bool(torch.any(torch.lt(least, torch.mul(norms, LEAST)))):
                  squared = torch.slice(x, 0, 0, 0)
                else:
                  squared = torch.to(RESULT, ops.prim.dtype(x))
                return squared
            """;

    private static final Product BETWEEN = new Product("torch.detach(product)", "product");

    /** Of points and themselves: the diagonal is 0 and does not count as close. */
    private static final Product WITHIN =
            new Product(
                    "torch.fill_diagonal_(torch.clone(torch.detach(product)), inf)",
                    "torch.diagonal_scatter(product, torch.zeros_like(torch.squeeze(aa, 1)))");

    /** The product in the type of the points, and in doubles. */
    private record Product(Script own, Script wide) {
        Product(String others, String result) {
            this(
                    script("x", "y", "0.01", others, result),
                    script("torch.to(x, 7)", "torch.to(y, 7)", "1.0e-06", others, result));
        }

        private static Script script(
                String x, String y, String least, String others, String result) {
            return new Script(
                    PRODUCT.replace("X", x)
                            .replace("Y", y)
                            .replace("LEAST", least)
                            .replace("OTHERS", others)
                            .replace("RESULT", result));
        }

        NDArray of(NDArray x, NDArray y) {
            boolean doubles = x.getDataType() == DataType.FLOAT64;
            for (Script product : doubles ? List.of(wide) : List.of(own, wide)) {
                NDArray squared = product.call(x, y);
                if (squared.size() > 0) {
                    return squared;
                }
                squared.close();
            }
            return DIRECT.call(x, y);
        }
    }

    private SquaredDistances() {}

    /**
     * All squared distances, at least 0.
     *
     * @param x [n, d]
     * @param y [m, d]; if it is x itself, each point has distance 0 from itself
     * @return [n, m], of the type and manager of x
     */
    public static NDArray squared(NDArray x, NDArray y) {
        if (x.size(1) <= FEW) {
            return COLUMNS.call(x, y);
        }
        return (x == y ? WITHIN : BETWEEN).of(x, y);
    }
}
