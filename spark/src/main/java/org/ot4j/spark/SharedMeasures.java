package org.ot4j.spark;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import scala.collection.Seq;

/** Measures with their ids on their way to executors, which make the sketches of them once. */
final class SharedMeasures implements Serializable {
    private static final double SAME_MASS = 1e-9;

    private final Measure[] measures;
    private final Object[] ids;
    private final boolean text;
    private transient Sketch[] sketches;

    private SharedMeasures(Measure[] measures, Object[] ids, boolean text) {
        this.measures = measures;
        this.ids = ids;
        this.text = text;
        check();
    }

    static SharedMeasures of(List<Measure> list) {
        Check.notNull(list, "measures");
        var ids = new Object[list.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (long) i;
        }
        return new SharedMeasures(list.toArray(Measure[]::new), ids, false);
    }

    /** Reads columns id, points and, if there is one, weights. */
    static SharedMeasures of(Dataset<Row> frame) {
        Check.notNull(frame, "measures");
        List<String> columns = List.of(frame.columns());
        Check.that(
                columns.contains("id") && columns.contains("points"),
                "columns of measures",
                columns,
                "id, points (an array of arrays of numbers) and, where they differ, weights");
        boolean weighted = columns.contains("weights");
        List<Row> rows = frame.collectAsList();
        var measures = new Measure[rows.size()];
        var ids = new Object[rows.size()];
        boolean text = false;
        for (int r = 0; r < ids.length; r++) {
            Row row = rows.get(r);
            Object id = row.getAs("id");
            text |= id instanceof String;
            ids[r] = id instanceof Integer number ? (Object) number.longValue() : id;
            Check.that(
                    ids[r] instanceof Long || ids[r] instanceof String,
                    "id in row " + r,
                    id,
                    "a whole number or a text");
            measures[r] = measure(row, weighted, id);
        }
        return new SharedMeasures(measures, ids, text);
    }

    private static Measure measure(Row row, boolean weighted, Object id) {
        try {
            Seq<?> points = row.getAs("points");
            var rows = new double[points.length()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = numbers((Seq<?>) points.apply(i));
            }
            return weighted
                    ? Measure.of(rows, numbers(row.getAs("weights")))
                    : Measure.of(rows, "points");
        } catch (ClassCastException | NullPointerException e) {
            throw Check.error(
                    "measure with id " + id,
                    row.mkString(", "),
                    "points as an array of arrays of numbers, and weights as an array of numbers");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("measure with id " + id + ": " + e.getMessage(), e);
        }
    }

    private static double[] numbers(Seq<?> values) {
        var numbers = new double[values.length()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = ((Number) values.apply(k)).doubleValue();
        }
        return numbers;
    }

    private void check() {
        Check.atLeast(measures.length, 2, "measures.size");
        var seen = new HashSet<Object>();
        for (int i = 0; i < measures.length; i++) {
            if (measures[i] == null) {
                throw Check.error("measures[" + i + "]", null, "a value, not null");
            }
            Check.that(seen.add(ids[i]), "id", ids[i], "each once");
            if (measures[i].dimension() != measures[0].dimension()) {
                throw Check.error(
                        "dimension of the measure with id " + ids[i],
                        measures[i].dimension(),
                        measures[0].dimension() + ", as that with id " + ids[0] + " has");
            }
            if (!(Math.abs(measures[i].mass() - measures[0].mass())
                    <= SAME_MASS * measures[0].mass())) {
                throw Check.error(
                        "mass of the measure with id " + ids[i],
                        measures[i].mass(),
                        measures[0].mass()
                                + ", as that with id "
                                + ids[0]
                                + " has; normalized() gives all the mass 1");
            }
        }
    }

    int size() {
        return measures.length;
    }

    Measure get(int i) {
        return measures[i];
    }

    Object id(int i) {
        return ids[i];
    }

    DataType idType() {
        return text ? DataTypes.StringType : DataTypes.LongType;
    }

    /** What bounds need of a measure; made once in each process. */
    Sketch sketch(int i) {
        synchronized (this) {
            if (sketches == null) {
                sketches = new Sketch[measures.length];
            }
            if (sketches[i] == null) {
                sketches[i] = new Sketch(measures[i]);
            }
            return sketches[i];
        }
    }
}
