package org.ot4j.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ot4j.transport.Measure;

/** Clusters of measures, as {@link WassersteinMeans} finds them. */
public final class WassersteinClusters {
    private final SharedMeasures measures;
    private final List<Measure> centres;
    private final int[] assignment;
    private final double[] costs;
    private final boolean converged;

    WassersteinClusters(
            SharedMeasures measures,
            List<Measure> centres,
            int[] assignment,
            double[] costs,
            boolean converged) {
        this.measures = measures;
        this.centres = List.copyOf(centres);
        this.assignment = assignment;
        this.costs = costs;
        this.converged = converged;
    }

    /** The centres. */
    public List<Measure> centres() {
        return centres;
    }

    /** A copy: for each measure the place of its centre, the nearest in W₂. */
    public int[] assignment() {
        return assignment.clone();
    }

    /** A copy: Σ W₂² of measures to their centres in each iteration; the last is that of now. */
    public double[] costs() {
        return costs.clone();
    }

    /** Σ W₂² of measures to their centres. */
    public double cost() {
        return costs[costs.length - 1];
    }

    /** Number of times that all measures were assigned. */
    public int iterations() {
        return costs.length;
    }

    /** Whether no measure has changed its centre in the last iteration. */
    public boolean converged() {
        return converged;
    }

    /** Columns id, that of a measure, and centre, the place of its centre. */
    public Dataset<Row> frame(SparkSession spark) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < assignment.length; i++) {
            rows.add(RowFactory.create(measures.id(i), assignment[i]));
        }
        return spark.createDataFrame(
                rows,
                new StructType()
                        .add("id", measures.idType(), false)
                        .add("centre", DataTypes.IntegerType, false));
    }

    @Override
    public String toString() {
        return String.format(
                "%d clusters of %d measures, cost %.4g after %d iterations%s",
                centres.size(),
                assignment.length,
                cost(),
                costs.length,
                converged ? "" : ", not converged");
    }
}
