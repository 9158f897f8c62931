package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * The f-divergences D_f(P‖Q) = ∫ f(p/q) q dx (VEGAN section 2) with the functions that the
 * variational bound of f-GAN (Nowozin et al. 2016, Eq. 4) needs: D_f ≥ E_P[T] - E_Q[f*(T)] for
 * every critic T with values where f* is finite, with equality for T = f'(p/q). A network's free
 * output v becomes such a T = g(v) through the activation g.
 *
 * <p>All have f(1) = 0, except {@link #GAN}, the objective of the original GAN, which has f(1) =
 * -log 4.
 */
public enum FDivergence {
    /** Kullback-Leibler KL(P‖Q): f(u) = u log u. */
    KL(Double.POSITIVE_INFINITY) {
        @Override
        double inside(double u) {
            return u * Math.log(u);
        }

        @Override
        double atZero() {
            return 0;
        }

        @Override
        public double conjugate(double t) {
            return Math.exp(t - 1);
        }

        @Override
        public double activation(double v) {
            return v;
        }

        @Override
        public double optimalCritic(double ratio) {
            return 1 + Math.log(ratio);
        }

        @Override
        public NDArray activation(NDArray v) {
            return Scalars.mul(v, 1);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return v.sub(1).exp();
        }
    },

    /** Reverse Kullback-Leibler KL(Q‖P): f(u) = -log u. */
    REVERSE_KL(0) {
        @Override
        double inside(double u) {
            return -Math.log(u);
        }

        @Override
        double atZero() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double conjugate(double t) {
            return t < 0 ? -1 - Math.log(-t) : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return -Math.exp(-v);
        }

        @Override
        public double optimalCritic(double ratio) {
            return -1 / ratio;
        }

        @Override
        public NDArray activation(NDArray v) {
            return v.neg().exp().neg();
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return v.sub(1);
        }
    },

    /**
     * Jensen-Shannon ½ KL(P‖M) + ½ KL(Q‖M) with M = (P + Q) / 2, in [0, log 2]. f-GAN's table omits
     * the halves: its values are twice these.
     */
    JENSEN_SHANNON(0.5 * Math.log(2)) {
        @Override
        double inside(double u) {
            return 0.5 * (u * Math.log(u) - (u + 1) * Math.log((u + 1) / 2));
        }

        @Override
        double atZero() {
            return 0.5 * Math.log(2);
        }

        @Override
        public double conjugate(double t) {
            return 2 * t < Math.log(2)
                    ? -0.5 * Math.log(2 - Math.exp(2 * t))
                    : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return 0.5 * (Math.log(2) - softPlus(-v));
        }

        @Override
        public double optimalCritic(double ratio) {
            return 0.5 * Math.log(2 * ratio / (1 + ratio));
        }

        @Override
        public NDArray activation(NDArray v) {
            return Scalars.mul(Activation.softPlus(v.neg()).neg().add(Math.log(2)), 0.5);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return Scalars.mul(Activation.softPlus(v).sub(Math.log(2)), 0.5);
        }
    },

    /** The objective of the original GAN (VEGAN Eq. 4): 2 JS(P, Q) - log 4. */
    GAN(0) {
        @Override
        double inside(double u) {
            return u * Math.log(u) - (u + 1) * Math.log(u + 1);
        }

        @Override
        double atZero() {
            return 0;
        }

        @Override
        public double conjugate(double t) {
            return t < 0 ? -Math.log1p(-Math.exp(t)) : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return -softPlus(-v);
        }

        @Override
        public double optimalCritic(double ratio) {
            return Math.log(ratio / (1 + ratio));
        }

        @Override
        public NDArray activation(NDArray v) {
            return Activation.softPlus(v.neg()).neg();
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return Activation.softPlus(v);
        }
    },

    /**
     * Pearson's χ² ∫ (p - q)² / q: f(u) = (u - 1)². The conjugate is f-GAN's parabola t²/4 + t,
     * which is the supremum over u ≥ 0 for t ≥ -2, the range of the optimal critic, and still a
     * bound below that.
     */
    PEARSON(Double.POSITIVE_INFINITY) {
        @Override
        double inside(double u) {
            return (u - 1) * (u - 1);
        }

        @Override
        double atZero() {
            return 1;
        }

        @Override
        public double conjugate(double t) {
            return t * t / 4 + t;
        }

        @Override
        public double activation(double v) {
            return v;
        }

        @Override
        public double optimalCritic(double ratio) {
            return 2 * (ratio - 1);
        }

        @Override
        public NDArray activation(NDArray v) {
            return Scalars.mul(v, 1);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return Scalars.mul(v.square(), 0.25).add(v);
        }
    },

    /** Neyman's χ² ∫ (p - q)² / p: f(u) = (1 - u)² / u. */
    NEYMAN(1) {
        @Override
        double inside(double u) {
            return (1 - u) * (1 - u) / u;
        }

        @Override
        double atZero() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double conjugate(double t) {
            return t <= 1 ? 2 - 2 * Math.sqrt(1 - t) : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return -Math.expm1(-v);
        }

        @Override
        public double optimalCritic(double ratio) {
            return 1 - 1 / (ratio * ratio);
        }

        @Override
        public NDArray activation(NDArray v) {
            return v.neg().exp().neg().add(1);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return Scalars.mul(Scalars.mul(v, -0.5).exp(), -2).add(2);
        }
    },

    /** Squared Hellinger distance ∫ (√p - √q)²: f(u) = (√u - 1)². In [0, 2]. */
    SQUARED_HELLINGER(1) {
        @Override
        double inside(double u) {
            return Math.pow(Math.sqrt(u) - 1, 2);
        }

        @Override
        double atZero() {
            return 1;
        }

        @Override
        public double conjugate(double t) {
            return t < 1 ? t / (1 - t) : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return -Math.expm1(-v);
        }

        @Override
        public double optimalCritic(double ratio) {
            return 1 - 1 / Math.sqrt(ratio);
        }

        @Override
        public NDArray activation(NDArray v) {
            return v.neg().exp().neg().add(1);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return v.exp().sub(1);
        }
    },

    /** Total variation ½ ∫ |p - q|: f(u) = ½ |u - 1|. In [0, 1]. */
    TOTAL_VARIATION(0.5) {
        @Override
        double inside(double u) {
            return 0.5 * Math.abs(u - 1);
        }

        @Override
        double atZero() {
            return 0.5;
        }

        @Override
        public double conjugate(double t) {
            return Math.abs(t) <= 0.5 ? t : t < 0 ? -0.5 : Double.POSITIVE_INFINITY;
        }

        @Override
        public double activation(double v) {
            return 0.5 * Math.tanh(v);
        }

        @Override
        public double optimalCritic(double ratio) {
            return 0.5 * Math.signum(ratio - 1);
        }

        @Override
        public NDArray activation(NDArray v) {
            return Scalars.mul(v.tanh(), 0.5);
        }

        @Override
        public NDArray conjugateOfActivation(NDArray v) {
            return Scalars.mul(v.tanh(), 0.5);
        }
    };

    /** The limit of f(u) / u for u → ∞: the cost per unit of mass of P where Q has none. */
    private final double slopeAtInfinity;

    FDivergence(double slopeAtInfinity) {
        this.slopeAtInfinity = slopeAtInfinity;
    }

    /** f at a ratio above 0. */
    abstract double inside(double u);

    /** The limit of f at 0. */
    abstract double atZero();

    /** The generator f at a ratio p/q of at least 0; at 0 its limit, which may be infinite. */
    public double f(double ratio) {
        Check.that(ratio >= 0, "ratio", ratio, "at least 0");
        return ratio == 0 ? atZero() : inside(ratio);
    }

    /** The conjugate f*(t) = sup_u (u t - f(u)); infinite outside its domain. */
    public abstract double conjugate(double t);

    /** g, which maps every number into the domain of f*. */
    public abstract double activation(double v);

    /** The optimal critic f'(ratio) at a ratio p/q above 0. */
    public abstract double optimalCritic(double ratio);

    /** T = g(v) for a network's output, any shape, differentiable. */
    public abstract NDArray activation(NDArray v);

    /**
     * f*(g(v)) in a form that neither overflows early nor loses its gradient, any shape,
     * differentiable.
     */
    public abstract NDArray conjugateOfActivation(NDArray v);

    /**
     * The bound E_P[g(v)] - E_Q[f*(g(v))] from a network's outputs on a batch of each, to be
     * maximised by the critic and minimised by the generator.
     *
     * @param onP outputs v on samples of P, any shape
     * @param onQ outputs v on samples of Q, any shape
     * @return a scalar, attached to the manager of {@code onP}
     */
    public NDArray bound(NDArray onP, NDArray onQ) {
        return Scope.of(
                onP, onQ, (p, q) -> activation(p).mean().sub(conjugateOfActivation(q).mean()));
    }

    /**
     * D_f between two discrete distributions on the same points; infinite where f is.
     *
     * @param p weights of at least 0
     * @param q the same number of weights of at least 0
     */
    public double between(double[] p, double[] q) {
        Check.that(p.length == q.length, "q.length", q.length, "" + p.length);
        Check.notNegative(p, "p");
        Check.notNegative(q, "q");
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (q[i] > 0) {
                sum += q[i] * f(p[i] / q[i]);
            } else if (p[i] > 0) {
                sum += p[i] * slopeAtInfinity;
            }
        }
        return sum;
    }

    private static double softPlus(double v) {
        return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
    }
}
