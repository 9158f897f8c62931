package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;

/** A distribution over latent codes: it can be sampled and usually has a density. */
public interface Prior extends Recipe {
    /** A readable name, for example {@code "N(0, I)"}. */
    String name();

    /** Where its codes lie; all of space unless the prior says otherwise. */
    default Support support() {
        return Support.SPACE;
    }

    /** Number of coordinates of a code. */
    int dimension();

    /**
     * Draws codes.
     *
     * @return float32, [n, dimension], owned by {@code manager}
     */
    NDArray sample(NDManager manager, int n, RandomGenerator random);

    /**
     * Draws codes that cover the distribution more evenly than independent ones, while each is
     * still distributed as the prior: the mean of a smooth function over them varies less. By
     * default, draws are independent.
     *
     * @return float32, [n, dimension], owned by {@code manager}
     */
    default NDArray sampleEvenly(NDManager manager, int n, RandomGenerator random) {
        return sample(manager, n, random);
    }

    /**
     * Log density of each row, differentiable in z, with respect to the measure of the {@link
     * #support}.
     *
     * @param z [n, dimension]
     * @return [n], owned by the manager of {@code z}
     */
    NDArray logDensity(NDArray z);

    /**
     * E |z - z'|² for two independent draws, which is twice the trace of the covariance: the scale
     * for kernels on codes. Estimated from a sample unless the prior overrides it.
     */
    default double spread() {
        int n = 1 << 14;
        try (NDManager scope = Tensors.newManager()) {
            NDArray z = sample(scope, n, new SplittableRandom(0));
            return 2.0 * z.sub(z.mean(new int[] {0}, true)).square().sum().getFloat() / (n - 1);
        }
    }

    /** What a model learns of its prior, with its networks; nothing unless the prior is learned. */
    default List<Weights> learned() {
        return List.of();
    }

    /** N(0, I). */
    static Prior standardNormal(int dimension) {
        return new StandardNormal(dimension);
    }

    /** N(μ, Σ). */
    static Prior gaussian(double[] mean, double[][] covariance) {
        return new GaussianPrior(mean, covariance);
    }

    /** N(μ, σ² I). */
    static Prior gaussian(double[] mean, double sigma) {
        Check.positive(sigma, "sigma");
        var covariance = new double[mean.length][mean.length];
        for (int i = 0; i < mean.length; i++) {
            covariance[i][i] = sigma * sigma;
        }
        return new GaussianPrior(mean, covariance);
    }

    /** Σ w_k p_k. */
    static Prior mixture(double[] weights, Prior... components) {
        return new MixturePrior(weights, List.of(components));
    }

    /** Uniform on the cube [low, high]^dimension. */
    static Prior uniform(int dimension, double low, double high) {
        return new UniformPrior(dimension, low, high);
    }

    /**
     * Uniform on the unit sphere; its codes are unit vectors with this number of coordinates, at
     * least 2. A {@code Vae} with it has the posterior {@link Posterior#vonMisesFisher()}.
     */
    static Prior sphere(int dimension) {
        return new SpherePrior(dimension);
    }

    /** A mixture of diagonal Gaussians that a {@code Vae} learns with its networks. */
    static LearnedPrior learnedMixture(int dimension, int components) {
        return new LearnedMixture(dimension, components);
    }

    /**
     * VampPrior (Tomczak and Welling 2018): the mixture of a {@code Vae}'s own posteriors at
     * pseudo-inputs that it learns, which start as samples of its data.
     */
    static LearnedPrior vamp(int dimension, int pseudoInputs) {
        return new VampPrior(dimension, pseudoInputs);
    }

    /** Dirichlet on the simplex; its codes are vectors of probabilities. */
    static Dirichlet dirichlet(double... concentration) {
        return new Dirichlet(concentration);
    }

    /** A choice among unit vectors. */
    static Categorical categorical(double... probabilities) {
        return new Categorical(probabilities);
    }
}
