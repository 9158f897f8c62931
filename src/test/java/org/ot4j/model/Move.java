package org.ot4j.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.network.Tensors;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Game;

/**
 * What a player would do in one step: its objective's value and gradients, nothing being moved.
 *
 * @param value of its objective
 * @param gradients by the name of the weights
 */
public record Move(double value, Map<String, float[]> gradients) {
    /** The step of a player on points of the line, with noise from a seed. */
    public static Move of(Game game, String player, float[] points, long seed) {
        var rows = new double[points.length][1];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = points[i];
        }
        try (var probe = new Probe(game, rows, seed)) {
            return new Move(probe.value(player), probe.gradients(player));
        }
    }

    /** The codes that a model draws first in a step with this seed. */
    public static float[] codes(GenerativeModel model, int n, long seed, boolean evenly) {
        try (NDManager manager = Tensors.newManager()) {
            var random = new SplittableRandom(seed);
            return (evenly
                            ? model.prior().sampleEvenly(manager, n, random)
                            : model.prior().sample(manager, n, random))
                    .toFloatArray();
        }
    }

    /** A one-dimensional linear generator G(z) = slope z + shift, in place of the drawn one. */
    public static void generator(GenerativeModel model, float slope, float shift) {
        model.prepare(new Shape(1), 0);
        model.generator().weights().set(new float[] {slope, shift});
    }

    /** Trains for two steps, saves, and rebuilds the model from the file alone. */
    public static GenerativeModel saved(GenerativeModel model, DataSet data) {
        try {
            Path file = Files.createTempFile("model", ".ot4j");
            try {
                model.train(data).steps(2).batchSize(data.size()).checkpoint(file).fit();
                return (GenerativeModel) Checkpoint.read(file).game();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
