package org.ot4j.divergence;

import ai.djl.ndarray.NDArray;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Exponentials;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * A kernel k(x, y) as a function of the squared Euclidean distance. It takes a number, or an array
 * of any shape with a gradient, so the same kernel can be used in a training loss and in a metric.
 */
public interface Kernel extends Serializable {
    /** The kernel's value at a squared distance of at least 0. */
    double of(double squaredDistance);

    /** The kernel's values at squared distances, same shape and type, differentiable. */
    NDArray of(NDArray squaredDistances);

    /**
     * Gaussian kernel exp(-‖x - y‖² / (2 h²)).
     *
     * @param bandwidth h, above 0; Wasserstein Auto-Encoders' σ_k² is 2 h²
     */
    static Kernel rbf(double bandwidth) {
        return new Rbf(Check.positive(bandwidth, "bandwidth"));
    }

    /**
     * Inverse multiquadratic kernel C / (C + ‖x - y‖²), whose tails reach further than a Gaussian's
     * (Wasserstein Auto-Encoders, section 4).
     */
    static Kernel imq(double c) {
        return new Imq(Check.positive(c, "c"));
    }

    /**
     * The {@link #imq(double)} kernel of Wasserstein Auto-Encoders (section 4) for a prior N(0, σ²
     * I) in d dimensions: C = 2 d σ², the expected squared distance of two of its samples.
     */
    static Kernel imqForPrior(int dimension, double std) {
        Check.atLeast(dimension, 1, "dimension");
        return imq(2 * dimension * Check.positive(std, "std") * std);
    }

    /**
     * The sum of {@link #imq(double)} kernels with constants {@code c} times each scale. The code
     * published with Wasserstein Auto-Encoders uses the scales 0.1, 0.2, 0.5, 1, 2, 5 and 10, which
     * are the default here.
     */
    static Kernel multiScaleImq(double c, double... scales) {
        double[] used = scales.length > 0 ? scales : new double[] {0.1, 0.2, 0.5, 1, 2, 5, 10};
        return sum(Arrays.stream(used).mapToObj(s -> imq(c * s)).toArray(Kernel[]::new));
    }

    /** The sum of Gaussian kernels with several bandwidths. */
    static Kernel multiScaleRbf(double... bandwidths) {
        return sum(Arrays.stream(bandwidths).mapToObj(Kernel::rbf).toArray(Kernel[]::new));
    }

    /**
     * The distance-induced kernel -‖x - y‖, for which squared MMD is the energy distance 2 E‖X - Y‖
     * - E‖X - X'‖ - E‖Y - Y'‖. Its gradient at distance 0 is taken to be 0.
     */
    static Kernel energy() {
        return Energy.INSTANCE;
    }

    /** The sum of kernels. */
    static Kernel sum(Kernel... kernels) {
        Check.atLeast(kernels.length, 1, "kernels.length");
        return new Sum(List.of(kernels));
    }

    /** See {@link #rbf}. */
    record Rbf(double bandwidth) implements Kernel {
        @Override
        public double of(double squaredDistance) {
            return Math.exp(-squaredDistance / (2 * bandwidth * bandwidth));
        }

        @Override
        public NDArray of(NDArray squaredDistances) {
            return Scope.of(squaredDistances, d -> Exponentials.of(Scalars.mul(d, factor())));
        }

        /** -1 / (2 h²), which the squared distance is multiplied by. */
        double factor() {
            return -1 / (2 * bandwidth * bandwidth);
        }
    }

    /** See {@link #imq}. */
    record Imq(double c) implements Kernel {
        @Override
        public double of(double squaredDistance) {
            return c / (c + squaredDistance);
        }

        @Override
        public NDArray of(NDArray squaredDistances) {
            return ImqSum.of(squaredDistances, c);
        }
    }

    /** See {@link #energy}. */
    enum Energy implements Kernel {
        INSTANCE;

        @Override
        public double of(double squaredDistance) {
            return -Math.sqrt(squaredDistance);
        }

        @Override
        public NDArray of(NDArray squaredDistances) {
            // The clip keeps the square root's infinite slope at 0 out of the gradient.
            return Scope.of(squaredDistances, d -> Scalars.maximum(d, 1e-14).sqrt().neg());
        }
    }

    /** See {@link #sum}. */
    record Sum(List<Kernel> terms) implements Kernel {
        @Override
        public double of(double squaredDistance) {
            return terms.stream().mapToDouble(k -> k.of(squaredDistance)).sum();
        }

        @Override
        public NDArray of(NDArray squaredDistances) {
            if (terms.stream().allMatch(Imq.class::isInstance)) {
                return ImqSum.of(
                        squaredDistances, terms.stream().mapToDouble(k -> ((Imq) k).c()).toArray());
            }
            return Scope.of(
                    squaredDistances,
                    d -> terms.stream().map(k -> k.of(d)).reduce(NDArray::add).get());
        }
    }
}
