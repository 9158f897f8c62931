package org.ot4j.training;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/** What was seen in a run: the mean of each term over each epoch. */
final class History {
    /** Least bytes of a row and of a term in a file. */
    private static final int ROW = 2 * Integer.BYTES + Long.BYTES + Double.BYTES;

    private static final int TERM = Integer.BYTES + Double.BYTES;

    /** One finished epoch. */
    record Row(int epoch, long step, double rate, Map<String, Double> means) {}

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, double[]> sums = new LinkedHashMap<>();

    /** Adds the value of a term in one step to the epoch under way. */
    void add(String term, double value) {
        double[] sum = sums.computeIfAbsent(term, key -> new double[2]);
        sum[0] += value;
        sum[1]++;
    }

    /** Ends the epoch and returns its row. */
    synchronized Row close(int epoch, long step, double rate) {
        var means = new LinkedHashMap<String, Double>();
        sums.forEach((term, sum) -> means.put(term, sum[0] / sum[1]));
        sums.clear();
        var row = new Row(epoch, step, rate, means);
        rows.add(row);
        return row;
    }

    /** Names of the terms seen in the epoch under way, or in the last one where it has none yet. */
    synchronized Set<String> terms() {
        if (!sums.isEmpty() || rows.isEmpty()) {
            return new LinkedHashSet<>(sums.keySet());
        }
        return new LinkedHashSet<>(rows.get(rows.size() - 1).means().keySet());
    }

    synchronized List<Row> rows() {
        return List.copyOf(rows);
    }

    synchronized void write(DataOutputStream out) throws IOException {
        out.writeInt(rows.size());
        for (Row row : rows) {
            out.writeInt(row.epoch());
            out.writeLong(row.step());
            out.writeDouble(row.rate());
            out.writeInt(row.means().size());
            for (var mean : row.means().entrySet()) {
                Checkpoint.text(out, mean.getKey());
                out.writeDouble(mean.getValue());
            }
        }
        out.writeInt(sums.size());
        for (var sum : sums.entrySet()) {
            Checkpoint.text(out, sum.getKey());
            out.writeDouble(sum.getValue()[0]);
            out.writeDouble(sum.getValue()[1]);
        }
    }

    static History read(CheckpointInput in) throws IOException {
        var history = new History();
        for (int left = in.count("rows of the history", ROW); left > 0; left--) {
            int epoch = in.integer("epoch");
            long step = in.longInteger("step");
            double rate = in.number("learning rate");
            var means = new LinkedHashMap<String, Double>();
            for (int terms = in.count("terms of the history", TERM); terms > 0; terms--) {
                means.put(in.text("name of a term"), in.number("mean of a term"));
            }
            history.rows.add(new Row(epoch, step, rate, means));
        }
        for (int left = in.count("terms of the epoch", TERM + Double.BYTES); left > 0; left--) {
            String term = in.text("name of a term");
            var sum = new double[] {in.number("sum of a term"), in.number("count of a term")};
            history.sums.put(term, sum);
        }
        return history;
    }

    synchronized Table table(String name) {
        var epoch = IntColumn.create("epoch");
        var step = LongColumn.create("step");
        var rate = DoubleColumn.create("learning rate");
        Set<String> terms = new LinkedHashSet<>();
        rows.forEach(row -> terms.addAll(row.means().keySet()));
        var columns = new LinkedHashMap<String, DoubleColumn>();
        terms.forEach(term -> columns.put(term, DoubleColumn.create(term)));
        for (Row row : rows) {
            epoch.append(row.epoch());
            step.append(row.step());
            rate.append(row.rate());
            columns.forEach(
                    (term, column) -> column.append(row.means().getOrDefault(term, Double.NaN)));
        }
        var table = Table.create(name, epoch, step, rate);
        columns.values().forEach(table::addColumns);
        return table;
    }
}
