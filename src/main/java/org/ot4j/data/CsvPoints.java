package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.ot4j.internal.Check;
import org.ot4j.internal.Csv;

/**
 * Points from a CSV file. The type of a column depends on all its cells: numbers make a coordinate,
 * words are left out, and a mixture of both is an error.
 */
final class CsvPoints {
    /** Texts that stand for a missing value, apart from an empty cell. */
    private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "*");

    private static final Set<String> INFINITE = Set.of("inf", "infinity");

    /** A column with a smaller share of numbers than this is a column of words, such as titles. */
    private static final int WORDS_FOR_A_NUMBER = 9;

    private final Path file;
    private final boolean decimalComma;
    private final List<Column> columns = new ArrayList<>();
    private int rows;

    private CsvPoints(Path file, boolean decimalComma) {
        this.file = file;
        this.decimalComma = decimalComma;
    }

    /** A column while it is being read. */
    private static final class Column {
        final String name;
        float[] values = new float[64];
        int numbers;
        int words;
        Place word;
        Place missing;
        Place infinite;

        Column(String name) {
            this.name = name;
        }

        void add(int row, float value) {
            if (row == values.length) {
                values = Arrays.copyOf(values, 2 * row);
            }
            values[row] = value;
        }
    }

    /** The position of a cell, for messages. */
    private record Place(String where, String text) {
        static Place of(Csv csv, int column) {
            return new Place(csv.place(column), '"' + csv.cell(column) + '"');
        }
    }

    /**
     * Reads a file.
     *
     * @param label name of the column of classes, or null
     */
    static DataSet read(Path file, String label) {
        try (Csv csv = Csv.open(file)) {
            checkHeader(file, csv.header());
            int labels = label == null ? -1 : indexOf(csv.header(), label);
            Check.that(
                    label == null || labels >= 0,
                    "labelColumn",
                    label,
                    "one of " + csv.header() + " in " + file);
            var points = new CsvPoints(file, csv.separator() == ';');
            csv.header().forEach(name -> points.columns.add(new Column(name)));
            List<String> classes = new ArrayList<>();
            while (csv.next()) {
                for (int j = 0; j < csv.header().size(); j++) {
                    if (j == labels) {
                        String text = csv.cell(j);
                        Check.that(!isMissing(text), csv.place(j), '"' + text + '"', "a class");
                        classes.add(text);
                    } else {
                        points.add(csv, j);
                    }
                }
                points.rows++;
            }
            return points.dataSet(labels, classes);
        }
    }

    private static int indexOf(List<String> header, String label) {
        if (header.contains(label)) {
            return header.indexOf(label);
        }
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).equalsIgnoreCase(label)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A first line of measurements is a point that would be lost as a header; numbered columns are
     * names.
     */
    private static void checkHeader(Path file, List<String> header) {
        boolean counts = true;
        for (int i = 0; i < header.size(); i++) {
            if (Double.isNaN(number(header.get(i), false))) {
                return;
            }
            counts &=
                    header.get(i).equals(String.valueOf(i))
                            || header.get(i).equals(String.valueOf(i + 1));
        }
        Check.that(
                counts, "first line of " + file, header, "the names of the columns, not a point");
    }

    private void add(Csv csv, int j) {
        Column column = columns.get(j);
        String text = csv.cell(j);
        double value = number(text, decimalComma);
        if (!Double.isNaN(value)) {
            column.numbers++;
            if (column.infinite == null && !Float.isFinite((float) value)) {
                column.infinite = Place.of(csv, j);
            }
        } else if (isMissing(text)) {
            column.missing = column.missing == null ? Place.of(csv, j) : column.missing;
        } else {
            column.words++;
            column.word = column.word == null ? Place.of(csv, j) : column.word;
        }
        column.add(rows, (float) value);
    }

    private static boolean isMissing(String text) {
        return MISSING.contains(text.toLowerCase(Locale.ROOT));
    }

    /** The number that a text represents, possibly infinite; NaN if it is not a number. */
    private static double number(String text, boolean decimalComma) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("0123456789+-.eE,".indexOf(c) < 0) {
                String word = text.toLowerCase(Locale.ROOT);
                boolean negative = word.startsWith("-");
                if (INFINITE.contains(
                        negative || word.startsWith("+") ? word.substring(1) : word)) {
                    return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                }
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(decimalComma ? text.replace(',', '.') : text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private DataSet dataSet(int labels, List<String> classes) {
        Check.that(rows > 0, file.toString(), "a header only", "at least one row");
        List<Column> kept = new ArrayList<>();
        for (int j = 0; j < columns.size(); j++) {
            Column column = columns.get(j);
            boolean nothing = column.name.isEmpty() && column.numbers + column.words == 0;
            if (j != labels && !nothing && isNumbers(column)) {
                kept.add(column);
            }
        }
        Check.that(
                !kept.isEmpty(),
                "columns of " + file,
                columns.stream().map(c -> c.name).toList(),
                "at least one column of numbers besides the label");
        int d = kept.size();
        var values = new float[Math.multiplyExact(rows, d)];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < rows; i++) {
                values[i * d + j] = kept.get(j).values[i];
            }
        }
        DataSet points =
                DataSet.owning(values, new Shape(d)).named(String.valueOf(file.getFileName()));
        return labels < 0 ? points : labelled(points, classes);
    }

    private static boolean isNumbers(Column column) {
        if (column.words > 0) {
            if (column.numbers * WORDS_FOR_A_NUMBER >= column.words) {
                throw Check.error(
                        column.word.where,
                        column.word.text,
                        "a number, as in "
                                + column.numbers
                                + " rows of this column (to leave a column out, select the others"
                                + " of a Table and take DataSet.of(table))");
            }
            return false;
        }
        for (Place bad : Arrays.asList(column.missing, column.infinite)) {
            if (bad != null) {
                throw Check.error(bad.where, bad.text, "a finite number");
            }
        }
        return true;
    }

    /** Classes are numbered in the order of their names; whole numbers keep their value. */
    private static DataSet labelled(DataSet points, List<String> classes) {
        var numbers = new int[classes.size()];
        try {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(classes.get(i));
            }
            if (Arrays.stream(numbers).min().orElse(0) >= 0) {
                return points.withLabels(numbers);
            }
        } catch (NumberFormatException e) {
            // Names, then.
        }
        List<String> names = List.copyOf(new TreeSet<>(classes));
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Collections.binarySearch(names, classes.get(i));
        }
        return points.withLabels(numbers).withClassNames(names);
    }
}
