package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A finite collection of samples that can be read in any order: what models train on and metrics
 * compare with. Points have the shape (d), pictures (c, h, w) with values in [0, 1].
 */
public interface DataSource {
    /** Name for people, for example {@code "25 Gaussians"}. */
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

    /** Class of each sample, or null where there are none. */
    int[] labels();

    /** SHA-256, in hexadecimal, of shapes, values and labels: equal for equal data. */
    String fingerprint();
}
