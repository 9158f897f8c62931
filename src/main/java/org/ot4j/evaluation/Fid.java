package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;

/**
 * The Fréchet distance between Gaussians fitted to the features of two samples (Heusel et al.
 * 2017).
 *
 * <pre>{@code
 * var fid = Fid.of(Features.classifier(digits, 42));
 * fid.between(digits, model.sample(10_000, 1));                // an Estimate
 * }</pre>
 *
 * The value depends on the extractor and, through its bias, on the number of samples: compare only
 * values that agree in both. The interval is ±1.96 standard errors of a jackknife that leaves out a
 * tenth of one sample at a time; it measures scatter, not bias. Memory is O(d²) for any number of
 * samples.
 *
 * @param extractor turns samples into features
 * @param groups number of groups in the jackknife; 0 for no interval, which saves 2 x groups
 *     eigendecompositions
 */
public record Fid(FeatureExtractor extractor, int groups) {
    /** Checks the groups. */
    public Fid {
        Check.notNull(extractor, "extractor");
        Check.that(groups == 0 || groups >= 2, "groups", groups, "0 or at least 2");
    }

    /** With a jackknife of ten groups. */
    public static Fid of(FeatureExtractor extractor) {
        return new Fid(extractor, 10);
    }

    /** With another number of groups in the jackknife, or 0 for the value alone. */
    public Fid groups(int count) {
        return new Fid(extractor, count);
    }

    /**
     * FID of two samples.
     *
     * @throws IllegalArgumentException if either does not have more samples than features: its
     *     covariance would be singular, and the value would say more about n than about the model.
     *     The message suggests what to do
     */
    public Estimate between(DataSource a, DataSource b) {
        Moments[] x = moments(a, "the first sample", 0);
        Moments[] y = null;
        try {
            y = moments(b, "the second sample", 0);
            return estimate(x, Moments.fit(x, -1), y, Moments.fit(y, -1));
        } finally {
            close(x);
            close(y);
        }
    }

    /**
     * The moments that FID compares, of the features of a sample: save them to compare with the
     * same data again.
     *
     * @param samples rows, an {@link NDArray} [n, ...], a data set, a measure of equal weights or a
     *     table; more than there are features
     */
    public GaussianFit moments(Object samples) {
        Moments[] parts = moments(DataSet.checked(samples, "samples"), "the sample", 0);
        try {
            return Moments.fit(parts, -1);
        } finally {
            close(parts);
        }
    }

    /**
     * FID of a sample from data of which only moments are known, such as those of {@link
     * GaussianFit#load}. The interval is for the sample alone.
     *
     * @param reference moments of the same features
     * @param samples rows, an {@link NDArray} [n, ...], a data set, a measure of equal weights or a
     *     table
     * @throws IllegalArgumentException if the moments are of another number of features, or if the
     *     sample does not have more samples than features
     */
    public Estimate between(GaussianFit reference, Object samples) {
        Check.notNull(reference, "reference");
        Moments[] parts =
                moments(
                        DataSet.checked(samples, "samples"),
                        "the second sample",
                        reference.dimension());
        try {
            return estimate(null, reference, parts, Moments.fit(parts, -1));
        } finally {
            close(parts);
        }
    }

    /** FID of two samples, the second an array [n, ...] such as a model's samples. */
    public Estimate between(DataSource a, NDArray b) {
        return between((Object) a, b);
    }

    /** FID of two samples, both arrays [n, ...]. */
    public Estimate between(NDArray a, NDArray b) {
        return between((Object) a, b);
    }

    /**
     * FID of two samples of any two kinds.
     *
     * @param a a data set, an {@link NDArray} [n, ...], rows {@code double[n][d]}, a measure of
     *     equal weights or a table
     * @param b of any of these kinds
     * @throws IllegalArgumentException if an argument has no points or unequal weights, or if
     *     either does not have more samples than features
     */
    public Estimate between(Object a, Object b) {
        return between(DataSet.checked(a, "a"), DataSet.checked(b, "b"));
    }

    /** The estimate; {@code x} is null if nothing but the first fit is known. */
    private Estimate estimate(Moments[] x, GaussianFit p, Moments[] y, GaussianFit q) {
        double value = p.frechetDistance(q);
        String what =
                String.format(
                        "FID by %s, d = %d, n = %s and %d",
                        extractor.name(), p.dimension(), p.n() == 0 ? "unknown" : p.n(), q.n());
        if (groups == 0) {
            return Estimate.exact(value, what);
        }
        double variance = 0;
        for (int side = x == null ? 1 : 0; side < 2; side++) {
            var left = new double[groups];
            for (int k = 0; k < groups; k++) {
                left[k] =
                        side == 0
                                ? Moments.fit(x, k).frechetDistance(q)
                                : p.frechetDistance(Moments.fit(y, k));
            }
            variance += Statistics.jackknifeVariance(left);
        }
        return Estimate.normal(
                value, Math.sqrt(variance), what + "; jackknife of " + groups + " groups");
    }

    private void enough(DataSource samples, String which, long features) {
        Check.that(
                samples.size() > features,
                "samples in " + which,
                samples.size(),
                "more than the "
                        + features
                        + " features by "
                        + extractor.name()
                        + ", for a regular covariance. Ways out: more samples; KID, which needs few:"
                        + " Kid.of(extractor).between(a, b); or an extractor with fewer features,"
                        + " such as Features.classifier(labelled, seed) with "
                        + SmallClassifier.FEATURES);
    }

    /**
     * The moments of groups of samples.
     *
     * @param d the number of features that is expected, or 0 for any
     */
    private Moments[] moments(DataSource samples, String which, int d) {
        int parts = Math.max(1, groups);
        Check.that(
                samples.size() >= 2 * parts,
                "samples in " + which,
                samples.size(),
                "at least "
                        + 2 * parts
                        + ", two for each group of the jackknife. Ways out: more samples, fewer"
                        + " groups(count), or groups(0) for a value alone");
        var moments = new Moments[parts];
        int n = samples.size();
        Features.each(
                extractor,
                samples,
                (from, features) -> {
                    if (moments[0] == null) {
                        Check.that(
                                d == 0 || features.size(1) == d,
                                "features by " + extractor.name(),
                                features.size(1),
                                d + ", as the moments have that they are compared with");
                        enough(samples, which, features.size(1));
                        try (NDArray mean = features.mean(new int[] {0})) {
                            for (int k = 0; k < parts; k++) {
                                moments[k] = new Moments(mean);
                            }
                        }
                    }
                    int rows = Math.toIntExact(features.getShape().get(0));
                    int start = 0;
                    while (start < rows) {
                        int group = (int) ((long) (from + start) * parts / n);
                        int end = start;
                        while (end < rows && (long) (from + end) * parts / n == group) {
                            end++;
                        }
                        try (NDArray part = features.get(start + ":" + end)) {
                            moments[group].add(part);
                        }
                        start = end;
                    }
                });
        return moments;
    }

    private static void close(Moments[] moments) {
        if (moments != null) {
            for (Moments m : moments) {
                m.close();
            }
        }
    }
}
