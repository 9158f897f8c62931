package org.ot4j.spark;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.ot4j.data.DataSet;

/** A data set on its way to executors: the same values, name, labels and fingerprint there. */
final class SharedData implements Serializable {
    private final String name;
    private final float[] values;
    private final long[] sampleShape;
    private final int[] labels;
    private transient DataSet data;

    SharedData(DataSet data) {
        name = data.name();
        values = data.floats(IntStream.range(0, data.size()).toArray());
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
