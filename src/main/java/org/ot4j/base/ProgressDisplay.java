package org.ot4j.base;

/**
 * Shows progress. The library finds implementations by {@link java.util.ServiceLoader}; a notebook
 * kernel installs one with {@link Progress#setDisplay}. Without one, progress is shown as a bar in
 * the terminal, if there is one.
 */
@FunctionalInterface
public interface ProgressDisplay {
    /**
     * Shows a state. Called at most about ten times a second per task, from the thread that does
     * the work, and always for the last state. Exceptions that it throws are ignored.
     */
    void show(ProgressState state);
}
