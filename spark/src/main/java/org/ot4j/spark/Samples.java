package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ot4j.data.DataSet;
import org.ot4j.data.ImageFolder;
import org.ot4j.data.Picture;
import org.ot4j.data.PictureDecoder;
import org.ot4j.evaluation.FeatureExtractor;
import org.ot4j.evaluation.Features;
import org.ot4j.internal.Check;
import scala.Tuple2;
import scala.collection.Seq;

/**
 * Pictures or rows that lie with Spark, for {@link SparkMetrics}. They are ordered by their paths
 * or ids and read in the batches in which one machine would read them.
 *
 * <pre>{@code
 * var faces = Samples.pictures(spark, "hdfs://host/faces").size(64, 64);
 * var drawn = Samples.rows(spark.read().parquet("s3a://bucket/samples"));    // id, values
 * }</pre>
 */
public final class Samples {
    /** That of the library's extractors. */
    static final int BATCH = 256;

    /** More partitions than this get more than one batch each. */
    private static final int MOST_PARTITIONS = 1024;

    private static final String ENDINGS =
            "*.{[jJ][pP][gG],[jJ][pP][eE][gG],[pP][nN][gG],[pP][gGpPbBnN][mM],[bB][mM][pP],"
                    + "[gG][iI][fF]}";

    private final Dataset<Row> frame;

    /** Paths or ids in order. */
    private final Object[] names;

    /** For pictures, or null. */
    private final PictureDecoder decoder;

    private Samples(Dataset<Row> frame, Object[] names, PictureDecoder decoder) {
        this.frame = frame;
        this.names = names;
        this.decoder = decoder;
    }

    /**
     * The pictures below a folder, RGB and of their own size, as {@link ImageFolder} reads them.
     * What Spark takes for hidden, because its name begins with a dot or an underscore, is left
     * out.
     *
     * @param folder any that Spark reads: {@code /mnt/faces}, {@code hdfs://host/faces}, {@code
     *     s3a://bucket/faces}
     * @throws IllegalArgumentException if there is no such folder, or no picture in it
     */
    public static Samples pictures(SparkSession spark, String folder) {
        Check.notNull(spark, "spark");
        Check.notNull(folder, "folder");
        Dataset<Row> files;
        try {
            files =
                    spark.read()
                            .format("binaryFile")
                            .option("recursiveFileLookup", "true")
                            .option("pathGlobFilter", ENDINGS)
                            .load(folder);
        } catch (Exception e) { // Spark's own, which Scala does not declare
            throw Check.error("folder", folder, "a folder that Spark can read: " + e.getMessage());
        }
        Check.that(!files.isEmpty(), "folder", folder, "one with pictures, " + ENDINGS);
        return pictures(files);
    }

    /**
     * Pictures of a data frame, RGB and of their own size.
     *
     * @param files as Spark's source {@code binaryFile} gives them: columns path, unlike for each,
     *     and content, the bytes of the file
     * @throws IllegalArgumentException if a column is missing, if a path is there twice, or if
     *     there is no row
     */
    public static Samples pictures(Dataset<Row> files) {
        return of(files, "path", "content", new PictureDecoder(3, 0, 0, 0));
    }

    /**
     * Rows of numbers, as {@link DataSet#of(double[][])} takes them.
     *
     * @param rows with the columns id (whole numbers or texts, unlike for each) and values (arrays
     *     of numbers)
     * @throws IllegalArgumentException if a column is missing or of another kind, if an id is there
     *     twice, or if there is no row
     */
    public static Samples rows(Dataset<Row> rows) {
        return of(rows, "id", "values", null);
    }

    private static Samples of(
            Dataset<Row> frame, String key, String value, PictureDecoder decoder) {
        Check.notNull(frame, "samples");
        List<String> columns = List.of(frame.columns());
        Check.that(
                columns.contains(key) && columns.contains(value),
                "columns of samples",
                columns,
                key + " and " + value);
        List<Row> keys = frame.select(key).collectAsList();
        Check.that(!keys.isEmpty(), "number of samples", 0, "at least 1");
        var names = new Object[keys.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = name(keys.get(i).get(0), key);
            Check.that(names[i].getClass() == names[0].getClass(), key, names[i], "all of a kind");
        }
        Arrays.parallelSort(names, null);
        for (int i = 1; i < names.length; i++) {
            Check.that(!names[i].equals(names[i - 1]), key, names[i], "each once");
        }
        return new Samples(frame.select(key, value), names, decoder);
    }

    private static Object name(Object value, String key) {
        Object name = value instanceof Integer number ? (Object) number.longValue() : value;
        Check.that(
                name instanceof Long || name instanceof String,
                key,
                value,
                "a whole number or a text");
        return name;
    }

    /** One channel, by ITU-R 601 luma. */
    public Samples grey() {
        PictureDecoder own = own();
        return new Samples(
                frame, names, new PictureDecoder(1, own.crop(), own.height(), own.width()));
    }

    /** Keeps the centred square of {@code side} pixels; a smaller picture is an error. */
    public Samples centreCrop(int side) {
        Check.atLeast(side, 1, "side");
        PictureDecoder own = own();
        return new Samples(
                frame, names, new PictureDecoder(own.channels(), side, own.height(), own.width()));
    }

