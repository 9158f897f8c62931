package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ot4j.base.PyTorch;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;

/**
 * Count, mean and scatter of features, accumulated batch by batch in double precision, in O(d²)
 * memory for any number of samples. Values are taken relative to the first batch's mean, so no
 * digits are lost if means are large.
 */
final class Moments implements AutoCloseable {
    /** Rows of one strip of the scatter matrix; the part left of the diagonal is not computed. */
    private static final int STRIP = 256;

    private static final Script ADD_PRODUCT =
            new Script(
                    """
                    sum: Tensor,
                        a: Tensor,
                        b: Tensor) -> Tensor:
                        return torch.addmm_(sum, torch.t(a), b)
                    """);

    private final NDManager manager = PyTorch.newCpuManager();
    private final int d;
    private final NDArray shift;
    private final NDArray sum;
    private final NDArray[] squares;
    private long count;

    /**
     * Starts empty.
     *
     * @param shift near the mean, [d] of float64; copied
     */
    Moments(NDArray shift) {
        d = Math.toIntExact(shift.getShape().get(0));
        this.shift = manager.create(PyTorch.read(shift, NDArray::toDoubleArray));
        sum = manager.zeros(new Shape(d), DataType.FLOAT64);
        squares = new NDArray[(d + STRIP - 1) / STRIP];
        for (int i = 0; i < squares.length; i++) {
            squares[i] =
                    manager.zeros(new Shape(height(i), d - (long) i * STRIP), DataType.FLOAT64);
        }
    }

    private int height(int strip) {
        return Math.min(STRIP, d - strip * STRIP);
    }

    /** Adds features [n, d] of float64. */
    void add(NDArray features) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x =
                    PyTorch.read(
                            features,
                            here -> {
                                NDArray gaps = here.sub(shift);
                                gaps.attach(scope);
                                return gaps;
                            });
            NDArray total = x.sum(new int[] {0});
            double check = total.sum().getDouble();
            Check.that(Double.isFinite(check), "features", check, "finite numbers");
            sum.addi(total);
            for (int i = 0; i < squares.length; i++) {
                int from = i * STRIP;
                NDArray left = x.get(":, " + from + ":" + (from + height(i)));
                ADD_PRODUCT.call(squares[i], left, x.get(":, " + from + ":")).close();
            }
            count += features.getShape().get(0);
        }
    }

    long count() {
        return count;
    }

    /** The fit to all parts, or to all but one; {@code without} is -1 to leave none out. */
    static GaussianFit fit(Moments[] parts, int without) {
        Moments first = parts[0];
        int d = first.d;
        var mean = new double[d];
        var flat = new double[Math.multiplyExact(d, d)];
        long n = 0;
        for (int k = 0; k < parts.length; k++) {
            if (k != without) {
                n += parts[k].count;
                parts[k].addTo(mean, flat);
            }
        }
        double scale = 1.0 / (n - 1);
        double[] shift = first.shift.toDoubleArray();
        for (int i = 0; i < d; i++) {
            for (int j = i; j < d; j++) {
                double v = scale * (flat[i * d + j] - mean[i] * mean[j] / n);
                flat[i * d + j] = v;
                flat[j * d + i] = v;
            }
        }
        for (int i = 0; i < d; i++) {
            mean[i] = mean[i] / n + shift[i];
        }
        return new GaussianFit(mean, flat, n);
    }

    private void addTo(double[] total, double[] flat) {
        double[] own = sum.toDoubleArray();
        for (int i = 0; i < d; i++) {
            total[i] += own[i];
        }
        for (int k = 0; k < squares.length; k++) {
            double[] strip = squares[k].toDoubleArray();
            int columns = d - k * STRIP;
            for (int i = 0; i < height(k); i++) {
                int at = (k * STRIP + i) * d + k * STRIP;
                for (int j = 0; j < columns; j++) {
                    flat[at + j] += strip[i * columns + j];
                }
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
