package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.ot4j.base.PyTorch;

/** One pass over data: all samples in order, in batches, so memory is bounded. */
public final class Pass {
    private Pass() {}

    /** Receives a batch, which is freed afterwards. */
    @FunctionalInterface
    public interface Body {
        /**
         * Receives a batch.
         *
         * @param from row of its first sample in the data
         * @param batch [n, sample shape...], whose manager is closed afterwards
         */
        void accept(int from, NDArray batch);
    }

    /**
     * Goes through data.
     *
     * @param size batch size, at least 1; the last batch may be smaller
     */
    public static void over(DataSource data, int size, Body body) {
        for (int from = 0; from < data.size(); from += size) {
            int[] rows = IntStream.range(from, Math.min(data.size(), from + size)).toArray();
            try (NDManager scope = PyTorch.newManager()) {
                body.accept(from, data.batch(scope, rows));
            }
        }
    }
}
