package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;
import org.ot4j.tensor.Script;

/**
 * N(μ(z), σ² I): log p(x | z) = -|x - μ|² / 2σ² - d/2 log 2πσ², where σ is fixed, learned as one
 * number with the networks, or predicted by the decoder for each value.
 *
 * @param variance the origin of σ
 * @param sigma the fixed σ, or the initial value if it is learned
 */
public record GaussianLikelihood(Variance variance, double sigma) implements Likelihood {
    /** The origin of the variance. */
    public enum Variance {
        /** Fixed. */
        FIXED,
        /** One number, trained. */
        LEARNED,
        /** The second half of the decoder's output is log σ² of each value. */
        PREDICTED
    }

    /** What {@link Likelihood#gaussian()} returns: call a method to choose the variance. */
    public static final class Choice {
        Choice() {}

        /** A fixed standard deviation. */
        public GaussianLikelihood fixed(double sigma) {
            return new GaussianLikelihood(Variance.FIXED, sigma);
        }

        /**
         * One σ for all data, learned starting from 1; its maximum-likelihood value follows the
         * fit.
         */
        public GaussianLikelihood learnedVariance() {
            return new GaussianLikelihood(Variance.LEARNED, 1);
        }

        /** σ of each value, predicted by the decoder, whose output has twice as many channels. */
        public GaussianLikelihood predictedVariance() {
            return new GaussianLikelihood(Variance.PREDICTED, 1);
        }
    }

    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /** Σ_k (x_ik - μ_jk)² / σ_jk² by two products of doubles, in which nothing is lost. */
    static final Script SCALED =
            new Script(
                    """
                    x: Tensor,
                        mean: Tensor,
                        precision: Tensor) -> Tensor:
                        origin = torch.mean(torch.to(x, 7), [0], True)
                        a = torch.sub(torch.to(x, 7), origin)
                        b = torch.sub(torch.to(mean, 7), origin)
                        p = torch.to(precision, 7)
                        bp = torch.mul(b, p)
                        aa = torch.matmul(torch.mul(a, a), torch.t(p))
                        ab = torch.matmul(a, torch.t(bp))
                        bb = torch.sum(torch.mul(b, bp), [1])
                        squared = torch.add(torch.sub(aa, torch.mul(ab, 2)), bb)
                        return torch.to(torch.clamp_min(squared, 0), ops.prim.dtype(x))
                    """);

    /** Checks the arguments. */
    public GaussianLikelihood {
        Check.notNull(variance, "variance");
        Check.positive(sigma, "sigma");
    }

    @Override
    public String name() {
        return switch (variance) {
            case FIXED -> "Gaussian, σ = " + sigma;
            case LEARNED -> "Gaussian, σ learned";
            case PREDICTED -> "Gaussian, σ predicted";
        };
    }

    @Override
    public Shape outputShape(Shape sampleShape) {
        if (variance != Variance.PREDICTED) {
            return sampleShape;
        }
        long[] sides = sampleShape.getShape().clone();
        sides[0] *= 2;
        return new Shape(sides);
    }

    @Override
    public Observation build(Shape sampleShape) {
        return variance == Variance.PREDICTED ? new Predicted() : new Shared(this);
    }

    /** One σ for all values. */
    private static final class Shared implements Observation {
        private final double sigma;
        private final Weights logSigma;

        Shared(GaussianLikelihood recipe) {
            sigma = recipe.sigma();
            logSigma =
                    recipe.variance() == Variance.FIXED
                            ? null
                            : Weights.free(
                                    "log sigma",
                                    new Shape(1),
                                    new float[] {(float) Math.log(recipe.sigma())});
        }

        @Override
        public List<Weights> weights() {
            return logSigma == null ? List.of() : List.of(logSigma);
        }

        @Override
        public NDArray mean(NDArray output) {
            return output;
        }

        @Override
        public NDArray sample(NDArray output, RandomGenerator random) {
            return Scope.of(
                    output,
                    mean -> {
                        NDManager scope = mean.getManager();
                        NDArray noise = Tensors.normal(scope, random, mean.getShape().getShape());
                        return mean.add(
                                logSigma == null
                                        ? Scalars.mul(noise, sigma)
                                        : noise.mul(logSigma(scope).exp()));
                    });
        }

        @Override
        public NDArray logDensity(NDArray x, NDArray output) {
            long d = x.size() / x.size(0);
            return Scope.of(x, output, (a, b) -> density(Rows.sum(a.sub(b).square()), d).neg());
        }

        @Override
        public NDArray pairwise(NDArray x, NDArray output) {
            long d = x.size() / x.size(0);
            return Rows.ofSquared(x, output, squared -> density(squared, d));
        }

        /** log σ; what is computed from it belongs to the manager. */
        private NDArray logSigma(NDManager scope) {
            NDArray view = logSigma.value().reshape(logSigma.value().getShape());
            view.attach(scope);
            return view;
        }

        /** -log p from the squared distance in d dimensions. */
        private NDArray density(NDArray squared, long d) {
            if (logSigma == null) {
                return Scalars.mul(squared, 0.5 / (sigma * sigma))
                        .add(0.5 * d * (LOG_2_PI + 2 * Math.log(sigma)));
            }
            NDArray log = logSigma(squared.getManager());
            return Scalars.mul(squared.mul(Scalars.mul(log, -2).exp()), 0.5)
                    .add(Scalars.mul(log, d))
                    .add(0.5 * d * LOG_2_PI);
        }
    }

    /** σ of each value from the decoder. */
    private static final class Predicted implements Observation {
        @Override
        public NDArray mean(NDArray output) {
            return Scope.of(output, both -> both.split(2, 1).get(0));
        }

        @Override
        public NDArray sample(NDArray output, RandomGenerator random) {
            return Scope.of(output, both -> distribution(both).sample(random));
        }

        @Override
        public NDArray logDensity(NDArray x, NDArray output) {
            return Scope.of(
                    x,
                    output,
                    (rows, both) -> {
                        var halves = both.split(2, 1);
                        return new DiagonalGaussian(
                                        Rows.flat(halves.get(0)), Rows.flat(halves.get(1)))
                                .logDensity(Rows.flat(rows));
                    });
        }

        /** ½ Σ_k ((x_ik - μ_jk)² / σ_jk² + log 2πσ_jk²). */
        @Override
        public NDArray pairwise(NDArray x, NDArray output) {
            return Scope.of(x, output, Predicted::minusLog);
        }

        private static NDArray minusLog(NDArray x, NDArray output) {
            var halves = output.split(2, 1);
            NDArray mean = Rows.flat(halves.get(0));
            NDArray logVariance = Rows.flat(halves.get(1));
            NDArray scales = logVariance.add(LOG_2_PI).sum(new int[] {1});
            return Scalars.mul(
                    SCALED.call(Rows.flat(x), mean, logVariance.neg().exp()).add(scales), 0.5);
        }

        private static DiagonalGaussian distribution(NDArray output) {
            return DiagonalGaussian.of(output);
        }
    }
}
