package org.ot4j.kernel.magic;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ot4j.evaluation.Comparison;
import org.ot4j.internal.Csv;
import org.ot4j.internal.WholeFile;
import org.ot4j.training.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "Compare this notebook's runs, and list its comparisons of models",
        footer = {"", "Example: %%results --save runs.csv"})
final class ResultsMagic implements Magic {
    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "also write the table of runs as CSV")
    private Path file;

    @Override
    public Object run(Session session, String body) {
        session.values(Comparison.class).values().forEach(session::show);
        Map<String, Run> runs = session.values(Run.class);
        if (runs.isEmpty()) {
            throw new MagicError("no run yet: start one with var run = model.train(data).fit()");
        }
        Table table = table(runs);
        if (file != null) {
            WholeFile.write(file, Csv.bytes(table));
        }
        return table;
    }

    /** One row per run, with the last mean of each term. */
    private static Table table(Map<String, Run> runs) {
        var name = StringColumn.create("run");
        var model = StringColumn.create("model");
        var data = StringColumn.create("data");
        var seed = LongColumn.create("seed");
        var steps = LongColumn.create("steps");
        var seconds = DoubleColumn.create("seconds");
        var end = StringColumn.create("end");
        var terms = new LinkedHashMap<String, DoubleColumn>();
        runs.forEach(
                (variable, run) -> {
                    name.append(variable);
                    model.append(run.provenance().game());
                    data.append(run.provenance().data());
                    seed.append(run.provenance().seed());
                    steps.append(run.steps());
                    seconds.append(run.elapsed().toMillis() / 1e3);
                    end.append(run.end().name().toLowerCase(Locale.ROOT));
                    Table history = run.history();
                    for (String term : terms(history)) {
                        double last = history.doubleColumn(term).get(history.rowCount() - 1);
                        DoubleColumn column = terms.computeIfAbsent(term, DoubleColumn::create);
                        fill(column, name.size() - 1);
                        column.append(last);
                    }
                });
        var table = Table.create("runs", name, model, data, seed, steps, seconds, end);
        for (DoubleColumn column : terms.values()) {
            fill(column, name.size());
            table.addColumns(column);
        }
        return table;
    }

    /** The columns of a history apart from epoch, step and learning rate. */
    private static Iterable<String> terms(Table history) {
        return history.rowCount() == 0
                ? List.of()
                : history.columnNames().subList(3, history.columnCount());
    }

    private static void fill(DoubleColumn column, int rows) {
        while (column.size() < rows) {
            column.appendMissing();
        }
    }
}
