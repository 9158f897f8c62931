package org.ot4j.kernel.shell;

import ai.djl.ndarray.NDArray;
import java.lang.reflect.Array;
import java.util.StringJoiner;
import org.ot4j.kernel.display.Arrays;
import tech.tablesaw.api.Table;

/** The text that JShell prints for a value. */
final class ShellValue {
    private static final int ROWS = 20;
    private static final int MOST = 100;

    private ShellValue() {}

    static String text(Object value) {
        if (value instanceof NDArray array) {
            return "\n" + Arrays.text(array);
        }
        if (value instanceof Table table) {
            return "\n" + table.print(ROWS);
        }
        if (value instanceof String string) {
            return '"' + string + '"';
        }
        if (value instanceof Character character) {
            return "'" + character + "'";
        }
        if (value != null && value.getClass().isArray()) {
            return array(value);
        }
        return String.valueOf(value);
    }

    /** Like JShell: {@code double[3] { 1.0, 2.0, 3.0 }}. */
    private static String array(Object array) {
        int n = Array.getLength(array);
        String type = array.getClass().getComponentType().getSimpleName();
        var text = new StringJoiner(", ", type + "[" + n + "] { ", " }");
        for (int i = 0; i < Math.min(n, MOST); i++) {
            text.add(text(Array.get(array, i)));
        }
        return n > MOST ? text.add("...").toString() : text.toString();
    }
}
