package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * N(μ, diag σ²) for each row of a batch.
 *
 * @param mean μ, [n, d]
 * @param logVariance log σ², [n, d]
 */
public record DiagonalGaussian(NDArray mean, NDArray logVariance) {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** Reads μ and log σ² from the two halves of a network's output, [n, 2d]. */
    public static DiagonalGaussian of(NDArray output) {
        var halves = output.split(2, 1);
        return new DiagonalGaussian(halves.get(0), halves.get(1));
    }

    /** Draws z = μ + σ ε, one for each row, differentiable in μ and σ; [n, d]. */
    public NDArray sample(RandomGenerator random) {
        return Scope.of(
                mean,
                logVariance,
                (centre, log) -> {
                    long[] shape = centre.getShape().getShape();
                    NDArray noise = Tensors.normal(centre.getManager(), random, shape);
                    return centre.add(Scalars.mul(log, 0.5).exp().mul(noise));
                });
    }

    /** Log density of each row of z, [n]. */
    public NDArray logDensity(NDArray z) {
        return Scope.of(z, logVariance, this::density);
    }

    private NDArray density(NDArray z, NDArray log) {
        return Scalars.mul(
                z.sub(mean).square().mul(log.neg().exp()).add(log).add(LOG_2_PI).sum(new int[] {1}),
                -0.5);
    }

    /** KL(N(μ, diag σ²) | N(0, I)) = ½ Σ (μ² + σ² - log σ² - 1) of each row, [n]. */
    public NDArray klToStandardNormal() {
        return Scope.of(
                mean,
                logVariance,
                (centre, log) ->
                        Scalars.mul(
                                centre.square().add(log.exp()).sub(log).sub(1).sum(new int[] {1}),
                                0.5));
    }

    /** KL(this | other) of each row, both diagonal, [n]. */
    public NDArray klTo(DiagonalGaussian other) {
        return Scope.of(mean, logVariance, (centre, log) -> kl(centre, log, other));
    }

    private static NDArray kl(NDArray mean, NDArray logVariance, DiagonalGaussian other) {
        NDArray shift = mean.sub(other.mean).square();
        // What begins with the other's variance would belong to its manager.
        NDArray precision = shift.zerosLike().sub(other.logVariance).exp();
        return Scalars.mul(
                logVariance
                        .exp()
                        .add(shift)
                        .mul(precision)
                        .sub(logVariance)
                        .add(other.logVariance)
                        .sub(1)
                        .sum(new int[] {1}),
                0.5);
    }
}
