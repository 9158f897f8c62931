package org.ot4j.data;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;

/** A data set as DJL sees it; batches are read on demand, not held in one big array. */
final class DjlView extends ArrayDataset {
    private final DataSet source;
    private final int[] labels;

    private DjlView(DataSet source, BaseBuilder<?> builder) {
        super(builder);
        this.source = source;
        this.labels = source.labels();
    }

    static DjlView of(DataSet source, int batchSize, boolean shuffle, long seed) {
        Check.atLeast(batchSize, 1, "batchSize");
        Random random = Seeds.choice(seed);
        Sampler.SubSampler order =
                all -> {
                    int n = Math.toIntExact(all.size());
                    return shuffle
                            ? Arrays.stream(Permutations.upward(n, random))
                                    .asLongStream()
                                    .iterator()
                            : (Iterator<Long>) LongStream.range(0, n).iterator();
                };
        return new DjlView(source, new Settings().setSampling(new BatchSampler(order, batchSize)));
    }

    /** Nothing to prepare: there is no array to move to a device. */
    @Override
    public void prepare(Progress progress) {}

    @Override
    protected long availableSize() {
        return source.size();
    }

    @Override
    public Record get(NDManager manager, long index) {
        int i = Math.toIntExact(index);
        var data = source.batch(manager, i).get(0);
        return new Record(
                new NDList(data),
                labels == null ? new NDList() : new NDList(manager.create((long) labels[i])));
    }

    @Override
    public Batch getByIndices(NDManager manager, long... indices) {
        int[] rows = LongStream.of(indices).mapToInt(Math::toIntExact).toArray();
        var data = new NDList(source.batch(manager, rows));
        var classes = new NDList();
        if (labels != null) {
            classes.add(manager.create(Arrays.stream(rows).mapToLong(i -> labels[i]).toArray()));
        }
        return new Batch(
                manager, data, classes, rows.length, Batchifier.STACK, Batchifier.STACK, -1, -1);
    }

    @Override
    public Batch getByRange(NDManager manager, long from, long to) {
        return getByIndices(manager, LongStream.range(from, to).toArray());
    }

    @Override
    protected RandomAccessDataset newSubDataset(int[] indices, int from, int to) {
        return new DjlView(source.rows(Arrays.copyOfRange(indices, from, to)), likeThis());
    }

    @Override
    protected RandomAccessDataset newSubDataset(List<Long> indices) {
        return new DjlView(
                source.rows(indices.stream().mapToInt(Math::toIntExact).toArray()), likeThis());
    }

    private Settings likeThis() {
        return new Settings().setSampling(sampler).optDevice(device);
    }

    /** DJL's own builder insists on an array. */
    private static final class Settings extends BaseBuilder<Settings> {
        @Override
        protected Settings self() {
            return this;
        }
    }
}
