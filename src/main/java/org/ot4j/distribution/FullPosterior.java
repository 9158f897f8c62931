package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;

/**
 * N(μ, L L') from the encoder's output (μ, log diag L, the rows of L below its diagonal one after
 * the other).
 */
record FullPosterior() implements Posterior {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    @Override
    public String name() {
        return "full Gaussian";
    }

    @Override
    public int outputs(int latent) {
        return 2 * latent + latent * (latent - 1) / 2;
    }

    @Override
    public Inference build(int latent, long seed) {
        return new Family(latent);
    }

    private record Family(int d) implements Inference {
        @Override
        public Draw draw(NDArray output, RandomGenerator random) {
            NDArray noise = Tensors.normal(output.getManager(), random, output.size(0), d);
            NDArray z = centre(output).add(factor(output).matMul(noise.expandDims(2)).squeeze(2));
            NDArray log =
                    Scalars.mul(noise.square().add(LOG_2_PI), -0.5)
                            .sum(new int[] {1})
                            .sub(logDiagonal(output).sum(new int[] {1}));
            return new Draw(z, log);
        }

        @Override
        public NDArray centre(NDArray output) {
            return output.get(":, 0:{}", d);
        }

        /** ½ (|L|² + |μ|² - d) - Σ log diag L against N(0, I). */
        @Override
        public NDArray kl(NDArray output, Draw draw, Prior prior) {
            if (!(prior instanceof StandardNormal)) {
                return Inference.super.kl(output, draw, prior);
            }
            return Scalars.mul(
                            Rows.sum(factor(output).square())
                                    .add(centre(output).square().sum(new int[] {1}))
                                    .sub(d),
                            0.5)
                    .sub(logDiagonal(output).sum(new int[] {1}));
        }

        private NDArray logDiagonal(NDArray output) {
            return output.get(":, {}:{}", d, 2 * d);
        }

        /** L, [b, d, d]: entries are put in place by a product with zeros and ones. */
        private NDArray factor(NDArray output) {
            int below = d * (d - 1) / 2;
            var place = new float[(d + below) * d * d];
            int row = 0;
            for (int i = 0; i < d; i++) {
                place[row++ * d * d + i * d + i] = 1;
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < i; j++) {
                    place[row++ * d * d + i * d + j] = 1;
                }
            }
            NDArray diagonal = logDiagonal(output).exp();
            NDArray entries =
                    below == 0 ? diagonal : diagonal.concat(output.get(":, {}:", 2 * d), 1);
            NDArray target = Tensors.of(output.getManager(), place, d + below, d * d);
            return entries.matMul(target).reshape(new Shape(output.size(0), d, d));
        }
    }
}
