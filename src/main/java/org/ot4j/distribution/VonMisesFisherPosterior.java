package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Activation;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;

/**
 * The von Mises–Fisher distribution on the unit sphere, with density proportional to e^{κ μ·z},
 * from the encoder's output (a vector in the direction of μ, a number whose softplus is κ).
 */
record VonMisesFisherPosterior() implements Posterior {
    /** Keeps the direction of a vector of length 0 finite. */
    private static final double FLOOR = 1e-24;

    @Override
    public String name() {
        return "von Mises–Fisher";
    }

    @Override
    public int outputs(int latent) {
        return latent + 1;
    }

    @Override
    public boolean fits(Prior prior) {
        return prior.support() == Support.SPHERE;
    }

    @Override
    public Inference build(int latent, long seed) {
        return new Family(Check.atLeast(latent, 2, "dimension of the sphere"));
    }

    private record Family(int d) implements Inference {
        /**
         * z = w μ + √(1 - w²) t with t uniform among the unit vectors orthogonal to μ: the part of
         * a normal vector that is orthogonal to μ, made a unit vector.
         */
        @Override
        public Draw draw(NDArray output, RandomGenerator random) {
            NDArray mean = centre(output);
            NDArray kappa = kappa(output);
            double[] values = Tensors.doubles(kappa);
            int n = values.length;
            var gaps = new double[n];
            var slopes = new double[n];
            var roots = new double[n];
            var rootSlopes = new double[n];
            for (int i = 0; i < n; i++) {
                gaps[i] = VonMisesFisher.drawGap(d, values[i], random);
                slopes[i] = VonMisesFisher.slopeOfDraw(d, values[i], gaps[i]);
                roots[i] = Math.sqrt(gaps[i] * (2 - gaps[i]));
                rootSlopes[i] = roots[i] == 0 ? 0 : -(1 - gaps[i]) / roots[i] * slopes[i];
                gaps[i] = -gaps[i];
            }
            NDArray below = function(kappa, gaps, slopes); // w - 1
            NDArray root = function(kappa, roots, rootSlopes);
            NDArray noise = Tensors.normal(output.getManager(), random, n, d);
            // Twice, for what rounding leaves where noise and mean are almost parallel.
            NDArray tangent = unit(orthogonal(unit(orthogonal(noise, mean)), mean));
            NDArray z = mean.mul(below.add(1)).add(tangent.mul(root));
            NDArray log =
                    kappa.mul(below)
                            .sub(
                                    function(
                                            kappa,
                                            each(values, k -> VonMisesFisher.logScale(d, k)),
                                            each(values, k -> VonMisesFisher.meanLength(d, k) - 1)))
                            .add(VonMisesFisher.logUniform(d));
            return new Draw(z, log.squeeze(1));
        }

        @Override
        public NDArray centre(NDArray output) {
            return unit(output.get(":, 0:{}", d));
        }

        /** In closed form against the uniform distribution. */
        @Override
        public NDArray kl(NDArray output, Draw draw, Prior prior) {
            if (!(prior instanceof SpherePrior)) {
                return Inference.super.kl(output, draw, prior);
            }
            NDArray kappa = kappa(output);
            double[] values = Tensors.doubles(kappa);
            return function(
                            kappa,
                            each(values, k -> VonMisesFisher.kl(d, k)),
                            each(values, k -> VonMisesFisher.klSlope(d, k)))
                    .squeeze(1);
        }

        /** κ of each row, [n, 1]. */
        private NDArray kappa(NDArray output) {
            return Activation.SOFTPLUS.apply(output.get(":, {}:", d));
        }

        /** Rows less their part along unit vectors. */
        private static NDArray orthogonal(NDArray rows, NDArray directions) {
            return rows.sub(directions.mul(rows.mul(directions).sum(new int[] {1}, true)));
        }

        private static NDArray unit(NDArray rows) {
            NDArray length = rows.square().sum(new int[] {1}, true).add(FLOOR).sqrt();
            return rows.mul(Scalars.pow(length, -1));
        }

        private static double[] each(double[] values, DoubleUnaryOperator function) {
            var results = new double[values.length];
            for (int i = 0; i < results.length; i++) {
                results[i] = function.applyAsDouble(values[i]);
            }
            return results;
        }

        /** Values that depend on κ, with their slopes, computed in double precision. */
        private static NDArray function(NDArray kappa, double[] values, double[] slopes) {
            NDManager manager = kappa.getManager();
            int n = values.length;
            return kappa.sub(kappa.stopGradient())
                    .mul(Tensors.of(manager, slopes, n, 1))
                    .add(Tensors.of(manager, values, n, 1));
        }
    }
}
