package org.ot4j.kernel.display;

import ai.djl.ndarray.NDArray;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ot4j.training.Game;
import tech.tablesaw.api.Table;

/**
 * Any value as a person would write it: collections and maps with their entries, cut with a note if
 * they are long; an object without its own {@code toString} by its fields.
 */
public final class ValueText {
    /** Collections of up to this many entries are shown whole; longer ones show fewer. */
    private static final int WHOLE = 100;

    private static final int EDGE = 10;

    /** The same for a collection inside another value. */
    private static final int INNER = 6;

    private static final int LONGEST = 100_000;
    private static final int DEEPEST = 3;

    private ValueText() {}

    /** The text: one line, except for arrays and values that print more themselves. */
    public static String of(Object value) {
        if (value instanceof NDArray array) {
            return ArrayText.of(array);
        }
        if (value != null && value.getClass().isArray()) {
            return ArrayText.ofJava(value);
        }
        String text = text(value, 0);
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + " … " + text.length() + " characters in total";
    }

    private static String text(Object value, int depth) {
        if (value instanceof CharSequence || value instanceof Number || value == null) {
            return String.valueOf(value);
        }
        if (depth > 0) {
            String brief = brief(value, depth);
            if (brief != null) {
                return brief;
            }
        }
        if (value instanceof Collection<?> all && isJavas(value)) {
            return entries(all.iterator(), all.size(), depth, "[", "]", v -> text(v, depth + 1));
        }
        if (value instanceof Map<?, ?> map && isJavas(value)) {
            Function<Map.Entry<?, ?>, String> entry =
                    e -> text(e.getKey(), depth + 1) + "=" + text(e.getValue(), depth + 1);
            return entries(map.entrySet().iterator(), map.size(), depth, "{", "}", entry);
        }
        return saysNothing(value) ? fields(value, depth) : told(value);
    }

    /** The short text of a value too large to be shown inside another; null for any other value. */
    private static String brief(Object value, int depth) {
        if (value instanceof NDArray array) {
            return array.isReleased() ? "closed" : array.getDataType() + " " + array.getShape();
        }
        if (value instanceof Game game) {
            return game.name();
        }
        if (value instanceof Table table) {
            return table.name() + ": " + table.rowCount() + " rows";
        }
        if (value.getClass().isArray()) {
            int n = Array.getLength(value);
            Iterator<Object> each = IntStream.range(0, n).mapToObj(i -> at(value, i)).iterator();
            return entries(each, n, depth, "[", "]", v -> text(v, depth + 1));
        }
        return null;
    }

    private static Object at(Object array, int i) {
        Object value = Array.get(array, i);
        return value instanceof Double || value instanceof Float
                ? NumberText.of(((Number) value).doubleValue())
                : value;
    }

    private static <T> String entries(
            Iterator<? extends T> all,
            int n,
            int depth,
            String open,
            String close,
            Function<T, String> text) {
        int most = depth > 0 ? INNER : n <= WHOLE ? WHOLE : EDGE;
        var shown = new ArrayList<String>();
        while (all.hasNext() && shown.size() < most) {
            shown.add(text.apply(all.next()));
        }
        String rest = n > shown.size() ? ", … " + n + " in all" : "";
        return open + String.join(", ", shown) + rest + close;
    }

    /** A collection class from elsewhere may print more than its entries. */
    private static boolean isJavas(Object value) {
        return value.getClass().getName().startsWith("java.");
    }

    private static String told(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            return name(value.getClass()) + ", which cannot be shown: " + e;
        }
    }

    private static boolean saysNothing(Object value) {
        try {
            return value.getClass().getMethod("toString").getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** {@code Sinkhorn(epsilon = 0.05, tolerance = 1e-9)}: the fields that have a short text. */
    private static String fields(Object value, int depth) {
        Class<?> type = value.getClass();
        if (type.isHidden() || type.isSynthetic()) {
            return "a lambda"
                    + (type.getInterfaces().length == 0
                            ? ""
                            : ", " + type.getInterfaces()[0].getSimpleName());
        }
        boolean known = type.getName().matches("(org\\.ot4j|REPL)\\..*");
        if (!known) {
            return told(value);
        }
        var shown = new ArrayList<String>();
        if (depth < DEEPEST) {
            addFields(value, depth, shown);
        }
        return name(type) + (shown.isEmpty() ? "" : "(" + String.join(", ", shown) + ")");
    }

    /** A record that holds the settings of a class is shown as fields of that class. */
    private static void addFields(Object owner, int depth, List<String> shown) {
        for (Field field : declared(owner.getClass())) {
            Class<?> type = field.getType();
            if (type.isRecord() && type.getEnclosingClass() == field.getDeclaringClass()) {
                Object settings = read(field, owner);
                if (settings != null) {
                    addFields(settings, depth, shown);
                }
                continue;
            }
            String text = field(field, owner, depth);
            if (text != null) {
                shown.add(field.getName() + " = " + text);
            }
        }
    }

    private static List<Field> declared(Class<?> type) {
        var fields = new ArrayList<Field>();
        for (Class<?> t = type; t != null && t != Object.class; t = t.getSuperclass()) {
            for (Field field : t.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static String field(Field field, Object owner, int depth) {
        Object value = read(field, owner);
        if (value == null || value == owner) {
            return null;
        }
        if (value instanceof Double || value instanceof Float) {
            return NumberText.of(((Number) value).doubleValue());
        }
        try {
            String text = text(value, depth + 1);
            boolean opaque = text.contains("@") || text.contains("\n");
            return opaque ? null : text;
        } catch (RuntimeException e) {
            return null; // it cannot describe itself
        }
    }

    private static Object read(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException | RuntimeException e) {
            return null; // another module's secret
        }
    }

    private static String name(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1)
                .replaceFirst("^\\$JShell\\$\\w+\\$", "")
                .replace('$', '.');
    }
}
