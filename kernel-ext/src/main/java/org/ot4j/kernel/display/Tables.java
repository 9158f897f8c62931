package org.ot4j.kernel.display;

import java.util.stream.IntStream;
import org.ot4j.internal.HtmlText;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tables as HTML and text: numbers are right-aligned, and long tables are cut in the middle. */
final class Tables {
    private static final int ROWS = 20;

    private Tables() {}

    static Bundle of(Table table) {
        return Bundle.text(table.print(ROWS).strip()).html(html(table));
    }

    static String html(Table table) {
        var html = new StringBuilder("<table class=\"dataframe\">\n<thead><tr>");
        for (Column<?> column : table.columns()) {
            boolean number = column instanceof NumericColumn;
            html.append("<th style=\"text-align:").append(number ? "right" : "left").append("\">");
            html.append(HtmlText.escape(column.name())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        int n = table.rowCount();
        int half = ROWS / 2;
        IntStream.range(0, n <= ROWS ? n : half).forEach(i -> row(html, table, i));
        if (n > ROWS) {
            html.append("<tr>").append("<td>…</td>".repeat(table.columnCount())).append("</tr>\n");
            IntStream.range(n - half, n).forEach(i -> row(html, table, i));
        }
        html.append("</tbody>\n</table>\n<p>");
        if (table.name() != null && !table.name().isBlank()) {
            html.append(HtmlText.escape(table.name())).append(": ");
        }
        return html.append(n)
                .append(n == 1 ? " row × " : " rows × ")
                .append(table.columnCount())
                .append(table.columnCount() == 1 ? " column</p>" : " columns</p>")
                .toString();
    }

    private static void row(StringBuilder html, Table table, int row) {
        html.append("<tr>");
        for (Column<?> column : table.columns()) {
            boolean number = column instanceof NumericColumn;
            html.append("<td style=\"text-align:").append(number ? "right" : "left").append("\">");
            html.append(HtmlText.escape(cell(column, row))).append("</td>");
        }
        html.append("</tr>\n");
    }

    /** Fractions are shortened; everything else is shown as the column prints it. */
    private static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        Object value = column.get(row);
        if (value instanceof Double || value instanceof Float) {
            return NumberText.of(((Number) value).doubleValue());
        }
        return column.getString(row);
    }
}
