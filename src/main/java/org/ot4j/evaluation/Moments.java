package org.ot4j.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.ot4j.base.Check;

/**
 * Count, mean and scatter of features, added up batch by batch in double precision: memory O(d²)
 * however many there are. Values are taken relative to the first batch's mean, so that nothing is
 * lost where means are large.
 */
final class Moments implements AutoCloseable {
    /** Columns of one tile of the scatter matrix; tiles below the diagonal are not computed. */
    private static final int TILE = 256;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());
    private final int tiles;
    private final int d;
    private final NDArray shift;
    private final NDArray sum;
    private final NDArray[][] squares;
    private long count;

    /**
     * Starts with nothing.
     *
     * @param shift near the mean, [d] of float64; copied
     */
    Moments(NDArray shift) {
        d = Math.toIntExact(shift.getShape().get(0));
        this.shift = manager.create(shift.toDoubleArray());
        sum = manager.zeros(new Shape(d), DataType.FLOAT64);
        tiles = (d + TILE - 1) / TILE;
        squares = new NDArray[tiles][tiles];
        for (int i = 0; i < tiles; i++) {
            for (int j = i; j < tiles; j++) {
                squares[i][j] = manager.zeros(new Shape(width(i), width(j)), DataType.FLOAT64);
            }
        }
    }

    private int width(int tile) {
        return Math.min(TILE, d - tile * TILE);
    }

    /** Adds features [n, d] of float64. */
    void add(NDArray features) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = features.sub(shift);
            x.attach(scope);
            NDArray total = x.sum(new int[] {0});
            double check = total.sum().getDouble();
            Check.that(Double.isFinite(check), "features", check, "finite numbers");
            sum.addi(total);
            NDArray[] parts = new NDArray[tiles];
            for (int i = 0; i < tiles; i++) {
                parts[i] = tiles == 1 ? x : x.get(":, " + i * TILE + ":" + (i * TILE + width(i)));
            }
            for (int i = 0; i < tiles; i++) {
                NDArray left = parts[i].transpose();
                for (int j = i; j < tiles; j++) {
                    squares[i][j].addi(left.matMul(parts[j]));
                }
            }
            count += features.getShape().get(0);
        }
    }

    long count() {
        return count;
    }

    /** The sum of several, or all but one of them: nothing is kept of what is left out. */
    static GaussianFit fit(Moments[] parts, int without) {
        Moments first = parts[0];
        int d = first.d;
        double[] mean = new double[d];
        double[] flat = new double[Math.multiplyExact(d, d)];
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
        for (int a = 0; a < tiles; a++) {
            for (int b = a; b < tiles; b++) {
                double[] tile = squares[a][b].toDoubleArray();
                int columns = width(b);
                for (int i = 0; i < width(a); i++) {
                    int at = (a * TILE + i) * d + b * TILE;
                    for (int j = 0; j < columns; j++) {
                        flat[at + j] += tile[i * columns + j];
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
