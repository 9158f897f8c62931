package org.ot4j.plot;

import java.awt.Color;
import java.util.List;
import tech.tablesaw.plotly.traces.Trace;

/** One thing drawn between axes. */
interface Layer {
    /** The box that shows all of it. */
    Bounds bounds();

    void paint(Canvas canvas, Axes axes);

    /** Its interactive form; null if plotly's Java API has none. */
    List<Trace> traces();

    /** Its line in the legend, or null. */
    default Key key() {
        return null;
    }

    /** Its lines in the legend; most layers have one or none. */
    default List<Key> keys() {
        return key() == null ? List.of() : List.of(key());
    }

    /** A colour and its name. */
    record Key(String name, Color color) {
        public Key {
            name = Words.name(name);
        }
    }
}
