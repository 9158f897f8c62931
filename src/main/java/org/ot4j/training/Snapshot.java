package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ot4j.internal.Check;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;

/**
 * The content of a checkpoint.
 *
 * @param provenance where the model came from
 * @param sampleShape shape of one sample of the data
 * @param weights all weights and statistics, by name
 * @param state state of the training
 */
record Snapshot(
        Provenance provenance, Shape sampleShape, Map<String, float[]> weights, State state) {
    /**
     * Takes a snapshot of a game in a given state; no other thread may change its weights
     * meanwhile.
     */
    static Snapshot of(Game game, Shape sampleShape, Provenance provenance, State state) {
        var values = new LinkedHashMap<String, float[]>();
        weights(game).forEach((name, w) -> values.put(name, w.values()));
        return new Snapshot(provenance, sampleShape, values, state);
    }

    /** All weights and statistics of a game by name; a name must not occur twice. */
    static Map<String, Weights> weights(Game game) {
        var all = new LinkedHashMap<String, Weights>();
        for (Network network : game.networks()) {
            add(all, network.weights());
            add(all, network.buffers());
        }
        for (Player player : game.players()) {
            player.weights().forEach(weights -> add(all, weights));
        }
        return all;
    }

    private static void add(Map<String, Weights> all, Weights weights) {
        Weights other = all.putIfAbsent(weights.name(), weights);
        Check.that(
                other == null || other == weights,
                "name of weights",
                weights.name(),
                "a name for each");
    }
}
