package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;

/**
 * Distances between many measures: all, those to the nearest of each, or those below a radius.
 *
 * <pre>{@code
 * var near = Distances.of(digits, Distance.wasserstein(2)).nearest(Spark.session(), 5);
 * near.skipped();                     // the share of pairs that a lower bound has spared
 * near.frame(spark).write().parquet("hdfs://host/neighbours");
 * }</pre>
 *
 * Neighbours and pairs below a radius need few distances: where a lower bound of the distance says
 * that a pair is not wanted, its distance is not computed. Bounds compare means, and projections to
 * the axes of orthonormal bases; the result is the same as without them.
 *
 * <p>All measures are sent to each executor and have to fit into its memory. Blocks of pairs are
 * tasks; results come back to the caller as tasks end, or stay with Spark ({@link #frame}).
 */
public final class Distances {
    private static final int TASKS_PER_CORE = 8;
    private static final int MOST_ROWS = 256;

    private final SharedMeasures measures;
    private final Distance distance;

    private Distances(SharedMeasures measures, Distance distance) {
        this.measures = measures;
        this.distance = Check.notNull(distance, "distance");
    }

    /**
     * Distances between measures, whose ids are their places in the list.
     *
     * @param measures at least two, of equal dimension and mass
     * @throws IllegalArgumentException if they are not
     */
    public static Distances of(List<Measure> measures, Distance distance) {
        return new Distances(SharedMeasures.of(measures), distance);
    }

    /**
     * Distances between the measures of a data frame.
     *
     * @param measures with the columns id (whole numbers or texts), points (arrays of arrays of
     *     numbers) and weights (arrays of numbers); without weights, the points of a measure weigh
     *     the same
     * @throws IllegalArgumentException if a column is missing or of another kind, if an id occurs
     *     twice, or if measures are not of equal dimension and mass
     */
    public static Distances of(Dataset<Row> measures, Distance distance) {
        return new Distances(SharedMeasures.of(measures), distance);
    }

    /** Rows and columns of one task; those of a square on the diagonal are the same. */
    private record Tile(int fromRow, int toRow, int fromColumn, int toColumn)
            implements Serializable {
        long pairs() {
            long rows = (long) toRow - fromRow;
            return fromRow == fromColumn ? rows * (rows - 1) / 2 : rows * (toColumn - fromColumn);
        }

        @Override
        public String toString() {
            String rows = "measures %d–%d".formatted(fromRow, toRow - 1);
            return fromColumn < 0 || fromColumn == fromRow
                    ? rows
                    : rows + " and %d–%d".formatted(fromColumn, toColumn - 1);
        }
    }

    /** All distances of i and j with i below j. */
    public DistanceTable matrix(SparkSession spark) {
        SharedMeasures all = measures;
        Distance of = distance;
        return run(spark, tiles(spark), tile -> within(all, of, tile, Double.POSITIVE_INFINITY));
    }

    /**
     * All pairs i below j whose distance is at most a radius.
     *
     * @param radius at least 0
     */
    public DistanceTable within(SparkSession spark, double radius) {
        Check.notNegative(radius, "radius");
        SharedMeasures all = measures;
        Distance of = distance;
        return run(spark, tiles(spark), tile -> within(all, of, tile, radius));
    }

    /**
     * For each measure its nearest others, from the nearest on; of equally near ones, those that
     * come first.
     *
     * @param k at least 1 and below the number of measures
     */
    public DistanceTable nearest(SparkSession spark, int k) {
        Check.that(
                k >= 1 && k < measures.size(),
                "k",
                k,
                "at least 1 and below " + measures.size() + ", the number of measures");
        SharedMeasures all = measures;
        Distance of = distance;
        return run(spark, strips(spark), strip -> nearest(all, of, strip, k));
    }

    /**
     * All distances of i and j with i below j as a data frame, which is computed where and when it
     * is used, block by block, and never is in one place: for matrices that the caller's memory
     * does not hold. Columns i and j, the ids, and distance.
     */
    public Dataset<Row> frame(SparkSession spark) {
        Check.notNull(spark, "spark");
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Distance of = distance;
        Spark.requireSerializable(of, "distance");
        var sent = context.broadcast(measures);
        List<Tile> tiles = tiles(spark);
        var rows =
                context.parallelize(tiles, tiles.size())
                        .flatMap(
                                tile -> {
                                    SharedMeasures all = sent.value();
                                    DistanceBlock block =
                                            Cores.within(
                                                    () ->
                                                            within(
                                                                    all,
                                                                    of,
                                                                    tile,
                                                                    Double.POSITIVE_INFINITY));
                                    return IntStream.range(0, block.distances().length)
                                            .mapToObj(
                                                    r ->
                                                            RowFactory.create(
                                                                    all.id(block.first()[r]),
                                                                    all.id(block.second()[r]),
                                                                    block.distances()[r]))
                                            .iterator();
                                });
        return spark.createDataFrame(rows, DistanceTable.schema(measures));
    }

