package org.ot4j.training.internal;

import java.util.HashMap;
import java.util.Map;
import org.ot4j.network.Weights;

/** Java arrays of the size of each vector of weights, kept from step to step. */
public final class Scratch {
    private final Map<Weights, float[][]> arrays = new HashMap<>();

    public float[] values(Weights weights) {
        return of(weights)[0];
    }

    public float[] gradient(Weights weights) {
        return of(weights)[1];
    }

    private float[][] of(Weights weights) {
        return arrays.computeIfAbsent(weights, w -> new float[2][w.size()]);
    }
}
