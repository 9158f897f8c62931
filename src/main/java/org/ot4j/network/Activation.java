package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** An activation function, applied between two layers. */
public enum Activation {
    /** x. */
    IDENTITY,
    /** max(0, x). */
    RELU,
    /** x if x > 0, else 0.2 x: the slope of the DCGAN paper. */
    LEAKY_RELU,
    /** x if x > 0, else exp(x) - 1. */
    ELU,
    /** x times the cumulative distribution function of the standard normal. */
    GELU,
    /** log(1 + exp(x)). */
    SOFTPLUS,
    /** tanh(x). */
    TANH,
    /** 1 / (1 + exp(-x)). */
    SIGMOID;

    /** Applies the function to each element. */
    public NDArray apply(NDArray x) {
        var array = (PtNDArray) x;
        return switch (this) {
            case IDENTITY -> x;
            case RELU -> JniUtils.relu(array);
            case LEAKY_RELU -> JniUtils.leakyRelu(array, 0.2);
            case ELU -> JniUtils.elu(array, 1);
            case GELU -> JniUtils.gelu(array);
            case SOFTPLUS -> JniUtils.softPlus(array);
            case TANH -> JniUtils.tanh(array);
            case SIGMOID -> JniUtils.sigmoid(array);
        };
    }
}
