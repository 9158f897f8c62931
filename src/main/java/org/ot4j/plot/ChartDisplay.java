package org.ot4j.plot;

/** Shows charts that change while a program runs; a notebook kernel installs one. */
@FunctionalInterface
public interface ChartDisplay {
    /**
     * Shows a chart in place of the last one with the same key.
     *
     * @param key compared by identity
     */
    void show(Object key, Chart chart);
}
