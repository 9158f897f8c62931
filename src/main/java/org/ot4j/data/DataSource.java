package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.IntStream;
import org.ot4j.base.Points;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;

/**
 * A finite collection of samples that can be read in any order: what models train on and metrics
 * compare. Points have the shape (d), pictures (c, h, w) with values in [0, 1].
 */
public interface DataSource extends Points {
    /** A readable name, for example {@code "25 Gaussians"}. */
    String name();

    /** Number of samples. */
    int size();

    /** Shape of one sample, without the batch axis. */
    Shape sampleShape();

    /**
     * Reads samples.
     *
     * @param manager owns the result
     * @param indices rows to read, each in [0, size)
     * @return float32 array of shape [indices.length, sampleShape...]
     */
    NDArray batch(NDManager manager, int... indices);

    /** All samples as rows, [n, size of a sample]; pictures are flattened. */
    @Override
    default double[][] toArray() {
        try (NDManager manager = PyTorch.newCpuManager()) {
            return Rows.of(batch(manager, IntStream.range(0, size()).toArray()));
        }
    }

    /** Class of each sample, or null if there are none. */
    int[] labels();

    /** SHA-256, in hexadecimal, of shapes, values and labels: equal for equal data. */
    String fingerprint();
}
