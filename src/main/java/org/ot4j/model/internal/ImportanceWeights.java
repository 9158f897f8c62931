package org.ot4j.model.internal;

import ai.djl.ndarray.NDArray;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.LogSumExp;

/** Means of importance weights, so many draws at a time that memory is bounded. */
public final class ImportanceWeights {
    /** Pairs of a sample and a code that are weighed at once. */
    public static final int PAIRS = 4096;

    /** Weighs draws. */
    @FunctionalInterface
    public interface Weighing {
        /**
         * The logarithms of the weights of so many fresh draws for each sample.
         *
         * @param x [n, sample shape...]
         * @return [n, draws], in any manager under that of x
         */
        NDArray log(NDArray x, int draws);
    }

    private ImportanceWeights() {}

    /** log 1/k Σ w of each sample, by k draws. */
    public static double[] logMeans(NDArray x, int k, Weighing weighing) {
        int n = Math.toIntExact(x.size(0));
        int rows = Math.max(1, PAIRS / Math.min(k, PAIRS));
        var sums = new double[n];
        for (int first = 0; first < n; first += rows) {
            int from = first;
            int to = Math.min(n, from + rows);
            int parts = (k + PAIRS - 1) / PAIRS;
            var logs = new double[to - from][parts];
            for (int p = 0; p < parts; p++) {
                int draws = Math.min(PAIRS, k - p * PAIRS);
                try (var scope = x.getManager().newSubManager()) {
                    NDArray some = x.get("{}:{}", from, to);
                    some.attach(scope);
                    double[] w =
                            ClassLabels.part(
                                    from, to, n, () -> Tensors.doubles(weighing.log(some, draws)));
                    var row = new double[draws];
                    for (int i = 0; i < to - from; i++) {
                        System.arraycopy(w, i * draws, row, 0, draws);
                        logs[i][p] = LogSumExp.of(row);
                    }
                }
            }
            for (int i = from; i < to; i++) {
                sums[i] = LogSumExp.of(logs[i - from]) - Math.log(k);
            }
        }
        return sums;
    }
}
