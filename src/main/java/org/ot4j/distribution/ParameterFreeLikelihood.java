package org.ot4j.distribution;

import ai.djl.ndarray.types.Shape;

/** A likelihood without weights of its own, whose decoder makes one number for each of a sample. */
interface ParameterFreeLikelihood extends Likelihood, Observation {
    @Override
    default Shape outputShape(Shape sampleShape) {
        return sampleShape;
    }

    @Override
    default Observation build(Shape sampleShape) {
        return this;
    }
}
