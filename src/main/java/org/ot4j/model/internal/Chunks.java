package org.ot4j.model.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.data.DataSource;
import org.ot4j.network.ClassLabels;

/** Rows of data, all of them or so many at a time. */
public final class Chunks {
    private static final int CHUNK = 4096;

    private Chunks() {}

    /** The indices of all samples. */
    public static int[] rows(DataSource data) {
        return IntStream.range(0, data.size()).toArray();
    }

    /** Applies a function of rows to so many rows at a time, to bound memory. */
    public static NDArray each(NDArray rows, UnaryOperator<NDArray> function) {
        long n = rows.size(0);
        NDManager owner = rows.getManager();
        var parts = new NDList();
        for (long from = 0; from < n; from += CHUNK) {
            long to = Math.min(n, from + CHUNK);
            try (var scope = owner.newSubManager()) {
                NDArray part =
                        n <= CHUNK ? rows.duplicate() : rows.get(new NDIndex("{}:{}", from, to));
                part.attach(scope);
                NDArray result = ClassLabels.part(from, to, n, () -> function.apply(part));
                result.attach(owner);
                parts.add(result);
            }
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray all = NDArrays.concat(parts, 0);
        parts.close();
        return all;
    }
}
