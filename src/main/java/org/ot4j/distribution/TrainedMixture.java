package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/** A mixture of diagonal Gaussians that are computed from weights: the prior of a trained model. */
abstract class TrainedMixture implements Prior {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    private final String name;
    private final int dimension;
    private final Weights weights;

    TrainedMixture(String name, int dimension, Weights weights) {
        this.name = name;
        this.dimension = dimension;
        this.weights = weights;
    }

    /** The K components, [K, d]; what is computed from them belongs to the scope. */
    abstract DiagonalGaussian gaussians(NDManager scope);

    /** log π, [1, K]. */
    abstract NDArray logShares(NDManager scope);

    /** One of the weights; what is computed from it belongs to the scope. */
    final NDArray view(NDManager scope, int index) {
        NDArray array = weights.get(index);
        NDArray view = array.reshape(array.getShape());
        view.attach(scope);
        return view;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int dimension() {
        return dimension;
    }

    @Override
    public final List<Weights> learned() {
        return List.of(weights);
    }

    @Override
    public final NDArray sample(NDManager manager, int n, RandomGenerator random) {
        double[] means;
        double[] logVariances;
        double[] logShares;
        try (NDManager scope = manager.newSubManager()) {
            DiagonalGaussian gaussians = gaussians(scope);
            means = Tensors.doubles(gaussians.mean());
            logVariances = Tensors.doubles(gaussians.logVariance());
            logShares = Tensors.doubles(logShares(scope));
        }
        var shares = new double[logShares.length];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = Math.exp(logShares[k]);
        }
        var values = new double[n * dimension];
        for (int row = 0; row < n; row++) {
            int from = Probabilities.draw(shares, random) * dimension;
            for (int i = 0; i < dimension; i++) {
                double sigma = Math.exp(0.5 * logVariances[from + i]);
                values[row * dimension + i] = means[from + i] + sigma * random.nextGaussian();
            }
        }
        return Tensors.of(manager, values, n, dimension);
    }

    @Override
    public final NDArray logDensity(NDArray z) {
        return Scope.of(z, this::density);
    }

    private NDArray density(NDArray z) {
        NDManager scope = z.getManager();
        DiagonalGaussian gaussians = gaussians(scope);
        NDArray log = gaussians.logVariance();
        NDArray squared = GaussianLikelihood.SCALED.call(z, gaussians.mean(), log.neg().exp());
        NDArray scales = log.add(LOG_2_PI).sum(new int[] {1});
        NDArray logs = Scalars.mul(squared.add(scales), -0.5).add(logShares(scope));
        return LogSumExp.over(logs, 1).squeeze(1);
    }
}
