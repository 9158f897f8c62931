package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import org.ot4j.base.Check;
import org.ot4j.data.DataSource;

/**
 * The Fréchet distance between Gaussians fitted to the features of two samples (Heusel et al.
 * 2017).
 *
 * <pre>{@code
 * var fid = Fid.of(Features.classifier(digits, 42));
 * fid.between(digits, DataSet.of(model.sample(10_000)));      // an Estimate
 * }</pre>
 *
 * The value depends on the extractor and, by its bias, on the number of samples: compare only what
 * agrees in both. The interval is ±1.96 standard errors of a jackknife that leaves out a tenth of
 * either sample in turn; it measures scatter, not bias. Memory is O(d²) whatever the number of
 * samples.
 *
 * @param extractor what makes features of samples
 * @param groups parts of the jackknife; 0 for no interval, which saves 2 x groups
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

    /** With another number of groups in the jackknife, or 0 for a value alone. */
    public Fid groups(int count) {
        return new Fid(extractor, count);
    }

    /**
     * FID of two samples.
     *
     * @throws IllegalArgumentException when either has not more samples than features, for then its
     *     covariance is singular and the value says more about n than about the model
     */
    public Estimate between(DataSource a, DataSource b) {
        Moments[] x = moments(a);
        Moments[] y = null;
        try {
            y = moments(b);
            return estimate(x, y);
        } finally {
            close(x);
            close(y);
        }
    }

    private Estimate estimate(Moments[] x, Moments[] y) {
        GaussianFit p = Moments.fit(x, -1);
        GaussianFit q = Moments.fit(y, -1);
        enough(p, "the first sample");
        enough(q, "the second sample");
        double value = p.frechetDistance(q);
        String what =
                String.format(
                        "FID by %s, d = %d, n = %d and %d",
                        extractor.name(), p.dimension(), p.n(), q.n());
        if (groups == 0) {
            return Estimate.exact(value, what);
        }
        double variance = 0;
        for (int side = 0; side < 2; side++) {
            double[] left = new double[groups];
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

    private void enough(GaussianFit fit, String which) {
        Check.that(
                fit.n() > fit.dimension(),
                "samples in " + which,
                fit.n(),
                "more than the " + fit.dimension() + " features, for a regular covariance");
    }

    private Moments[] moments(DataSource samples) {
        int parts = Math.max(1, groups);
        Check.atLeast(samples.size(), 2 * parts, "samples in " + samples.name());
        Moments[] moments = new Moments[parts];
        int n = samples.size();
        Features.each(
                extractor,
                samples,
                (from, features) -> {
                    if (moments[0] == null) {
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
