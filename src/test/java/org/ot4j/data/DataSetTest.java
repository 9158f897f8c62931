package org.ot4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSetTest {
    private final DataSet x =
            DataSet.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}).withLabels(2, 0, 2);

    @Test
    void readsRowsInAnyOrder() {
        try (var manager = NDManager.newBaseManager()) {
            var batch = x.batch(manager, 2, 0, 2);
            assertEquals(new Shape(3, 2), batch.getShape());
            assertEquals(DataType.FLOAT32, batch.getDataType());
            assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, batch.toFloatArray());
            assertArrayEquals(
                    x.toArray(), DataSet.of(x.toNDArray(manager)).toArray(), "round trip");
        }
    }

    @Test
    void refusesWhatIsNotAWholeRectangleOfNumbers() {
        assertThrows(IllegalArgumentException.class, () -> DataSet.of(new double[0][0]));
        assertThrows(
                IllegalArgumentException.class, () -> DataSet.of(new double[][] {{1, 2}, {3}}));
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> DataSet.of(new double[][] {{1, 2}, {3, Double.NaN}}));
        assertTrue(e.getMessage().contains("value 1 of sample 1"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> x.withLabels(1, 2));
        assertThrows(IllegalArgumentException.class, () -> x.rows(3));
        assertThrows(IllegalArgumentException.class, () -> x.subset(4, 1));
    }

    @Test
    void subsetsAndSplitsRepeatAndPartition() {
        DataSet all = Synthetic.normal(101, 3, 1);
        var split = all.split(0.8, 42);
        assertEquals(81, split.train().size());
        assertEquals(20, split.test().size());
        var seen = new ArrayList<String>();
        for (var part : List.of(split.train(), split.test())) {
            for (double[] row : part.toArray()) {
                seen.add(Arrays.toString(row));
            }
        }
        var expected = Arrays.stream(all.toArray()).map(Arrays::toString).sorted().toList();
        assertEquals(expected, seen.stream().sorted().toList());
        assertEquals(all.subset(50, 7).fingerprint(), all.subset(50, 7).fingerprint());
        assertNotEquals(all.subset(50, 7).fingerprint(), all.subset(50, 8).fingerprint());
    }

    /** Rows that a seed put in order are chosen at random by the same seed, not class by class. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, -7})
    void aSeedThatDrewDataTakesAllClasses(long seed) {
        for (DataSet all :
                List.of(
                        GaussianMixture.ring(10, 2, 0.1).sample(1_000, seed),
                        Synthetic.twoMoons(1_000, 0.1, seed),
                        RenderedDigits.standard().side(8).sample(1_000, seed))) {
            int classes = (int) Arrays.stream(all.labels()).distinct().count();
            var split = all.split(0.8, seed);
            var parts = new ArrayList<>(List.of(split.train(), split.test()));
            parts.add(all.subset(200, seed));
            try (var manager = NDManager.newBaseManager()) {
                Batch batch = all.toDjl(200, true, seed).getData(manager).iterator().next();
                long[] labels = batch.getLabels().singletonOrThrow().toLongArray();
                parts.add(DataSet.of(new double[200][1]).withLabels(ints(labels)));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            for (DataSet part : parts) {
                double expected = part.size() / (double) classes;
                for (int label = 0; label < classes; label++) {
                    int count = count(part, label);
                    // Five standard deviations of a hypergeometric count, which is below a binomial
                    // one.
                    double slack = 5 * Math.sqrt(expected * (1 - 1.0 / classes));
                    assertEquals(expected, count, slack, all + ", class " + label);
                }
            }
        }
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static int count(DataSet part, int label) {
        return (int) Arrays.stream(part.labels()).filter(each -> each == label).count();
    }

    @Test
    void fingerprintFollowsValuesShapeAndLabelsOnly() {
        float[] values = {1, 2, 3, 4, 5, 6};
        var base = DataSet.of(values.clone(), 2);
        assertEquals(base.fingerprint(), base.named("other").fingerprint());
        assertNotEquals(base.fingerprint(), DataSet.of(values.clone(), 3).fingerprint());
        assertNotEquals(base.fingerprint(), base.withLabels(0, 0, 0).fingerprint());
        values[5] = Math.nextUp(6f);
        assertNotEquals(base.fingerprint(), DataSet.of(values, 2).fingerprint());
        // By Python's hashlib:
        // sha256(b"3 x (2)" + struct.pack("<6f", 1, 2, 3, 4, 5, 6))
        assertEquals(
                "3637979cabf5cc0b4ee2ea219930cc0d520354f533251fdad5e9c8e1902b0621",
                base.fingerprint());
    }

    @Test
    void tablesAndCsvGoThereAndBack(@TempDir Path folder) throws Exception {
        var back = DataSet.of(x.toTable(), "class");
        assertEquals(x.fingerprint(), back.fingerprint());
        Path file = folder.resolve("points.csv");
        Files.writeString(file, "a,b,kind\n1.5,2,dog\n-1,0.25,cat\n3,4,dog\n");
        var csv = DataSet.csv(file, "kind");
        assertArrayEquals(new double[][] {{1.5, 2}, {-1, 0.25}, {3, 4}}, csv.toArray());
        assertArrayEquals(new int[] {1, 0, 1}, csv.labels());
        assertEquals(List.of("cat", "dog"), csv.classNames());
        assertNull(DataSet.csv(file).labels());
        Files.writeString(file, "a,b\n1.5,\n2,3\n");
        var e = assertThrows(IllegalArgumentException.class, () -> DataSet.csv(file));
        assertTrue(e.getMessage().contains("row 0 of column \"b\""), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> DataSet.of(x.toTable(), "absent"));
    }

    @Test
    void djlSeesEachSampleOnceAnEpochAndTheSameOrderForTheSameSeed() throws Exception {
        DataSet all =
                DataSet.of(
                                IntStream.range(0, 10)
                                        .mapToObj(i -> new double[] {i})
                                        .toArray(double[][]::new))
                        .withLabels(IntStream.range(0, 10).toArray());
        try (var manager = NDManager.newBaseManager()) {
            var first = epochs(all.toDjl(4, true, 5), manager);
            assertEquals(first, epochs(all.toDjl(4, true, 5), manager));
            assertNotEquals(first, epochs(all.toDjl(4, true, 6), manager));
            assertNotEquals(first.subList(0, 10), first.subList(10, 20), "a new order each epoch");
            var plain = IntStream.range(0, 10).boxed().toList();
            assertEquals(plain, first.subList(0, 10).stream().sorted().toList());
            assertEquals(plain, epochs(all.toDjl(4, false, 5), manager).subList(0, 10));
            RandomAccessDataset[] parts = all.toDjl(4, false, 5).randomSplit(7, 3);
            assertEquals(7, parts[0].size());
            assertEquals(3, parts[1].size());
        }
    }

    private static List<Integer> epochs(RandomAccessDataset data, NDManager manager)
            throws Exception {
        var seen = new ArrayList<Integer>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Batch batch : data.getData(manager)) {
                try (batch) {
                    float[] values = batch.getData().head().toFloatArray();
                    long[] labels = batch.getLabels().head().toLongArray();
                    for (int i = 0; i < values.length; i++) {
                        assertEquals(labels[i], (long) values[i]);
                        seen.add((int) values[i]);
                    }
                }
            }
        }
        return seen;
    }
}
