package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ot4j.internal.Check;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Data sets from Tablesaw tables and back. */
final class Tables {
    private Tables() {}

    static DataSet read(Table table, String labelColumn) {
        Check.that(table.rowCount() > 0, "table", table.shape(), "at least one row");
        List<NumericColumn<?>> columns = new ArrayList<>();
        for (Column<?> column : table.columns()) {
            if (column instanceof NumericColumn<?> numbers && !isLabel(column, labelColumn)) {
                columns.add(numbers);
            }
        }
        Check.that(
                !columns.isEmpty(),
                "table",
                table.columnNames(),
                "at least one column of numbers besides the label");
        int n = table.rowCount();
        int d = columns.size();
        var values = new float[Math.multiplyExact(n, d)];
        for (int j = 0; j < d; j++) {
            NumericColumn<?> column = columns.get(j);
            for (int i = 0; i < n; i++) {
                double v = column.isMissing(i) ? Double.NaN : column.getDouble(i);
                if (!Double.isFinite(v)) {
                    throw Check.error(
                            "row " + i + " of column \"" + column.name() + "\"",
                            column.getString(i),
                            "a finite number");
                }
                values[i * d + j] = (float) v;
            }
        }
        String name = table.name() == null ? "table" : table.name();
        DataSet points = DataSet.owning(values, new Shape(d)).named(name);
        return labelColumn == null ? points : labelled(points, values, d, table, labelColumn);
    }

    private static boolean isLabel(Column<?> column, String labelColumn) {
        return column.name().equalsIgnoreCase(labelColumn);
    }

    /** Classes are numbered in the order of their names; whole numbers keep their value. */
    private static DataSet labelled(
            DataSet points, float[] values, int d, Table table, String labelColumn) {
        Check.that(
                table.columns().stream().anyMatch(c -> isLabel(c, labelColumn)),
                "labelColumn",
                labelColumn,
                "one of " + table.columnNames());
        Column<?> column = table.column(labelColumn);
        Check.that(column.countMissing() == 0, "labelColumn", labelColumn, "no missing values");
        var labels = new int[table.rowCount()];
        if (column instanceof IntColumn ints && ints.min() >= 0) {
            for (int i = 0; i < labels.length; i++) {
                labels[i] = ints.getInt(i);
            }
            return points.withLabels(labels);
        }
        var sorted = new TreeSet<String>();
        for (int i = 0; i < labels.length; i++) {
            sorted.add(column.getString(i));
        }
        List<String> names = List.copyOf(sorted);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = names.indexOf(column.getString(i));
        }
        return new DataSet(
                points.name(), points.sampleShape(), new Samples.Floats(values, d), labels, names);
    }

    static Table write(DataSet data) {
        int n = data.size();
        int d = Math.toIntExact(data.sampleShape().size());
        var columns = new float[d][n];
        for (int i = 0; i < n; i++) {
            float[] row = data.floats(i);
            for (int j = 0; j < d; j++) {
                columns[j][i] = row[j];
            }
        }
        Table table = Table.create(data.name());
        for (int j = 0; j < d; j++) {
            table.addColumns(FloatColumn.create("x" + (j + 1), columns[j]));
        }
        int[] labels = data.labels();
        if (labels != null && data.classNames().isEmpty()) {
            table.addColumns(IntColumn.create("class", labels));
        } else if (labels != null) {
            StringColumn names = StringColumn.create("class");
            for (int label : labels) {
                names.append(data.classNames().get(label));
            }
            table.addColumns(names);
        }
        return table;
    }
}
