package org.ot4j.transport.stochastic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.ot4j.base.Progress;
import org.ot4j.internal.VectorExp;
import org.ot4j.internal.Vectors;

/**
 * Averaged stochastic ascent on the semi-dual (C-VAE Eq. 10 and 18; Genevay et al. 2016, Algorithm
 * 2) in the potential g of finitely many targets: E_x[min^ε_j (c(x, y_j) - g_j)] + Σ b_j g_j, whose
 * gradient is b less the expected soft assignment of x to the targets. Steps are taken relative to
 * b_j and fall with the root of their number; the answer is the mean of the later half.
 */
final class SemiDualAscent {
    /** Draws a source point and writes its costs to all targets. */
    @FunctionalInterface
    interface CostRow {
        void next(Random random, double[] row);
    }

    private final double epsilon;
    private final double[] b;
    private final double[] scratch;

    SemiDualAscent(double epsilon, double[] b) {
        this.epsilon = epsilon;
        this.scratch = new double[b.length];
        double mass = Vectors.sum(b);
        this.b = Arrays.stream(b).map(w -> w / mass).toArray();
    }

    /** What the ascent found: the mean potential, and how many steps it took. */
    record Found(double[] g, long steps, boolean stopped) {}

    Found run(CostRow rows, Ascent how, double[] start, Random random) {
        long steps = how.steps();
        int batch = how.batchSize();
        int m = b.length;
        double[] g = start.clone();
        var mean = new double[m];
        var row = new double[m];
        var assigned = new double[m];
        double size = how.learningRate() * spread(rows, random);
        long averaged = 0;
        long k = 0;
        try (var progress = Progress.start("stochastic transport", steps)) {
            for (; k < steps && !Progress.stopRequested(); k++) {
                Arrays.fill(assigned, 0);
                for (int s = 0; s < batch; s++) {
                    rows.next(random, row);
                    assign(row, g, assigned);
                }
                double step = size / Math.sqrt(1.0 + k);
                for (int j = 0; j < m; j++) {
                    if (b[j] > 0) {
                        g[j] += step * (1 - assigned[j] / (batch * b[j]));
                    }
                }
                if (2 * (k + 1) > steps) {
                    averaged++;
                    for (int j = 0; j < m; j++) {
                        mean[j] += (g[j] - mean[j]) / averaged;
                    }
                }
                progress.update(k + 1, () -> String.format(Locale.ROOT, "step %.1e", step));
            }
        }
        return new Found(averaged > 0 ? mean : g, k, k < steps);
    }

    // The scale of the costs, for a step that fits any units.
    private double spread(CostRow rows, Random random) {
        var row = new double[b.length];
        double sum = 0;
        double squares = 0;
        int draws = 64;
        for (int s = 0; s < draws; s++) {
            rows.next(random, row);
            for (double c : row) {
                sum += c;
                squares += c * c;
            }
        }
        double count = (double) draws * b.length;
        double deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) * (sum / count)));
        return deviation > 0 ? deviation : 1;
    }

    /** Adds the soft assignment of a point to the targets; returns min^ε_j (c_j - g_j). */
    double assign(double[] row, double[] g, double[] assigned) {
        int best = nearest(row, g, b);
        double least = row[best] - g[best];
        if (epsilon == 0) {
            assigned[best] += 1;
            return least;
        }
        for (int j = 0; j < row.length; j++) {
            row[j] = (least - (row[j] - g[j])) / epsilon;
        }
        VectorExp.exp(row, 0, row.length, scratch);
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            row[j] *= b[j];
            sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
            assigned[j] += row[j] / sum;
        }
        return least - epsilon * Math.log(sum);
    }

    /** The target of least c_j - g_j among those of weight above 0: a Laguerre cell. */
    static int nearest(double[] row, double[] g, double[] b) {
        int best = -1;
        for (int j = 0; j < row.length; j++) {
            if (b[j] > 0 && (best < 0 || row[j] - g[j] < row[best] - g[best])) {
                best = j;
            }
        }
        return best;
    }
}
