package org.ot4j.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ot4j.base.Points;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;
import tech.tablesaw.api.Table;

/**
 * A data set: samples of one shape, with or without classes. Immutable; subsets and splits are
 * views that share its values.
 *
 * <pre>{@code
 * var x = DataSet.of(points);                          // double[n][d]
 * var parts = x.split(0.8, 42);                        // parts.train(), parts.test()
 * var digits = Mnist.test().subset(2_560, 42);
 * }</pre>
 *
 * Points are rows of shape (d), pictures have the shape (c, h, w) and values in [0, 1].
 */
public final class DataSet implements DataSource {
    private final String name;
    private final Shape shape;
    private final Samples samples;
    private final int[] labels;
    private final List<String> classNames;
    private String fingerprint;

    DataSet(String name, Shape shape, Samples samples, int[] labels, List<String> classNames) {
        this.name = name;
        this.shape = shape;
        this.samples = samples;
        this.labels = labels;
        this.classNames = classNames;
    }

    /** A training and a test part. */
    public record Split(DataSet train, DataSet test) {}

    /** Points, one per row, all finite. */
    public static DataSet of(double[][] points) {
        return of(points, "points");
    }

    private static DataSet of(double[][] points, String name) {
        Check.notNull(points, name);
        int d = width(points.length, points.length == 0 ? 0 : points[0].length, name);
        var values = new float[Math.multiplyExact(points.length, d)];
        for (int i = 0; i < points.length; i++) {
            if (points[i].length != d) {
                throw Check.error(name + "[" + i + "].length", points[i].length, "" + d);
            }
            for (int j = 0; j < d; j++) {
                values[i * d + j] = (float) points[i][j];
            }
        }
        return owning(values, new Shape(d));
    }

    /** Points, one per row, all finite. */
    public static DataSet of(float[][] points) {
        int d = width(points.length, points.length == 0 ? 0 : points[0].length, "points");
        var values = new float[Math.multiplyExact(points.length, d)];
        for (int i = 0; i < points.length; i++) {
            if (points[i].length != d) {
                throw Check.error("points[" + i + "].length", points[i].length, "" + d);
            }
            System.arraycopy(points[i], 0, values, i * d, d);
        }
        return owning(values, new Shape(d));
    }

    /**
     * Samples one after the other, each of the given shape; the values are copied.
     *
     * @param values finite numbers; their count is a multiple of the shape's size
     */
    public static DataSet of(float[] values, long... sampleShape) {
        return owning(Check.notNull(values, "values").clone(), new Shape(sampleShape));
    }

