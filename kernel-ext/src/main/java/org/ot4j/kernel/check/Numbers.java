package org.ot4j.kernel.check;

import ai.djl.ndarray.NDArray;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbers of any type and nesting depth, with their positions. */
record Numbers(int[] shape, double[] values) {
    private static final int SHOWN = 12;

    /**
     * The numbers in a value; null if it contains anything else or has rows of different lengths.
     */
    static Numbers of(Object value) {
        if (value instanceof NDArray array) {
            int[] shape =
                    Arrays.stream(array.getShape().getShape()).mapToInt(n -> (int) n).toArray();
            Number[] all = array.toArray();
            return new Numbers(
                    shape, Arrays.stream(all).mapToDouble(Number::doubleValue).toArray());
        }
        var shape = new ArrayList<Integer>();
        for (Object part = value; part != null && part.getClass().isArray(); ) {
            int n = Array.getLength(part);
            shape.add(n);
            part = n == 0 ? null : Array.get(part, 0);
        }
        var values = new ArrayList<Double>();
        int[] sizes = shape.stream().mapToInt(n -> n).toArray();
        return collect(value, sizes, 0, values)
                ? new Numbers(sizes, values.stream().mapToDouble(v -> v).toArray())
                : null;
    }

    private static boolean collect(Object value, int[] shape, int depth, List<Double> values) {
        if (depth == shape.length) {
            if (value instanceof Number number) {
                values.add(number.doubleValue());
            }
            return value instanceof Number;
        }
        if (value == null
                || !value.getClass().isArray()
                || Array.getLength(value) != shape[depth]) {
            return false;
        }
        return IntStream.range(0, shape[depth])
                .allMatch(i -> collect(Array.get(value, i), shape, depth + 1, values));
    }

    boolean sameShape(Numbers other) {
        return Arrays.equals(shape, other.shape);
    }

    boolean near(Numbers expected, double tolerance) {
        return firstApart(expected, tolerance) < 0;
    }

    private int firstApart(Numbers expected, double tolerance) {
        for (int i = 0; i < values.length; i++) {
            double scale = tolerance * (1 + Math.abs(expected.values[i]));
            boolean same = Double.compare(values[i], expected.values[i]) == 0;
            if (!same && !(Math.abs(values[i] - expected.values[i]) <= scale)) {
                return i;
            }
        }
        return -1;
    }

    int firstOutside(double low, double high) {
        return IntStream.range(0, values.length)
                .filter(i -> !(values[i] >= low && values[i] <= high))
                .findFirst()
                .orElse(-1);
    }

    /** All numbers if there are few; otherwise the first that differs from the other array's. */
    String beside(Numbers other, double tolerance) {
        return values.length <= SHOWN ? toString() : at(firstApart(other, tolerance));
    }

    /** A number with its position. */
    String at(int index) {
        var place = new StringBuilder();
        int rest = index;
        for (int d = shape.length - 1; d >= 0; d--) {
            place.insert(0, "[" + rest % shape[d] + "]");
            rest /= shape[d];
        }
        return text(values[index]) + (place.isEmpty() ? "" : " at " + place);
    }

    String shapeText() {
        return switch (shape.length) {
            case 0 -> "one number";
            case 1 -> shape[0] + (shape[0] == 1 ? " number in an array" : " numbers");
            default ->
                    Arrays.stream(shape)
                                    .mapToObj(Integer::toString)
                                    .collect(Collectors.joining(" × "))
                            + " numbers";
        };
    }

    @Override
    public String toString() {
        return values.length <= SHOWN ? text(0, 0) : shapeText();
    }

    private String text(int depth, int index) {
        if (depth == shape.length) {
            return text(values[index]);
        }
        int step = Arrays.stream(shape, depth + 1, shape.length).reduce(1, (a, b) -> a * b);
        return IntStream.range(0, shape[depth])
                .mapToObj(i -> text(depth + 1, index + i * step))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** Up to six digits, without trailing zeros. */
    static String text(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        String text = String.format(Locale.ROOT, "%.6g", value);
        return text.contains("e") || !text.contains(".") ? text : text.replaceFirst("\\.?0+$", "");
    }
}
