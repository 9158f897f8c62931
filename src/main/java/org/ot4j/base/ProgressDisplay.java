package org.ot4j.base;

/**
 * Shows progress. The library finds implementations by {@link java.util.ServiceLoader}; a notebook
 * kernel installs one with {@link Progress#setDisplay}. Without any, a terminal gets a bar.
 */
@FunctionalInterface
public interface ProgressDisplay {
    /**
     * Shows a state. Called at most some ten times a second for one task, from the thread that does
     * the work; always called for the last state. What it throws is ignored.
     */
    void show(ProgressState state);
}
