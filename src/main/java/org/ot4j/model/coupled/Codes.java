package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Tensors;

/**
 * Codes that stand for the prior: an even sample of equal weights, or of a finite prior all that
 * there are, with their probabilities.
 *
 * @param z [m, dimension]
 * @param weights b, of sum 1
 */
record Codes(NDArray z, double[] weights) {
    /** m codes of a prior, or all of a finite one. */
    static Codes of(Prior prior, NDManager manager, int m, RandomGenerator random) {
        if (prior instanceof Categorical finite) {
            return new Codes(finite.codes(manager), finite.probabilities());
        }
        return uniform(prior.sampleEvenly(manager, m, random));
    }

    /** Codes of equal weight. */
    static Codes uniform(NDArray z) {
        var weights = new double[Math.toIntExact(z.size(0))];
        Arrays.fill(weights, 1.0 / weights.length);
        return new Codes(z, weights);
    }

    /** Some of the codes, one after the other. */
    float[] rows(int[] chosen) {
        var all = new float[Math.toIntExact(z.size())];
        Tensors.read(z, all);
        int d = Math.toIntExact(z.size(1));
        var some = new float[chosen.length * d];
        for (int j = 0; j < chosen.length; j++) {
            System.arraycopy(all, chosen[j] * d, some, j * d, d);
        }
        return some;
    }

    /** log b, [m], owned by the codes' manager. */
    NDArray logWeights() {
        return Tensors.of(
                z.getManager(), Arrays.stream(weights).map(Math::log).toArray(), weights.length);
    }

    /** b, [m], owned by the codes' manager. */
    NDArray weightArray() {
        return Tensors.of(z.getManager(), weights, weights.length);
    }
}
