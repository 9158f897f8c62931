package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayDeque;
import org.ot4j.evaluation.FeatureExtractor;

/** The extractors of a process: as many as tasks run there at a time, made when first needed. */
final class Extractors implements Serializable {
    private final ExtractorSource source;
    private transient ArrayDeque<FeatureExtractor> idle;

    Extractors(ExtractorSource source) {
        this.source = source;
    }

    FeatureExtractor take() throws Exception {
        synchronized (this) {
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        return source.make();
    }

    synchronized void giveBack(FeatureExtractor extractor) {
        if (idle == null) {
            idle = new ArrayDeque<>();
        }
        idle.push(extractor);
    }
}
