package org.ot4j.distribution;

import ai.djl.ndarray.types.Shape;

/** A likelihood without parameters, whose decoder outputs one number for each value of a sample. */
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
