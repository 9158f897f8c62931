package org.ot4j.model;

import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;

/**
 * A model whose samples are drawn from what was fitted to its codes.
 *
 * @param model the model without that
 * @param prior what was fitted
 */
record FittedModel(GameRecipe model, Prior prior) implements GameRecipe {
    FittedModel {
        Check.notNull(model, "model");
        Check.notNull(prior, "prior");
    }

    @Override
    public Game create() {
        Game game = model.create();
        if (game instanceof LatentModel latent) {
            latent.adopt(prior);
            return latent;
        }
        throw Check.error("model", game.name(), "a model that encodes");
    }
}
