package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Estimate;
import org.ot4j.base.Points;
import org.ot4j.base.Rows;
import org.ot4j.data.GaussianMixture;
import org.ot4j.internal.Check;
import tech.tablesaw.api.Table;

/**
 * How well samples hit the modes of a known mixture: the measures of Coupled VAE (section 5, Table
 * 1), which are those of Azadi et al. 2019.
 *
 * <p>Each sample is assigned to the mode with the nearest centre and has high density if it lies
 * within four standard deviations of that centre. The standard deviation within modes is computed
 * over the high-density samples, as in Azadi et al. ("std of high-quality samples"). It is pooled,
 * √(Σ ‖x - mean of the samples of x's mode‖² / (d Σ (n_k - 1))), so neither a shifted mode nor one
 * with few samples biases it. A mode is covered if it has at least one high-density sample.
 *
 * <pre>{@code
 * var mixture = GaussianMixture.grid(5, 0.05);
 * ModeQuality.of(mixture, model.sample(10_000)).highDensityRatio();
 * }</pre>
 *
 * @param highDensityRatio fraction of the samples with high density
 * @param stdWithinModes per coordinate; it exists if some mode has two high-density samples. The
 *     interval assumes that samples are Gaussian within modes
 * @param modesCovered modes with a high-density sample
 * @param modes modes of the mixture
 * @param counts high-density samples of each mode
 */
@SuppressWarnings("ArrayRecordComponent") // copied by the accessor
public record ModeQuality(
        Estimate highDensityRatio,
        Estimate stdWithinModes,
        int modesCovered,
        int modes,
        int[] counts) {
    private static final double STDS = 4;

    /** Measures samples given as one array [n, d] of any type. */
    public static ModeQuality of(GaussianMixture mixture, NDArray samples) {
        return of(mixture, Rows.checked(samples, "samples"));
    }

    /** Measures the samples of a data set, or the points of a measure of equal weights. */
    public static ModeQuality of(GaussianMixture mixture, Points samples) {
        return of(mixture, Rows.checked(samples, "samples"));
    }

    /** Measures the rows of a table's numeric columns. */
    public static ModeQuality of(GaussianMixture mixture, Table samples) {
        return of(mixture, Rows.checked(samples, "samples"));
    }

    /** Measures samples, one per row, all finite. */
    public static ModeQuality of(GaussianMixture mixture, double[][] samples) {
        Check.points(samples, "samples");
        int d = mixture.dimension();
        int k = mixture.modes();
        var counts = new int[k];
        var mean = new double[k][d];
        var squares = new double[k];
        for (int i = 0; i < samples.length; i++) {
            double[] x = samples[i];
            if (x.length != d) {
                throw Check.error("samples[" + i + "].length", x.length, "" + d);
            }
            int mode = mixture.nearest(x);
            if (mixture.standardDistance(x, mode) <= STDS) {
                // Welford's update: no cancellation if a mode is narrow and far from 0.
                counts[mode]++;
                for (int j = 0; j < d; j++) {
                    double before = x[j] - mean[mode][j];
                    mean[mode][j] += before / counts[mode];
                    squares[mode] += before * (x[j] - mean[mode][j]);
                }
            }
        }
        long hits = 0;
        long freedom = 0;
        double sum = 0;
        int covered = 0;
        for (int m = 0; m < k; m++) {
            hits += counts[m];
            freedom += (long) d * Math.max(0, counts[m] - 1);
            sum += squares[m];
            covered += counts[m] > 0 ? 1 : 0;
        }
        double std = Math.sqrt(sum / freedom);
        return new ModeQuality(
                Estimate.fraction(hits, samples.length, "within 4 std of the nearest mode"),
                freedom == 0
                        ? null
                        : Estimate.normal(
                                std,
                                std / Math.sqrt(2.0 * freedom),
                                "pooled over high-density samples"),
                covered,
                k,
                counts);
    }

    /** Whether some mode has two high-density samples, so a standard deviation exists. */
    public boolean hasStdWithinModes() {
        return stdWithinModes != null;
    }

    /**
     * The standard deviation within modes, per coordinate.
     *
     * @throws IllegalStateException if it does not exist, see {@link #hasStdWithinModes}
     */
    @Override
    public Estimate stdWithinModes() {
        if (stdWithinModes == null) {
            throw new IllegalStateException(
                    "no mode has two high-density samples, so there is no std within modes;"
                            + " call hasStdWithinModes() first");
        }
        return stdWithinModes;
    }

    /** A copy of the counts. */
    @Override
    public int[] counts() {
        return counts.clone();
    }

    @Override
    public String toString() {
        return String.format(
                "high-density ratio %s, std within modes %s, modes %d of %d",
                highDensityRatio,
                hasStdWithinModes() ? stdWithinModes : "none",
                modesCovered,
                modes);
    }
}
