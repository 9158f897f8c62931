package org.ot4j.training;

import ai.djl.ndarray.types.Shape;
import org.ot4j.base.PyTorch;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.network.Recipes;
import org.ot4j.training.internal.Blocks;

/**
 * A training job: a prepared game, the data it learns from and the options.
 *
 * @param provenance describes the job in a form that a file can store
 */
record Job<M extends Game>(M game, DataSource data, Options options, Provenance provenance) {
    static <M extends Game> Job<M> of(M game, DataSource data, Options options) {
        return new Job<>(game, data, options, describe(game, data, options.settings()));
    }

    /** The content of a checkpoint taken now. */
    Blocks snapshot(State current) {
        return Checkpoint.content(game, data.sampleShape(), provenance, current);
    }

    /**
     * Gives the model a writer for its checkpoints. The writer must not refer to this job, which
     * would keep the data alive.
     */
    void keepForSaving(State current) {
        M model = game;
        Shape shape = data.sampleShape();
        Provenance origin = provenance;
        model.savedBy(
                path -> Checkpoint.write(path, Checkpoint.content(model, shape, origin, current)));
    }

    private static Provenance describe(Game game, DataSource data, Settings settings) {
        Check.that(
                game.recipe() == null || game.recipe() instanceof GameRecipe,
                "recipe of " + game.name(),
                game.recipe(),
                "a GameRecipe, which makes the game again");
        return new Provenance(
                game.name(),
                game.recipe() == null ? null : Recipes.toJson(game.recipe()),
                Recipes.toJson(settings),
                settings.seed(),
                data.name(),
                data.fingerprint(),
                versions());
    }

    private static String versions() {
        String own = Job.class.getPackage().getImplementationVersion();
        return "ot4j "
                + (own == null ? "development" : own)
                + ", PyTorch "
                + PyTorch.engine().getVersion()
                + ", Java "
                + Runtime.version();
    }
}
