package org.ot4j.spark;

import java.io.Serializable;
import org.ot4j.evaluation.FeatureExtractor;

/**
 * Makes a feature extractor where it is needed: networks cannot be sent to executors, but how to
 * make one can.
 *
 * <pre>{@code
 * ExtractorSource inception = () -> Features.inception(Path.of("/mnt/inception.pt"));
 * }</pre>
 */
@FunctionalInterface
public interface ExtractorSource extends Serializable {
    /**
     * A new extractor, the same each time; each task that runs has one of its own.
     *
     * @throws Exception if there is none, because a file is missing for example
     */
    FeatureExtractor make() throws Exception;
}
