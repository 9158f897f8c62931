package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;

/** Turns samples into the vectors that FID, KID, precision and recall compare. */
public interface FeatureExtractor {
    /** Name for people and tables, with everything that the values depend on. */
    String name();

    /**
     * Features of a batch.
     *
     * @param samples float32 [n, ...]
     * @return [n, d] of any floating type, attached to the manager of {@code samples}
     */
    NDArray features(NDArray samples);
}