    private DistanceTable run(
            SparkSession spark, List<Tile> tiles, Tasks.Work<Tile, DistanceBlock> work) {
        Check.notNull(spark, "spark");
        Spark.requireSerializable(distance, "distance");
        Probe.executors(spark, distance, null);
        var blocks = new ArrayList<DistanceBlock>();
        for (var outcome : Tasks.run(spark, "distances", tiles, work, Tile::toString)) {
            if (outcome.failure() != null) {
                throw new IllegalStateException(
                        "distances of " + outcome.task() + ": " + Tasks.reason(outcome.failure()),
                        outcome.failure());
            }
            if (outcome.result() == null) {
                throw new CancellationException("the distances were stopped");
            }
            blocks.add(outcome.result());
        }
        return new DistanceTable(measures, blocks, tiles.stream().mapToLong(Tile::pairs).sum());
    }

    /** Squares of the upper triangle. */
    private List<Tile> tiles(SparkSession spark) {
        int n = measures.size();
        int across = (int) Math.ceil(Math.sqrt(2.0 * TASKS_PER_CORE * cores(spark)));
        int side = Math.min(MOST_ROWS, Math.max(1, (n + across - 1) / across));
        var tiles = new ArrayList<Tile>();
        for (int i = 0; i < n; i += side) {
            for (int j = i; j < n; j += side) {
                tiles.add(new Tile(i, Math.min(n, i + side), j, Math.min(n, j + side)));
            }
        }
        return tiles;
    }

    /** Some measures and all others. */
    private List<Tile> strips(SparkSession spark) {
        int n = measures.size();
        int count = TASKS_PER_CORE * cores(spark);
        int side = Math.min(MOST_ROWS, Math.max(1, (n + count - 1) / count));
        var strips = new ArrayList<Tile>();
        for (int i = 0; i < n; i += side) {
            strips.add(new Tile(i, Math.min(n, i + side), -1, n - 2)); // n - 1 others
        }
        return strips;
    }

    private static int cores(SparkSession spark) {
        return Math.max(1, spark.sparkContext().defaultParallelism());
    }

    private static DistanceBlock within(
            SharedMeasures all, Distance distance, Tile tile, double radius) {
        boolean bounded = distance.bounded() && radius < Double.POSITIVE_INFINITY;
        var found = new DistanceBlock.Builder();
        for (int i = tile.fromRow; i < tile.toRow; i++) {
            for (int j = Math.max(i + 1, tile.fromColumn); j < tile.toColumn; j++) {
                goOn();
                if (bounded && distance.isBeyond(radius, all.sketch(i), all.sketch(j))) {
                    continue;
                }
                found.count();
                double value = distance.between(all.get(i), all.get(j));
                if (value <= radius) {
                    found.add(i, j, value);
                }
            }
        }
        return found.build();
    }

    private static DistanceBlock nearest(SharedMeasures all, Distance distance, Tile strip, int k) {
        var found = new DistanceBlock.Builder();
        var known = new double[strip.toRow - strip.fromRow][];
        for (int i = strip.fromRow; i < strip.toRow; i++) {
            int row = i - strip.fromRow;
            known[row] = new double[strip.toRow - strip.fromRow];
            Arrays.fill(known[row], Double.NaN);
            var best = new Nearest(k);
            for (Bounded other : byBound(all, distance, i)) {
                if (Distance.isBeyond(best.worst(), other.bound)) {
                    break;
                }
                goOn();
                int j = other.place;
                // Of a pair within the strip the first has computed it, if it was wanted there.
                boolean before = j >= strip.fromRow && j < i;
                double value = before ? known[j - strip.fromRow][row] : Double.NaN;
                if (Double.isNaN(value)) {
                    found.count();
                    value =
                            i < j
                                    ? distance.between(all.get(i), all.get(j))
                                    : distance.between(all.get(j), all.get(i));
                }
                if (j > i && j < strip.toRow) {
                    known[row][j - strip.fromRow] = value;
                }
                best.offer(j, value);
            }
            best.addTo(found, i);
        }
        return found.build();
    }

    /** Another measure, and a number that its distance is not below. */
    private record Bounded(int place, double bound) {}

    private static final Comparator<Bounded> ORDER =
            Comparator.comparingDouble(Bounded::bound).thenComparingInt(Bounded::place);

    private static List<Bounded> byBound(SharedMeasures all, Distance distance, int i) {
        var others = new ArrayList<Bounded>(all.size());
        for (int j = 0; j < all.size(); j++) {
            if (j != i) {
                others.add(
                        new Bounded(
                                j,
                                distance.bounded()
                                        ? distance.bound(all.sketch(i), all.sketch(j))
                                        : 0));
            }
        }
        others.sort(ORDER);
        return others;
    }

    /** The k nearest so far, sorted by distance and place. */
    private static final class Nearest {
        private final int k;
        private final List<Bounded> sorted = new ArrayList<>();

        Nearest(int k) {
            this.k = k;
        }

        double worst() {
            return sorted.size() < k ? Double.POSITIVE_INFINITY : sorted.get(k - 1).bound;
        }

        void offer(int place, double value) {
            int at = 0;
            var one = new Bounded(place, value);
            while (at < sorted.size() && ORDER.compare(sorted.get(at), one) < 0) {
                at++;
            }
            sorted.add(at, one);
            if (sorted.size() > k) {
                sorted.remove(k);
            }
        }

        void addTo(DistanceBlock.Builder found, int i) {
            sorted.forEach(s -> found.add(i, s.place, s.bound));
        }
    }

    private static void goOn() {
        if (Progress.stopRequested()) {
            throw new CancellationException("the distances were stopped");
        }
    }
}
