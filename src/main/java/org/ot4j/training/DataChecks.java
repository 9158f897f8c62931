package org.ot4j.training;

import org.ot4j.data.DataSource;
import org.ot4j.data.Pass;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.training.internal.Gradients;

/** Checks that data can be trained on. */
final class DataChecks {
    private static final int ROWS = 1024;

    private DataChecks() {}

    static void notEmpty(DataSource data) {
        Check.notNull(data, "data");
        Check.that(data.size() > 0, "data.size", data.size(), "at least one sample");
    }

    /** Checks data held out from others. */
    static void held(DataSource held, DataSource data) {
        Check.notNull(held, "validate");
        Check.that(held.size() > 0, "validate.size", held.size(), "at least one sample");
        Check.that(
                held.sampleShape().equals(data.sampleShape()),
                "sample shape of the data in validate",
                held.sampleShape(),
                data.sampleShape() + ", that of the training data");
        Check.that(
                held != data,
                "validate",
                held.name(),
                "samples held out from the training data, such as split.test()");
    }

    /** Checks that a batch is no larger than the data. */
    static void batchSize(int size, DataSource data) {
        Check.that(
                size <= data.size(),
                "batchSize",
                size,
                "at most the size of the data, " + data.size());
    }

    /** Checks that a run continues with the data it began with. */
    static void same(DataSource data, Provenance before) {
        Check.that(
                data.fingerprint().equals(before.fingerprint()),
                "fingerprint of the data",
                data.fingerprint(),
                before.fingerprint() + ", that of the checkpoint's");
    }

    /** Checks that no value is NaN or infinite. */
    static void finite(DataSource data) {
        int width = Math.toIntExact(data.sampleShape().size());
        Pass.over(
                data,
                ROWS,
                (from, batch) -> {
                    var values = new float[Math.toIntExact(batch.size())];
                    Tensors.read(batch, values);
                    int bad = Gradients.firstNotFinite(values);
                    Check.that(
                            bad < 0,
                            "data row " + (bad < 0 ? 0 : from + bad / width),
                            bad < 0 ? 0 : values[bad],
                            "finite values");
                });
    }
}
