package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.CancellationException;
import org.ot4j.base.Estimate;
import org.ot4j.base.Progress;
import org.ot4j.base.PyTorch;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;

/**
 * The kernel Inception distance (Bińkowski et al. 2018): the unbiased squared MMD of features under
 * the kernel (x·y / d + 1)³. Unlike FID, it has no bias that depends on the number of samples.
 *
 * @param extractor turns samples into features
 * @param block number of samples from each side in one estimate; the samples are cut, in order,
 *     into disjoint blocks; the value is the mean over the blocks, with Student's interval
 */
public record Kid(FeatureExtractor extractor, int block) {
    /** Checks the size of a block. */
    public Kid {
        Check.notNull(extractor, "extractor");
        Check.atLeast(block, 2, "block");
    }

    /** With blocks of 1,000 samples, or a fifth of the samples if there are fewer than 5,000. */
    public static Kid of(FeatureExtractor extractor) {
        return new Kid(extractor, 1_000);
    }

    /** KID of two samples. */
    public Estimate between(DataSource a, DataSource b) {
        return between(Features.rows(extractor, a), Features.rows(extractor, b), extractor.name());
    }

    /**
     * KID of two samples of any two kinds.
     *
     * @param a a data set, an {@link NDArray} [n, ...], rows {@code double[n][d]}, a measure of
     *     equal weights or a table
     * @param b of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights
     */
    public Estimate between(Object a, Object b) {
        return between(DataSet.checked(a, "a"), DataSet.checked(b, "b"));
    }

    private Estimate between(double[][] x, double[][] y, String features) {
        int smaller = Math.min(x.length, y.length);
        Check.atLeast(smaller, 2, "samples");
        int size = blockSize(smaller);
        var values = new double[smaller / size];
        try (var manager = PyTorch.newCpuManager();
                var progress = Progress.start("KID", values.length)) {
            for (int k = 0; k < values.length; k++) {
                if (Progress.stopRequested()) {
                    throw new CancellationException("KID was stopped");
                }
                try (NDManager scope = manager.newSubManager()) {
                    values[k] =
                            unbiased(
                                    rows(scope, x, k * size, size), rows(scope, y, k * size, size));
                }
                progress.update(k + 1);
            }
        }
        return Statistics.mean(values, "KID by " + features + ", disjoint blocks of " + size);
    }

    /** Number of samples in a block, if the smaller of two sides has so many, at least 2. */
    public int blockSize(int samples) {
        Check.atLeast(samples, 2, "samples");
        return Math.min(block, Math.max(2, samples / 5));
    }

    /**
     * The value of one block: the unbiased squared MMD of features under the kernel. The mean of
     * such values is KID.
     *
     * @param x features [n, d], n at least 2
     * @param y as many
     */
    public static double ofBlock(double[][] x, double[][] y) {
        Check.points(x, "x", y, "y");
        Check.atLeast(x.length, 2, "x.length");
        Check.that(y.length == x.length, "y.length", y.length, x.length + ", as x has");
        try (var manager = PyTorch.newCpuManager()) {
            return unbiased(rows(manager, x, 0, x.length), rows(manager, y, 0, y.length));
        }
    }

    private static double unbiased(NDArray p, NDArray q) {
        return within(p) + within(q) - 2 * kernel(p, q).mean().getDouble();
    }

    private static NDArray rows(NDManager manager, double[][] rows, int from, int count) {
        int d = rows[0].length;
        var flat = new double[count * d];
        for (int i = 0; i < count; i++) {
            Check.finite(rows[from + i], "features of sample " + (from + i));
            System.arraycopy(rows[from + i], 0, flat, i * d, d);
        }
        return manager.create(flat, new Shape(count, d));
    }

    private static NDArray kernel(NDArray x, NDArray y) {
        long d = x.getShape().get(1);
        return x.matMul(y.transpose()).div(d).add(1).pow(3);
    }

    private static double within(NDArray x) {
        int n = Math.toIntExact(x.getShape().get(0));
        NDArray k = kernel(x, x);
        NDArray diagonal = k.mul(x.getManager().eye(n).toType(DataType.FLOAT64, false));
        return k.sub(diagonal).sum().getDouble() / ((double) n * (n - 1));
    }
}
