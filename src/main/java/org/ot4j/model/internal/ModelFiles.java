package org.ot4j.model.internal;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.ot4j.internal.Check;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Game;

/**
 * Trained models to files and back: a file is a {@link Checkpoint}, with all that training needs.
 */
public final class ModelFiles {
    private ModelFiles() {}

    /** Writes a model by what its training, or the file that it came from, left for that. */
    public static Path save(Game model, Consumer<Path> writer, Path file) {
        Check.notNull(file, "file");
        if (writer == null) {
            throw new IllegalStateException(
                    model.name() + " has not been trained: call train(data) first");
        }
        writer.accept(file);
        return file;
    }

    /**
     * Rebuilds a model from its file.
     *
     * @throws IllegalArgumentException if the file holds a model of another kind, or is damaged
     */
    public static <M extends Game> M load(Path file, Class<M> kind) {
        Check.notNull(file, "file");
        if (!Files.exists(file)) {
            throw new UncheckedIOException(
                    "no model file " + file, new NoSuchFileException(file.toString()));
        }
        Game game = Checkpoint.read(file).game();
        if (kind.isInstance(game)) {
            return kind.cast(game);
        }
        String name = game.name();
        String own = game.getClass().getSimpleName();
        close(game);
        throw Check.error(
                "file",
                file,
                "a model of the kind "
                        + kind.getSimpleName()
                        + "; it holds the "
                        + own
                        + " \""
                        + name
                        + "\": "
                        + own
                        + ".load(file) reads it");
    }

    private static void close(Game game) {
        if (game instanceof AutoCloseable model) {
            try {
                model.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
