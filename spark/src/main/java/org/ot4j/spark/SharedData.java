package org.ot4j.spark;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.ot4j.base.PyTorch;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;

/** A data set on its way to executors: the same values, name, labels and fingerprint there. */
final class SharedData implements Serializable {
    private final String name;
    private final float[] values;
    private final long[] sampleShape;
    private final int[] labels;
    private transient DataSet data;

    SharedData(DataSource data) {
        name = data.name();
        try (var manager = PyTorch.newCpuManager()) {
            values = data.batch(manager, IntStream.range(0, data.size()).toArray()).toFloatArray();
        }
        sampleShape = data.sampleShape().getShape();
        labels = data.labels();
    }

    synchronized DataSet get() {
        if (data == null) {
            DataSet plain = DataSet.of(values, sampleShape).named(name);
            data = labels == null ? plain : plain.withLabels(labels);
        }
        return data;
    }
}
