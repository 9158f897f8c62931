package org.ot4j.model.kantorovich;

import org.ot4j.distribution.Prior;
import org.ot4j.network.NetworkSpec;

/**
 * A family of distributions μ_θ with continuous parameters, drawn as x = T_θ(z) from a base
 * distribution ζ, so that μ_θ = T_θ#ζ: a generator with few weights that mean something. Its
 * minimum Kantorovich estimator (GPC MKE) needs no likelihood, and takes any cost:
 *
 * <pre>{@code
 * var family = ParametricFamily.gaussian(2);
 * var mke = Mke.primal(Distortion.squaredEuclidean()).family(family).build();
 * mke.train(data).steps(300).learningRate(0.05).fit();
 * double[] mean = family.fitted(mke).location();
 * }</pre>
 *
 * To write your own, implement this interface as a record, whose layers are those of T_θ.
 */
public interface ParametricFamily extends NetworkSpec {
    /** ζ, of which z is drawn. */
    Prior base();

    /**
     * μ + L z with L lower triangular and a positive diagonal: a location-scale family.
     *
     * @param base the distribution of z, of as many coordinates as the data
     */
    static LocationScale locationScale(Prior base) {
        return new LocationScale(base);
    }

    /** The Gaussians N(μ, L Lᵀ) of a dimension. */
    static LocationScale gaussian(int dimension) {
        return new LocationScale(Prior.standardNormal(dimension));
    }

    /**
     * Coordinates with margins of their own, each with a location and a scale, whose dependence is
     * that of a Gaussian with correlations of 1 on the diagonal: a Gaussian copula.
     */
    static GaussianCopula copula(Margin... margins) {
        return GaussianCopula.of(margins);
    }
}
