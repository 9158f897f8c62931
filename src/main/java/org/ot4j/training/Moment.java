package org.ot4j.training;

import java.util.Map;

/**
 * The end of an epoch, as callbacks see it.
 *
 * @param game in training; its weights may be read and samples drawn
 * @param epoch epochs finished
 * @param step rounds finished
 * @param means mean of each term over the epoch, by the names of the history's columns
 */
public record Moment(Game game, int epoch, long step, Map<String, Double> means) {}
