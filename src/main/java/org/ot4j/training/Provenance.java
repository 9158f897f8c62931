package org.ot4j.training;

/**
 * What a trained model came from, enough to train it again.
 *
 * @param game name of the model
 * @param recipe its configuration as JSON, or null when it cannot be written down
 * @param settings the run's settings as JSON
 * @param seed decides everything
 * @param data name of the data set
 * @param fingerprint SHA-256 of the data
 * @param versions of the library, engine and Java
 */
public record Provenance(
        String game,
        String recipe,
        String settings,
        long seed,
        String data,
        String fingerprint,
        String versions) {}
