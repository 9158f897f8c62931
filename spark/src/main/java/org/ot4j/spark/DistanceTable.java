package org.ot4j.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Distances of pairs of measures, in the order of the measures; those of one measure from the
 * nearest on where neighbours were asked for.
 */
public final class DistanceTable {
    private final SharedMeasures measures;
    private final int[] first;
    private final int[] second;
    private final double[] distances;
    private final long computed;
    private final long pairs;

    DistanceTable(SharedMeasures measures, List<DistanceBlock> blocks, long pairs) {
        this.measures = measures;
        int n = blocks.stream().mapToInt(b -> b.distances().length).sum();
        first = new int[n];
        second = new int[n];
        distances = new double[n];
        int at = 0;
        long count = 0;
        for (DistanceBlock block : blocks) {
            int length = block.distances().length;
            System.arraycopy(block.first(), 0, first, at, length);
            System.arraycopy(block.second(), 0, second, at, length);
            System.arraycopy(block.distances(), 0, distances, at, length);
            at += length;
            count += block.computed();
        }
        computed = count;
        this.pairs = pairs;
    }

    /** Number of rows. */
    public int size() {
        return distances.length;
    }

    /** Index of the first measure of a row, in the order in which measures were given. */
    public int first(int row) {
        return first[row];
    }

    /** Index of the second measure of a row. */
    public int second(int row) {
        return second[row];
    }

    /** The distance of a row. */
    public double distance(int row) {
        return distances[row];
    }

    /** Number of pairs whose distance was computed. */
    public long computed() {
        return computed;
    }

    /**
     * The share of pairs whose distance was not computed, because a lower bound says that they are
     * not wanted, in [0, 1].
     */
    public double skipped() {
        return pairs == 0 ? 0 : 1 - (double) computed / pairs;
    }

    /** All distances, [n, n], symmetric, with NaN for pairs that are not in the table. */
    public double[][] matrix() {
        int n = measures.size();
        var matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(matrix[i], Double.NaN);
            matrix[i][i] = 0;
        }
        for (int r = 0; r < distances.length; r++) {
            matrix[first[r]][second[r]] = distances[r];
            matrix[second[r]][first[r]] = distances[r];
        }
        return matrix;
    }

    /** Columns i and j, the places of the measures, and distance. */
    public Table table() {
        return Table.create(
                "distances",
                IntColumn.create("i", first),
                IntColumn.create("j", second),
                DoubleColumn.create("distance", distances));
    }

    /** Columns i and j, the ids of the measures, and distance. */
    public Dataset<Row> frame(SparkSession spark) {
        var rows = new ArrayList<Row>(distances.length);
        for (int r = 0; r < distances.length; r++) {
            rows.add(
                    RowFactory.create(measures.id(first[r]), measures.id(second[r]), distances[r]));
        }
        return spark.createDataFrame(rows, schema(measures));
    }

    static StructType schema(SharedMeasures measures) {
        return new StructType()
                .add("i", measures.idType(), false)
                .add("j", measures.idType(), false)
                .add("distance", DataTypes.DoubleType, false);
    }

    @Override
    public String toString() {
        return String.format(
                "%d distances of %d measures, %.1f %% of %d pairs skipped",
                distances.length, measures.size(), 100 * skipped(), pairs);
    }
}
