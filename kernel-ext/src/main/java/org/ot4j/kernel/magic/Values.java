package org.ot4j.kernel.magic;

import ai.djl.ndarray.NDArray;
import java.lang.reflect.Array;
import org.ot4j.training.Game;
import tech.tablesaw.api.Table;

/** Values on one line. */
final class Values {
    private Values() {}

    static String line(Object value, int width) {
        String text = text(value).strip().replaceAll("\\s+", " ");
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    private static String text(Object value) {
        if (value instanceof NDArray array) {
            return array.isReleased() ? "closed" : array.getDataType() + " " + array.getShape();
        }
        if (value instanceof Game game) {
            return game.name();
        }
        if (value instanceof Table table) {
            return table.rowCount() + " rows × " + table.columnCount() + " columns";
        }
        if (value != null && value.getClass().isArray()) {
            return value.getClass().getComponentType().getSimpleName()
                    + "["
                    + Array.getLength(value)
                    + "]";
        }
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return "cannot be shown: " + e;
        }
    }
}
