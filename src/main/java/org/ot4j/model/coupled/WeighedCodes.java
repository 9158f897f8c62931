package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * Codes among which a posterior divides each sample: q(z_j | x) ∝ exp(log_j - c(x, z_j) / ε).
 *
 * @param z [m, latent dimension]
 * @param log log b_j + v_j / ε up to a constant, [m]
 * @param output what the decoder makes of them, [m, ...]
 */
record WeighedCodes(
        NDArray z, NDArray log, NDArray output, Observation observation, double epsilon) {
    /** Entries of a block of samples and codes: 16 MB. */
    private static final int ENTRIES = 1 << 22;

    /** The exponents above, [n, m], owned by the manager of x. */
    NDArray exponents(NDArray x) {
        NDArray cost = observation.pairwise(x, Scope.view(output, x.getManager()));
        return Scalars.div(cost, -epsilon).add(log.reshape(1, -1));
    }

    /** A code for each sample, [n, latent dimension], owned by the codes' manager. */
    NDArray draw(NDArray x, RandomGenerator random) {
        int n = Math.toIntExact(x.size(0));
        int m = Math.toIntExact(z.size(0));
        int d = Math.toIntExact(z.size(1));
        int rows = Math.max(1, ENTRIES / m);
        var codes = new float[m * d];
        Tensors.read(z, codes);
        var drawn = new float[n * d];
        for (int from = 0; from < n; from += rows) {
            int to = Math.min(n, from + rows);
            float[] cumulative = cumulative(x, from, to);
            for (int i = 0; i < to - from; i++) {
                float mark = random.nextFloat() * cumulative[(i + 1) * m - 1];
                int at = Arrays.binarySearch(cumulative, i * m, (i + 1) * m, mark);
                int j = Math.min(at < 0 ? -at - 1 : at + 1, (i + 1) * m - 1) - i * m;
                System.arraycopy(codes, j * d, drawn, (from + i) * d, d);
            }
        }
        return Tensors.of(z.getManager(), drawn, n, d);
    }

    /** Sums of the weights up to each code, of the samples [from, to). */
    private float[] cumulative(NDArray x, int from, int to) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray part = x.get(new NDIndex("{}:{}", from, to));
            part.attach(scope);
            var sums = new float[(to - from) * Math.toIntExact(log.size())];
            Tensors.read(exponents(part).softmax(1).cumSum(1), sums);
            return sums;
        }
    }
}
