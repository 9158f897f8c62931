package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ot4j.tensor.Script;
import org.ot4j.tensor.SquaredDistances;

/**
 * Σ_ij k(|x_i - y_j|²) with its first derivative, for sums of kernels of one kind. The derivative
 * is made along with the value, from rows that stay in the cache; the engine, which keeps several
 * arrays [n, m] for each term, sees a value that is linear in the points.
 */
final class PairSum {
    // The gradient in x_i is Σ_j k' · 2 (x_i - y_j), with 2 k' in "slope". As two sums it loses the
    // digits of points that are close together beside their norms, and is then made of doubles.
    private static final String SUM =
            """
            d: Tensor,
                x: Tensor,
                y: Tensor,
                fixed: Tensor,
                others: Tensor,
                constants: Tensor,
                start: Tensor) -> Tensor:
                _4 = DIAGONAL
                origin = torch.mean(fixed, [0], True)
                aa = torch.sum(torch.pow(torch.sub(fixed, origin), 2), [1])
                bb = torch.sum(torch.pow(torch.sub(others, origin), 2), [1])
                norms = torch.mul(torch.add(aa, torch.max(bb)), 0.01)
                if bool(torch.any(torch.lt(torch.amin(d, [1]), norms))):
                  type = 7
                else:
                  type = ops.prim.dtype(x)
                a = torch.sub(torch.to(fixed, type), origin)
                b = torch.sub(torch.to(others, type), origin)
                rows = ops.prim.max(1, torch.floordiv(250000, torch.size(d, 1)))
                total = torch.to(start, ops.prim.device(d), 7, False, True)
                gx = torch.zeros_like(a)
                gy = torch.zeros_like(b)
                blocks = torch.__range_length(0, torch.size(d, 0), rows)
                for block in range(blocks):
                  i = torch.__derive_index(block, 0, rows)
                  j = torch.add(i, rows)
                  own = torch.slice(d, 0, i, j)
                  slope = torch.zeros_like(own)
                  for k in range(torch.size(constants, 0)):
                    c = float(torch.select(constants, 0, k))
                    TERM
                  weights = torch.to(slope, type)
                  part = torch.slice(a, 0, i, j)
                  near = torch.mul(part, torch.sum(weights, [1], True))
                  far = torch.matmul(weights, b)
                  _2 = torch.sub(near, far, out=torch.slice(gx, 0, i, j))
                  if ops.prim.requires_grad(y):
                    near0 = torch.mul(b, torch.unsqueeze(torch.sum(weights, [0]), 1))
                    far0 = torch.matmul(torch.t(weights), part)
                    _3 = torch.add_(gy, torch.sub(near0, far0))
                  else:
                    pass
                sum = torch.to(total, ops.prim.dtype(x))
                slopes = torch.to(gx, ops.prim.dtype(x))
                linear = torch.sum(torch.mul(slopes, torch.sub(x, fixed)))
                value = torch.add(sum, linear, alpha=SIDES)
                if ops.prim.requires_grad(y):
                  slopes0 = torch.to(gy, ops.prim.dtype(x))
                  linear0 = torch.sum(torch.mul(slopes0, torch.sub(y, others)))
                  value0 = torch.add(value, linear0)
                else:
                  value0 = value
                return value0
            """;

    private static final Kind IMQ =
            new Kind(
                    """
                    t = torch.reciprocal_(torch.add(own, c))
                    _0 = torch.add_(total, torch.sum(t), alpha=c)
                    _1 = torch.addcmul_(slope, t, t, value=torch.mul(-2., c))\
                    """);

    /** With c = -1 / (2 h²). */
    private static final Kind RBF =
            new Kind(
                    """
                    t = torch.exp_(torch.mul(own, c))
                    _0 = torch.add_(total, torch.sum(t))
                    _1 = torch.add_(slope, t, alpha=torch.mul(2., c))\
                    """);

    /** A kind of kernels, between two batches and within one. */
    private record Kind(Script between, Script within) {
        Kind(String term) {
            this(script(term, "0", 1), script(term, "torch.fill_diagonal_(d, inf)", 2));
        }

        private static Script script(String term, String diagonal, int sides) {
            return new Script(
                    SUM.replace("TERM", term.replace("\n", "\n        "))
                            .replace("DIAGONAL", diagonal)
                            .replace("SIDES", sides + ""));
        }
    }

    private final Kind kind;
    private final double[] constants;

    private PairSum(Kind kind, double[] constants) {
        this.kind = kind;
        this.constants = constants;
    }

    /** The sum of a kernel; null where there is none for it. */
    static PairSum of(Kernel kernel) {
        List<Kernel> terms = kernel instanceof Kernel.Sum sum ? sum.terms() : List.of(kernel);
        if (terms.stream().allMatch(Kernel.Imq.class::isInstance)) {
            return new PairSum(IMQ, constants(terms, k -> ((Kernel.Imq) k).c()));
        }
        if (terms.stream().allMatch(Kernel.Rbf.class::isInstance)) {
            return new PairSum(RBF, constants(terms, k -> ((Kernel.Rbf) k).factor()));
        }
        return null;
    }

    private static double[] constants(List<Kernel> terms, ToDoubleFunction<Kernel> of) {
        return terms.stream().mapToDouble(of).toArray();
    }

    /** Over all pairs of a point of x, [n, d], and one of y, [m, d]: a scalar. */
    NDArray between(NDArray x, NDArray y) {
        return call(kind.between, x, y, x.stopGradient(), y.stopGradient(), 0);
    }

    /** Over all ordered pairs of points of x, with or without those of a point and itself. */
    NDArray within(NDArray x, boolean diagonal) {
        NDArray fixed = x.stopGradient();
        // k(0) of each term is 1; the pairs themselves are left out.
        double start = diagonal ? (double) x.size(0) * constants.length : 0;
        return call(kind.within, x, fixed, fixed, fixed, start);
    }

    private NDArray call(
            Script sum, NDArray x, NDArray y, NDArray fixed, NDArray others, double start) {
        NDManager manager = x.getManager();
        // The engine marks results of a script by what earlier calls have got: these are detached.
        return sum.call(
                SquaredDistances.squared(fixed, others).stopGradient(),
                x,
                y,
                fixed,
                others,
                manager.create(constants),
                manager.create(start));
    }
}
