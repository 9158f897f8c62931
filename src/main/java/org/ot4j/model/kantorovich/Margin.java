package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Script;

/**
 * The distribution of one coordinate, up to a location m and a scale s > 0: that of m + s q(u),
 * with q the quantile function below and u uniform on (0, 1).
 */
public enum Margin {
    /** N(m, s²). */
    NORMAL {
        @Override
        NDArray standard(NDArray w) {
            return w;
        }
    },
    /** exp of N(m, s²); its location and scale are those of the logarithm. */
    LOG_NORMAL {
        @Override
        NDArray standard(NDArray w) {
            return w;
        }

        @Override
        NDArray at(NDArray w, NDArray location, NDArray scale) {
            return super.at(w, location, scale).exp();
        }
    },
    /** Uniform on (m, m + s): q(u) = u. */
    UNIFORM {
        @Override
        NDArray standard(NDArray w) {
            return below(w).exp();
        }
    },
    /** Exponential beyond m, with mean m + s: q(u) = -log (1 - u). */
    EXPONENTIAL {
        @Override
        NDArray standard(NDArray w) {
            return below(w.neg()).neg();
        }
    },
    /** Logistic: q(u) = log u - log (1 - u). */
    LOGISTIC {
        @Override
        NDArray standard(NDArray w) {
            return below(w).sub(below(w.neg()));
        }
    },
    /** Laplace: density exp(-|x - m| / s) / 2s. */
    LAPLACE {
        @Override
        NDArray standard(NDArray w) {
            return tail(w).sub(tail(w.neg()));
        }
    };

    /** log Φ(w), by erfc, which does not round small probabilities to 0. */
    private static final Script LOG_BELOW =
            new Script(
                    """
                    w: Tensor) -> Tensor:
                        p = torch.erfc(torch.mul(w, -0.70710678118654757))
                        return torch.log(torch.mul(p, 0.5))
                    """);

    private static NDArray below(NDArray w) {
        return LOG_BELOW.call(w);
    }

    /** log 2 Φ(w) below the median, and 0 above it. */
    private static NDArray tail(NDArray w) {
        return Scalars.minimum(below(w).add(Math.log(2)), 0);
    }

    /** q(Φ(w)). */
    abstract NDArray standard(NDArray w);

    /** The value at a standard normal w [n, 1]; location and scale are [1]. */
    NDArray at(NDArray w, NDArray location, NDArray scale) {
        return standard(w).mul(scale).add(location);
    }
}
