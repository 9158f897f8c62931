package org.ot4j.model.coupled;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/** Computes with or without a graph for gradients, and puts the engine's mode back. */
final class Graph {
    private Graph() {}

    static <T> T without(Supplier<T> body) {
        return in(false, body);
    }

    static <T> T with(Supplier<T> body) {
        return in(true, body);
    }

    private static <T> T in(boolean mode, Supplier<T> body) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(mode);
        try {
            return body.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }
}
