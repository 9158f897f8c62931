package org.ot4j.training;

import java.util.Map;

/**
 * The end of an epoch, as callbacks see it.
 *
 * @param game the game in training; its weights may be read and samples drawn
 * @param epoch number of epochs finished
 * @param step number of rounds finished
 * @param means mean of each term over the epoch, keyed by the names of the history's columns
 */
public record Moment(Game game, int epoch, long step, Map<String, Double> means) {}
