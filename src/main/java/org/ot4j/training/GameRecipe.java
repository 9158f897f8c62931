package org.ot4j.training;

import org.ot4j.network.Recipe;

/** A recipe for a game: the configuration of a model, without its weights. */
public interface GameRecipe extends Recipe {
    /** Makes the game, untrained. */
    Game create();
}
