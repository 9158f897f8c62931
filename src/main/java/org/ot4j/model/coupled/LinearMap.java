package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Tensors;

/**
 * The affine map from codes onto the data's first principal axes that gives each axis its standard
 * deviation: the transport from one Gaussian to the other where both have as many axes. Generative
 * topographic mapping (Bishop et al. 1998) and self-organising maps set out from it, too.
 */
final class LinearMap {
    private static final int CODES = 4096;

    /** Axes of the codes that vary less than this part of the first are none, as on a simplex. */
    private static final double FLAT = 1e-3;

    private final double[] weights;
    private final double[] bias;

    /** Fits n rows of data, given row by row. */
    LinearMap(Prior prior, float[] data, int n) {
        int from = prior.dimension();
        int to = data.length / n;
        var z = new float[CODES * from];
        try (NDManager scope = Tensors.newManager()) {
            Tensors.read(prior.sampleEvenly(scope, CODES, new SplittableRandom(0)), z);
        }
        var codes = PrincipalAxes.of(z, CODES, from);
        var axes = PrincipalAxes.of(data, n, Math.min(from, to));
        weights = new double[from * to];
        bias = axes.mean().clone();
        for (int a = 0; a < axes.stds().length; a++) {
            if (codes.stds()[a] < FLAT * codes.stds()[0]) {
                break;
            }
            double scale = axes.stds()[a] / codes.stds()[a];
            for (int i = 0; i < from; i++) {
                for (int j = 0; j < to; j++) {
                    double w = codes.directions()[a][i] * scale * axes.directions()[a][j];
                    weights[i * to + j] += w;
                    bias[j] -= codes.mean()[i] * w;
                }
            }
        }
    }

    /** Where it takes codes [m, k]; [m, d]. */
    NDArray of(NDArray z) {
        NDManager manager = z.getManager();
        return z.matMul(Tensors.of(manager, weights, z.size(1), bias.length))
                .add(Tensors.of(manager, bias, 1, bias.length));
    }
}
