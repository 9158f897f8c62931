package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Parallel;
import org.ot4j.internal.VectorExp;
import org.ot4j.transport.cost.CostMatrix;

/**
 * Squared Euclidean costs between the pixels of a picture, [h w, h w], line after line; the longer
 * side runs from 0 to 1. A soft minimum over such costs is one along lines and one along columns,
 * which takes O(h w (h + w)) in place of O(h² w²) (Solomon et al. 2015), here in the log domain.
 */
public final class GridCostMatrix extends CostMatrix {
    private final int height;
    private final int width;
    private final double step;

    public GridCostMatrix(int height, int width) {
        super(Math.multiplyExact(height, width), height * width);
        this.height = height;
        this.width = width;
        this.step = 1.0 / Math.max(1, Math.max(height, width) - 1);
    }

    /** The pixels as points (x, y). */
    public double[][] points() {
        var points = new double[rows()][];
        Arrays.setAll(points, k -> new double[] {k % width * step, k / width * step});
        return points;
    }

    @Override
    public double at(int i, int j) {
        double x = (i % width - j % width) * step;
        double y = (i / width - j / width) * step;
        return x * x + y * y;
    }

    @Override
    public void row(int i, int from, int to, double[] out, int offset) {
        for (int j = from; j < to; j++) {
            out[offset + j - from] = at(i, j);
        }
    }

    @Override
    public CostMatrix transposed() {
        return this;
    }

    /** Nothing is gained by storing them. */
    @Override
    public CostMatrix stored() {
        return this;
    }

    /** -ε log Σ_j w_j exp((g_j - c_ij) / ε) for all pixels i. */
    public double[] softMinima(double[] w, double[] g, double epsilon) {
        var logs = new double[rows()];
        for (int j = 0; j < logs.length; j++) {
            logs[j] = w[j] > 0 ? Math.log(w[j]) + g[j] / epsilon : Double.NEGATIVE_INFINITY;
        }
        double[] alongLines = transpose(blur(logs, height, width, epsilon), height, width);
        double[] both = transpose(blur(alongLines, width, height, epsilon), width, height);
        for (int i = 0; i < both.length; i++) {
            both[i] *= -epsilon;
        }
        return both;
    }

    /** log Σ_l exp(v_kl - (l - m)² step² / ε) for each line k and place m in it. */
    private double[] blur(double[] v, int lines, int length, double epsilon) {
        var decay = new double[length];
        Arrays.setAll(decay, k -> k * step * k * step / epsilon);
        var out = new double[v.length];
        Parallel.ranges(
                lines,
                1 + 20_000 / (length * length),
                (from, to) -> {
                    var terms = new double[length];
                    var scratch = new double[length];
                    for (int k = from; k < to; k++) {
                        for (int m = 0; m < length; m++) {
                            out[k * length + m] = logSum(v, k * length, decay, m, terms, scratch);
                        }
                    }
                });
        return out;
    }

    private static double logSum(
            double[] v, int start, double[] decay, int m, double[] terms, double[] scratch) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < terms.length; l++) {
            terms[l] = v[start + l] - decay[Math.abs(l - m)];
            greatest = Math.max(greatest, terms[l]);
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            return greatest;
        }
        for (int l = 0; l < terms.length; l++) {
            terms[l] -= greatest;
        }
        VectorExp.exp(terms, 0, terms.length, scratch);
        double sum = 0;
        for (double term : terms) {
            sum += term;
        }
        return greatest + Math.log(sum);
    }

    private static double[] transpose(double[] v, int rows, int cols) {
        var t = new double[v.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                t[j * rows + i] = v[i * cols + j];
            }
        }
        return t;
    }
}