    /** Resizes, as {@link ImageFolder#size} does. */
    public Samples size(int height, int width) {
        Check.atLeast(height, 1, "height");
        Check.atLeast(width, 1, "width");
        PictureDecoder own = own();
        return new Samples(
                frame, names, new PictureDecoder(own.channels(), own.crop(), height, width));
    }

    private PictureDecoder own() {
        Check.that(decoder != null, "samples", "rows", "pictures");
        return decoder;
    }

    /** Number of samples. */
    public int size() {
        return names.length;
    }

    /** Number of partitions of {@link #features}. */
    int partitions() {
        return (names.length + each() - 1) / each();
    }

    /** Samples of a partition: whole batches, the same on any number of executors. */
    private int each() {
        int batches = (names.length + BATCH - 1) / BATCH;
        return BATCH * ((batches + MOST_PARTITIONS - 1) / MOST_PARTITIONS);
    }

    /** Features in the order of the samples, a block for each batch. */
    JavaRDD<FeatureBlock> features(Broadcast<Extractors> extractors) {
        var context = JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
        Broadcast<Object[]> order = context.broadcast(names);
        var reader = new Reader(order, extractors, decoder);
        JavaPairRDD<Integer, Object> placed =
                frame.javaRDD()
                        .mapToPair(
                                row ->
                                        new Tuple2<Integer, Object>(
                                                reader.place(row), reader.value(row)));
        return placed.repartitionAndSortWithinPartitions(new Ranges(partitions(), each()))
                .mapPartitions(reader::read);
    }

    /** Neighbours stay together. */
    private static final class Ranges extends Partitioner {
        private final int count;
        private final int each;

        Ranges(int count, int each) {
            this.count = count;
            this.each = each;
        }

        @Override
        public int numPartitions() {
            return count;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key / each;
        }
    }

    /** What executors do. */
    private record Reader(
            Broadcast<Object[]> order, Broadcast<Extractors> extractors, PictureDecoder decoder)
            implements Serializable {

        int place(Row row) {
            Object name = name(row.get(0), "id");
            int place = Arrays.binarySearch(order.value(), name);
            Check.that(place >= 0, "sample", name, "none that was not there at the start");
            return place;
        }

        Object value(Row row) {
            Object value = row.get(1);
            if (decoder != null) {
                Check.that(value instanceof byte[], "content of " + row.get(0), value, "bytes");
                return value;
            }
            Check.that(value instanceof Seq<?>, "values of " + row.get(0), value, "an array");
            var seq = (Seq<?>) value;
            var numbers = new float[seq.length()];
            for (int k = 0; k < numbers.length; k++) {
                if (!(seq.apply(k) instanceof Number number
                        && Float.isFinite(number.floatValue()))) {
                    throw Check.error(
                            "values[" + k + "] of " + row.get(0), seq.apply(k), "a finite number");
                }
                numbers[k] = ((Number) seq.apply(k)).floatValue();
            }
            return numbers;
        }

        Iterator<FeatureBlock> read(Iterator<Tuple2<Integer, Object>> samples) throws Exception {
            return Cores.within(
                    () -> {
                        FeatureExtractor extractor = extractors.value().take();
                        var blocks = new ArrayList<FeatureBlock>();
                        var batch = new ArrayList<Tuple2<Integer, Object>>();
                        while (samples.hasNext()) {
                            batch.add(samples.next());
                            if (batch.size() == BATCH || !samples.hasNext()) {
                                blocks.add(block(extractor, batch));
                                batch.clear();
                            }
                        }
                        extractors.value().giveBack(extractor);
                        return blocks.iterator();
                    });
        }

        private FeatureBlock block(
                FeatureExtractor extractor, List<Tuple2<Integer, Object>> batch) {
            int from = batch.get(0)._1();
            String first = String.valueOf(order.value()[from]);
            return decoder == null
                    ? ofRows(extractor, batch, from, first)
                    : ofPictures(extractor, batch, from, first);
        }

        private FeatureBlock ofRows(
                FeatureExtractor extractor,
                List<Tuple2<Integer, Object>> batch,
                int from,
                String first) {
            var rows = new float[batch.size()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float[]) batch.get(i)._2();
                FeatureBlock.same(
                        "" + rows[i].length,
                        String.valueOf(order.value()[from + i]),
                        "" + rows[0].length,
                        first);
            }
            double[][] features = Features.rows(extractor, DataSet.of(rows).named(first));
            return new FeatureBlock(from, features, "" + rows[0].length, first);
        }

        private FeatureBlock ofPictures(
                FeatureExtractor extractor,
                List<Tuple2<Integer, Object>> batch,
                int from,
                String first) {
            var pictures = new Picture[batch.size()];
            for (int i = 0; i < pictures.length; i++) {
                String name = String.valueOf(order.value()[from + i]);
                pictures[i] = decoder.decode((byte[]) batch.get(i)._2(), name);
                FeatureBlock.same(shape(pictures[i]), name, shape(pictures[0]), first);
            }
            double[][] features = Features.rows(extractor, DataSet.of(pictures).named(first));
            return new FeatureBlock(from, features, shape(pictures[0]), first);
        }

        private static String shape(Picture picture) {
            return picture.width() + " x " + picture.height();
        }
    }
}
