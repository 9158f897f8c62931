package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ot4j.internal.HtmlText;

/** Names with values: a table of two columns, or lines. */
final class Facts {
    private static final int SHORT = 6;
    private static final int WIDTH = 90;

    private final String title;
    private final Map<String, String> entries = new LinkedHashMap<>();

    Facts(String title) {
        this.title = title;
    }

    /**
     * The components of a result of the library; other records are shown as they print themselves.
     */
    static Bundle of(Record value) throws ReflectiveOperationException {
        String type = value.getClass().getName();
        if (!type.startsWith("org.ot4j.") || type.startsWith("org.ot4j.kernel.")) {
            return Bundle.text(value.toString());
        }
        var facts = new Facts(type.substring(type.lastIndexOf('.') + 1).replace('$', '.'));
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            var getter = component.getAccessor();
            getter.setAccessible(true);
            try {
                facts.add(component.getName(), getter.invoke(value));
            } catch (InvocationTargetException e) {
                facts.add(component.getName(), "cannot be read: " + e.getCause());
            }
        }
        return facts.bundle();
    }

    Facts add(String name, Object value) {
        entries.put(name, text(value));
        return this;
    }

    String text() {
        int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
        return title
                + entries.entrySet().stream()
                        .map(e -> "\n  " + pad(e.getKey(), width) + "  " + e.getValue())
                        .collect(Collectors.joining());
    }

    Bundle bundle() {
        String rows =
                entries.entrySet().stream()
                        .map(
                                e ->
                                        "<tr><th style=\"text-align:left\">"
                                                + HtmlText.escape(e.getKey())
                                                + "</th><td style=\"text-align:left\">"
                                                + HtmlText.escape(e.getValue())
                                                + "</td></tr>\n")
                        .collect(Collectors.joining());
        return Bundle.text(text())
                .html(
                        "<p><b>"
                                + HtmlText.escape(title)
                                + "</b></p>\n<table class=\"dataframe\">\n<tbody>\n"
                                + rows
                                + "</tbody>\n</table>");
    }

    private static String pad(String name, int width) {
        return name + " ".repeat(width - name.length());
    }

    /** A value on one line. */
    private static String text(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return NumberText.of(((Number) value).doubleValue());
        }
        if (value instanceof NDArray array) {
            return array.isReleased() ? "closed" : array.getDataType() + " " + array.getShape();
        }
        if (value != null && value.getClass().isArray()) {
            return array(value);
        }
        String text = String.valueOf(value).strip().replaceAll("\\s+", " ");
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
    }

    private static String array(Object array) {
        int n = Array.getLength(array);
        var parts = new ArrayList<String>();
        for (int i = 0; i < Math.min(n, SHORT); i++) {
            parts.add(text(Array.get(array, i)));
        }
        return "[" + String.join(", ", parts) + (n > SHORT ? ", … " + n + " in all]" : "]");
    }
}
