package org.ot4j.kernel.display;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;

/** An array as text, like NumPy's: only the ends of a long axis are read and shown. */
final class ArrayText {
    /** Arrays of up to this many values are shown whole. */
    private static final int WHOLE = 1_000;

    /** Arrays of arrays up to this many are shown whole. */
    private static final int ROWS = 40;

    /** The number of entries shown at each end of a cut axis. */
    private static final int EDGE = 3;

    private static final int WRAP = 12;

    private final boolean cut;
    private int width;

    private ArrayText(boolean cut) {
        this.cut = cut;
    }

    static String of(NDArray array) {
        if (array.isReleased()) {
            return "a closed array";
        }
        String head =
                array.getDataType().name().toLowerCase(Locale.ROOT)
                        + " "
                        + array.getShape()
                        + " on "
                        + device(array.getDevice())
                        + (array.getName() == null ? "" : " " + array.getName());
        if (array.getDataType() == DataType.STRING) {
            return head + "\n" + List.of(array.toStringArray(StandardCharsets.UTF_8));
        }
        if (array.isEmpty()) {
            return head + "\n[]";
        }
        var text = new ArrayText(array.size() > WHOLE);
        try (NDManager scope = array.getManager().newSubManager()) {
            scope.tempAttachAll(array);
            Object values = text.read(array);
            text.measure(values);
            return head + "\n" + text.write(values, 0);
        }
    }

    /** A Java array of numbers or anything else, with one axis or more. */
    static String ofJava(Object array) {
        boolean rows = array.getClass().getComponentType().isArray();
        var text = new ArrayText(size(array) > WHOLE || rows && Array.getLength(array) > ROWS);
        List<Object> values = text.readJava(array);
        text.measure(values);
        return head(array) + "\n" + text.write(values, 0);
    }

    /** The type with lengths, such as {@code double[200][2]}; no lengths where rows differ. */
    private static String head(Object array) {
        var lengths = new StringBuilder();
        Class<?> type = array.getClass();
        List<Object> level = List.of(array);
        for (; type.isArray(); type = type.getComponentType()) {
            var below = new ArrayList<Object>();
            long different = level.stream().mapToInt(Array::getLength).distinct().count();
            lengths.append('[')
                    .append(different == 1 ? Array.getLength(level.get(0)) : "")
                    .append(']');
            if (type.getComponentType().isArray()) {
                level.forEach(a -> below.addAll(Arrays.asList((Object[]) a)));
                below.removeIf(Objects::isNull);
            }
            level = below;
        }
        return type.getSimpleName() + lengths;
    }

    private static long size(Object array) {
        if (array == null || !array.getClass().getComponentType().isArray()) {
            return array == null ? 1 : Array.getLength(array);
        }
        return Arrays.stream((Object[]) array).mapToLong(ArrayText::size).sum();
    }

    private List<Object> readJava(Object array) {
        var entries = new ArrayList<Object>();
        int n = Array.getLength(array);
        boolean shortened = cut && n > 2 * EDGE;
        for (int i = 0; i < n; i++) {
            if (shortened && i == EDGE) {
                entries.add(null);
                i = n - EDGE;
            }
            Object value = Array.get(array, i);
            if (value != null && value.getClass().isArray()) {
                entries.add(readJava(value));
            } else if (value instanceof Double || value instanceof Float) {
                entries.add(NumberText.of(((Number) value).doubleValue()));
            } else {
                entries.add(String.valueOf(value));
            }
        }
        return entries;
    }

    private static String device(Device device) {
        return device.isGpu() ? "gpu " + device.getDeviceId() : device.getDeviceType();
    }

    /** The shown part as nested lists of formatted numbers; null stands for omitted entries. */
    private Object read(NDArray array) {
        long[] shape = array.getShape().getShape();
        if (shape.length == 0) {
            return numbers(array).get(0);
        }
        boolean shortened = cut && shape[0] > 2 * EDGE;
        if (shape.length == 1 && !shortened) {
            return numbers(array);
        }
        var entries = new ArrayList<Object>();
        long n = shape[0];
        if (shape.length == 1) {
            entries.addAll(numbers(array.get(new NDIndex("0:" + EDGE))));
            entries.add(null);
            entries.addAll(numbers(array.get(new NDIndex((n - EDGE) + ":" + n))));
            return entries;
        }
        for (long i = 0; i < n; i++) {
            if (shortened && i == EDGE) {
                entries.add(null);
                i = n - EDGE;
            }
            entries.add(read(array.get(i)));
        }
        return entries;
    }

    private static List<Object> numbers(NDArray array) {
        var numbers = new ArrayList<Object>();
        if (array.getDataType().isFloating()) {
            for (Number value : array.toType(DataType.FLOAT64, false).toArray()) {
                numbers.add(NumberText.of(value.doubleValue()));
            }
        } else if (array.getDataType().isBoolean()) {
            for (boolean value : array.toBooleanArray()) {
                numbers.add(Boolean.toString(value));
            }
        } else {
            for (Number value : array.toArray()) {
                numbers.add(value.toString());
            }
        }
        return numbers;
    }

    private void measure(Object values) {
        if (values instanceof List<?> list) {
            list.forEach(this::measure);
        } else if (values != null) {
            width = Math.max(width, values.toString().length());
        }
    }

    private String write(Object values, int depth) {
        if (!(values instanceof List<?> list)) {
            return values == null ? "…" : " ".repeat(width - values.toString().length()) + values;
        }
        boolean leaves = list.stream().noneMatch(v -> v instanceof List);
        String newLine = "\n" + " ".repeat(depth + 1);
        var text = new StringJoiner("", "[", "]");
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) {
                text.add(leaves ? i % WRAP == 0 ? "," + newLine : ", " : "," + newLine);
            }
            text.add(write(list.get(i), depth + 1));
        }
        return text.toString();
    }
}
