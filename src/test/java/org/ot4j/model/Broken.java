package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import org.ot4j.distribution.Distortion;

/** A cost that is no number between two points further apart than 0. */
public record Broken() implements Distortion {
    @Override
    public NDArray rows(NDArray x, NDArray y) {
        return x.sub(y).square().neg().sqrt().sum(new int[] {1});
    }
}
