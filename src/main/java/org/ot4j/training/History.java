package org.ot4j.training;

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

/** The history of a run: the mean of each term over each epoch. */
final class History {
    /** One finished epoch. */
    record Row(int epoch, long step, double rate, Map<String, Double> means) {}

    /**
     * The complete content of a history.
     *
     * @param rows finished epochs
     * @param sums for each term, the sum and the number of its values in the current epoch
     */
    record Seen(List<Row> rows, Map<String, double[]> sums) {}

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, double[]> sums = new LinkedHashMap<>();

    /** Adds the value of a term in one step to the current epoch. */
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

    /**
     * Names of the terms in the current epoch, or in the last one if the current one has none yet.
     */
    synchronized Set<String> terms() {
        if (!sums.isEmpty() || rows.isEmpty()) {
            return new LinkedHashSet<>(sums.keySet());
        }
        return new LinkedHashSet<>(rows.get(rows.size() - 1).means().keySet());
    }

    /** A copy of the content at this moment, between epochs or within one. */
    synchronized Seen seen() {
        var copy = new LinkedHashMap<String, double[]>();
        sums.forEach((term, sum) -> copy.put(term, sum.clone()));
        return new Seen(List.copyOf(rows), copy);
    }

    /** Continues from an earlier history. */
    static History of(Seen seen) {
        var history = new History();
        history.rows.addAll(seen.rows());
        history.sums.putAll(seen.sums());
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
