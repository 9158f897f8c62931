package org.ot4j.training;

/**
 * The origin of a trained model, with enough information to train it again.
 *
 * @param game name of the model
 * @param recipe its configuration as JSON, or null if it cannot be stored
 * @param settings the run's settings as JSON
 * @param seed determines all randomness
 * @param data name of the data set
 * @param fingerprint SHA-256 of the data
 * @param versions versions of the library, engine and Java
 */
public record Provenance(
        String game,
        String recipe,
        String settings,
        long seed,
        String data,
        String fingerprint,
        String versions) {
    /** The same origin with another configuration. */
    Provenance withRecipe(String json) {
        return new Provenance(game, json, settings, seed, data, fingerprint, versions);
    }
}
