package org.ot4j.kernel.magic;

import ai.djl.ndarray.NDArray;
import java.util.List;
import javax.lang.model.SourceVersion;
import org.ot4j.data.DataSet;
import org.ot4j.plot.Plots;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tech.tablesaw.api.Table;

@Command(
        header = "Draw columns of a table as curves, or points of an array",
        description = "Draws a variable, or the value of any other Java expression on the line.",
        footer = {"", "Example: %%plot history epoch loss"})
final class PlotMagic implements Magic {
    @Parameters(
            paramLabel = "VARIABLE [COLUMN...]",
            description =
                    "a table, data set or array; for a table, x and then the columns to draw over it")
    private String line;

    private List<String> columns = List.of();

    @Override
    public boolean takesLine() {
        return true;
    }

    @Override
    public List<String> offers(Session session, List<String> words) {
        List<String> names = session.variables().stream().map(v -> v.name()).toList();
        if (words.isEmpty()) {
            return names;
        }
        return session.values().get(words.get(0)) instanceof Table table
                ? table.columnNames()
                : List.of();
    }

    @Override
    public Object run(Session session, String body) {
        List<String> words = Arguments.words(line);
        String name = words.isEmpty() ? line : words.get(0);
        Object value;
        if (!SourceVersion.isName(name) || name.contains(".") || goesOn(name)) {
            value = session.evaluate(line);
            name = line;
        } else {
            value = session.variable(name);
            columns = words.subList(1, words.size());
        }
        if (value instanceof Table table) {
            return curves(table);
        }
        if (!columns.isEmpty()) {
            throw new MagicError("only a table has columns; " + name + " is not a table");
        }
        if (value instanceof NDArray array) {
            return Plots.scatter(array);
        }
        if (value instanceof DataSet data) {
            return Plots.scatter(data);
        }
        if (value instanceof double[][] points) {
            return Plots.scatter(points);
        }
        throw new MagicError(
                name + " is " + value + ": expected a Table, NDArray, DataSet or double[][]");
    }

    /** Whether the text after the name makes it an expression rather than a column name. */
    private boolean goesOn(String name) {
        String rest = line.strip().substring(name.length()).strip();
        return !rest.isEmpty() && "+-*/%<>=!&|^?:.,;([{".indexOf(rest.charAt(0)) >= 0;
    }

    private Object curves(Table table) {
        for (String column : columns) {
            if (!table.containsColumn(column)) {
                throw new MagicError(
                        "there is no column "
                                + column
                                + "; expected some of "
                                + table.columnNames());
            }
        }
        if (columns.size() == 1) {
            throw new MagicError("expected x and at least one column to draw over it");
        }
        return columns.isEmpty()
                ? Plots.curves(table)
                : Plots.curves(
                        table,
                        columns.get(0),
                        columns.subList(1, columns.size()).toArray(new String[0]));
    }
}
