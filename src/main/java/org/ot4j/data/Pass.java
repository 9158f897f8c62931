package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.ot4j.base.PyTorch;

/** One pass over data: all samples in order, so many at a time, that memory is bounded. */
public final class Pass {
    private Pass() {}

    /** Takes a batch, which is freed when it returns. */
    @FunctionalInterface
    public interface Body {
        /**
         * Takes a batch.
         *
         * @param from row of the data that its first is
         * @param batch [n, sample shape...], whose manager is closed afterwards
         */
        void accept(int from, NDArray batch);
    }

    /**
     * Goes through data.
     *
     * @param size of a batch, at least 1; the last may be smaller
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