    /** Takes over an array that no other code refers to. */
    static DataSet owning(float[] values, Shape shape) {
        int length = Math.toIntExact(shape.size());
        Check.that(
                length > 0 && values.length > 0 && values.length % length == 0,
                "values.length",
                values.length,
                "a positive multiple of " + length);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw Check.error(
                        "value " + i % length + " of sample " + i / length,
                        values[i],
                        "a finite number");
            }
        }
        return new DataSet("data", shape, new Samples.Floats(values, length), null, List.of());
    }

    /** A copy of an array [n, ...] of any type, converted to float32. */
    public static DataSet of(NDArray array) {
        return of(array, "array");
    }

    private static DataSet of(NDArray array, String name) {
        Shape s = Rows.shape(array, name);
        Check.that(
                s.dimension() >= 2 && s.size() > 0,
                name + ".shape",
                s,
                "(n, d) or (n, ...), none of them 0");
        int length = Math.toIntExact(s.size() / s.get(0));
        float[] values = Rows.finite(Rows.floats(array), length, name);
        return owning(values, s.slice(1));
    }

    /**
     * The samples of any source, the points of a measure, or one picture; a data set as it is.
     *
     * @throws IllegalArgumentException if the points have unequal weights, which a data set cannot
     *     store
     */
    public static DataSet of(Points points) {
        DataSource source = checked(points, "points");
        if (source instanceof DataSet set) {
            return set;
        }
        try (NDManager manager = PyTorch.newCpuManager()) {
            int[] all = IntStream.range(0, source.size()).toArray();
            DataSet set = of(source.batch(manager, all)).named(source.name());
            return source.labels() == null ? set : set.withLabels(source.labels());
        }
    }

    /**
     * Converts samples of any kind to a source of samples, for methods that need the shape of a
     * sample.
     *
     * @param samples a {@link DataSource}, which is returned as it is; an {@link NDArray} [n, ...],
     *     which keeps its shape; a {@link Picture}; or anything that {@link Rows#checked} accepts
     * @param name the name of the samples in error messages
     */
    public static DataSource checked(Object samples, String name) {
        if (samples instanceof DataSource source) {
            return source;
        }
        if (samples instanceof Picture picture) {
            return of(new Picture[] {picture});
        }
        return samples instanceof NDArray array
                ? of(array, name)
                : of(Rows.checked(samples, name), name);
    }

    /** Pictures of one size and number of channels, as samples (c, h, w). */
    public static DataSet of(Picture... pictures) {
        Check.atLeast(Check.notNull(pictures, "pictures").length, 1, "pictures.length");
        Picture first = Check.notNull(pictures[0], "pictures[0]");
        int length = first.channels() * first.height() * first.width();
        var values = new float[Math.multiplyExact(pictures.length, length)];
        for (int i = 0; i < pictures.length; i++) {
            Picture own = pictures[i];
            if (own == null) {
                throw Check.error("pictures[" + i + "]", null, "a value, not null");
            }
            if (own.channels() != first.channels()
                    || own.height() != first.height()
                    || own.width() != first.width()) {
                throw Check.error("pictures[" + i + "]", own, first + ", as pictures[0]");
            }
            own.copyTo(values, i * length);
        }
        return owning(values, new Shape(first.channels(), first.height(), first.width()))
                .named("pictures");
    }

    /** All numeric columns of a table as points. */
    public static DataSet of(Table table) {
        return Tables.read(table, null);
    }

    /**
     * The numeric columns of a table as points, except {@code labelColumn}, which gives the
     * classes.
     */
    public static DataSet of(Table table, String labelColumn) {
        return Tables.read(table, Check.notNull(labelColumn, "labelColumn"));
    }

    /**
     * The numeric columns of a CSV file with a header, in UTF-8. The separator is whichever of
     * comma, semicolon (then with decimal points or commas) and tab is most frequent in the header.
     * The type of a column depends on all its cells; columns of words are left out.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read, is not text in UTF-8, or has
     *     an unclosed quote
     * @throws IllegalArgumentException if a number is missing, infinite or too large for float32, a
     *     word is in a numeric column, or a row and the header have different numbers of cells; the
     *     message names file, line, row (from 0) and column
     */
    public static DataSet csv(Path file) {
        return CsvPoints.read(Check.notNull(file, "file"), null);
    }

    /**
     * The numeric columns of a CSV file, with one column as classes: integers of at least 0 are
     * kept, words are numbered in their order. Otherwise like {@link #csv(Path)}.
     *
     * @param labelColumn its name in the header
     * @throws IllegalArgumentException if there is no such column, it has a missing value, or for
     *     the reasons of {@link #csv(Path)}
     * @throws java.io.UncheckedIOException for the reasons of {@link #csv(Path)}
     */
    public static DataSet csv(Path file, String labelColumn) {
        return CsvPoints.read(
                Check.notNull(file, "file"), Check.notNull(labelColumn, "labelColumn"));
    }

    private static int width(int rows, int columns, String name) {
        Check.that(rows > 0, name + ".length", rows, "at least 1 row");
        Check.that(columns > 0, name + "[0].length", columns, "at least 1 column");
        return columns;
    }

    /** The same data under another name. */
    public DataSet named(String newName) {
        return new DataSet(Check.notNull(newName, "name"), shape, samples, labels, classNames);
    }

    /** The same data with a class for each sample, each at least 0. */
    public DataSet withLabels(int... classes) {
        Check.that(classes.length == size(), "classes.length", classes.length, "" + size());
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] < 0) {
                throw Check.error("classes[" + i + "]", classes[i], "at least 0");
            }
        }
        return new DataSet(name, shape, samples, classes.clone(), List.of());
    }

    /**
     * Other values for the same samples, with the same classes, such as codes or reconstructions.
     *
     * @param values one sample after the other, each of the given shape; kept, not copied
     */
    public DataSet withValues(float[] values, long... sampleShape) {
        DataSet other = of(values, sampleShape);
        Check.that(other.size() == size(), "samples in values", other.size(), "" + size());
        return new DataSet(name, other.shape, other.samples, labels, classNames);
    }

    DataSet withClassNames(List<String> names) {
        return new DataSet(name, shape, samples, labels, List.copyOf(names));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public Shape sampleShape() {
        return shape;
    }

    @Override
    public int[] labels() {
        return labels == null ? null : labels.clone();
    }

    /** Names of the classes 0, 1, ...; empty if they have none. */
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public NDArray batch(NDManager manager, int... indices) {
        return manager.create(floats(indices), new Shape(indices.length).addAll(shape));
    }

    /** Sample i of a data set of pictures (c, h, w) with 1 or 3 channels. */
    public Picture picture(int i) {
        Check.that(
                shape.dimension() == 3 && (shape.get(0) == 1 || shape.get(0) == 3),
                "sample shape",
                shape,
                "(c, h, w) with 1 or 3 channels");
        return Picture.of((int) shape.get(0), (int) shape.get(1), (int) shape.get(2), floats(i));
    }

    /** All samples as one array [n, ...] of float32. */
    public NDArray toNDArray(NDManager manager) {
        return batch(manager, IntStream.range(0, size()).toArray());
    }

    /** All samples as rows; pictures are flattened. */
    @Override
    public double[][] toArray() {
        var rows = new double[size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] row = floats(i);
            rows[i] = new double[row.length];
            for (int j = 0; j < row.length; j++) {
                rows[i][j] = row[j];
            }
        }
        return rows;
    }

    /** The samples at the given indices, one after the other. */
    public float[] floats(int... indices) {
        var values = new float[Math.multiplyExact(indices.length, samples.length())];
        for (int i : indices) {
            if (i < 0 || i >= size()) {
                throw Check.error("index", i, "a number in [0, " + size() + ")");
            }
        }
        samples.read(indices, values);
        return values;
    }

    /** A table with one column for each value and, if there are classes, a column "class". */
    public Table toTable() {
        return Tables.write(this);
    }

    /** The rows at the given indices, in that order. */
    public DataSet rows(int... indices) {
        for (int i : indices) {
            if (i < 0 || i >= size()) {
                throw Check.error("index", i, "a number in [0, " + size() + ")");
            }
        }
        Check.atLeast(indices.length, 1, "indices.length");
        int[] kept = indices.clone();
        int[] keptLabels = labels == null ? null : IntStream.of(kept).map(i -> labels[i]).toArray();
        return new DataSet(name, shape, new Samples.Rows(samples, kept), keptLabels, classNames);
    }

    /** The first {@code n} samples. */
    public DataSet head(int n) {
        Check.that(n >= 1 && n <= size(), "n", n, "a number in [1, " + size() + "]");
        return rows(IntStream.range(0, n).toArray());
    }

    /** {@code n} samples drawn without replacement, in random order; the seed determines them. */
    public DataSet subset(int n, long seed) {
        Check.that(n >= 1 && n <= size(), "n", n, "a number in [1, " + size() + "]");
        return rows(Arrays.copyOf(Permutations.upward(size(), Seeds.choice(seed)), n));
    }

    /** The samples of one class. */
    public DataSet ofClass(int label) {
        Check.that(labels != null, "labels", null, "a data set with classes");
        return rows(IntStream.range(0, size()).filter(i -> labels[i] == label).toArray());
    }

    /**
     * A random split; the seed determines it.
     *
     * @param fraction share of the samples that go to the training part, in (0, 1); both parts get
     *     at least one
     */
    public Split split(double fraction, long seed) {
        Check.that(fraction > 0 && fraction < 1, "fraction", fraction, "a number in (0, 1)");
        Check.that(size() >= 2, "size", size(), "at least 2 samples to split");
        int[] order = Permutations.upward(size(), Seeds.choice(seed));
        int first = (int) Math.max(1, Math.min(size() - 1, Math.round(fraction * size())));
        return new Split(
                rows(Arrays.copyOf(order, first)), rows(Arrays.copyOfRange(order, first, size())));
    }

    /**
     * A DJL data set over all samples, for any DJL code. Its label, if there are classes, is an
     * int64 vector. Two with the same seed give the same batches in the same order, epoch by epoch.
     * Batches are read on demand, so a folder of pictures stays on disk.
     *
     * @param batchSize samples per batch; the last batch may be smaller
     * @param shuffle whether each epoch uses a new random order
     * @param seed determines those orders
     */
    public ArrayDataset toDjl(int batchSize, boolean shuffle, long seed) {
        return DjlView.of(this, batchSize, shuffle, seed);
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            fingerprint = Fingerprint.of(this);
        }
        return fingerprint;
    }

    @Override
    public String toString() {
        String classes =
                labels == null ? "" : ", " + IntStream.of(labels).distinct().count() + " classes";
        return name + ": " + size() + " samples of shape " + shape + classes;
    }
}
