package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import org.ot4j.base.Points;
import org.ot4j.base.PyTorch;
import org.ot4j.base.Rows;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;
import tech.tablesaw.api.Table;

/**
 * Mean and covariance of features, as FID compares them.
 *
 * @param mean [d]
 * @param covariance [d * d], row by row, unbiased (divided by n - 1)
 * @param n number of samples behind it; 0 if it is not known
 */
public record GaussianFit(double[] mean, double[] covariance, long n) {
    /**
     * tr (A^½ B A^½)^½ by two symmetric eigendecompositions: A = F Fᵀ with F = V √Λ, then the
     * eigenvalues of Fᵀ B F, which is similar to A B, symmetric and positive semidefinite; those
     * that rounding makes negative count as 0. Nothing becomes complex, as it does in a general
     * matrix square root of singular covariances.
     */
    private static final String CROSS_TRACE =
            """
            a: Tensor,
                b: Tensor) -> Tensor:
                values, vectors = torch.linalg_eigh(a)
                factor = torch.mul(vectors, torch.sqrt(torch.clamp_min(values, 0)))
                inner = torch.matmul(torch.matmul(torch.t(factor), b), factor)
                symmetric = torch.mul(torch.add(inner, torch.t(inner)), 0.5)
                roots = torch.sqrt(torch.clamp_min(torch.linalg_eigvalsh(symmetric), 0))
                return torch.sum(roots)
            """;

    private static Script crossTrace;

    /** Copies both arrays. */
    public GaussianFit {
        mean = mean.clone();
        covariance = covariance.clone();
    }

    /** A copy: [d]. */
    @Override
    public double[] mean() {
        return mean.clone();
    }

    /** A copy: [d * d], row by row. */
    @Override
    public double[] covariance() {
        return covariance.clone();
    }

    /** Fits the rows of points [n, d]; n at least 2. */
    public static GaussianFit of(double[][] points) {
        Check.points(points, "points");
        Check.atLeast(points.length, 2, "points.length");
        try (var manager = PyTorch.newCpuManager();
                var moments = moments(manager, points)) {
            return Moments.fit(new Moments[] {moments}, -1);
        }
    }

    /** Fits the rows of an array [n, ...] of any number type; n at least 2. */
    public static GaussianFit of(NDArray points) {
        return of(Rows.checked(points, "points"));
    }

    /** Fits a data set, or the points of a measure of equal weights; n at least 2. */
    public static GaussianFit of(Points points) {
        return of(Rows.checked(points, "points"));
    }

    /** Fits the rows of a table's numeric columns; n at least 2. */
    public static GaussianFit of(Table points) {
        return of(Rows.checked(points, "points"));
    }

    private static Moments moments(NDManager manager, double[][] points) {
        int d = points[0].length;
        var moments = new Moments(manager.create(points[0].clone()));
        int step = Math.max(1, (1 << 21) / d);
        for (int from = 0; from < points.length; from += step) {
            int to = Math.min(points.length, from + step);
            var flat = new double[(to - from) * d];
            for (int i = from; i < to; i++) {
                System.arraycopy(points[i], 0, flat, (i - from) * d, d);
            }
            try (NDArray block = manager.create(flat, new Shape(to - from, d))) {
                moments.add(block);
            }
        }
        return moments;
    }

    /**
     * Reads moments as pytorch-fid and others publish them: an {@code .npz} file with {@code mu}
     * [d] and {@code sigma} [d, d]. Such a file does not say of how many samples it is: n is 0.
     *
     * <pre>{@code
     * var celebA = GaussianFit.load(Path.of("data/celeba.npz"));
     * Fid.of(Features.inception(Path.of("data/inception-2015-12-05.pt"))).between(celebA, samples);
     * }</pre>
     *
     * @throws IllegalArgumentException if it is no such file, or if a number in it is not finite or
     *     sigma is no covariance
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static GaussianFit load(Path file) {
        return MomentsFile.read(file);
    }

    /**
     * Writes the moments so that {@link #load} and pytorch-fid read them.
     *
     * @return the file
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public Path save(Path file) {
        MomentsFile.write(file, this);
        return file;
    }

    /** Number of features. */
    public int dimension() {
        return mean.length;
    }

    /**
     * The squared Fréchet (2-Wasserstein) distance between the two Gaussians, |m - m'|² + tr(C + C'
     * - 2 (C^½ C' C^½)^½), at least 0 (Heusel et al. 2017).
     */
    public double frechetDistance(GaussianFit other) {
        int d = dimension();
        Check.that(other.dimension() == d, "other.dimension", other.dimension(), "" + d);
        // Scaled to near 1 by a power of four, which loses no digits.
        double greatest = 0;
        for (int i = 0; i < d; i++) {
            greatest = Math.max(greatest, Math.abs(covariance[i * d + i]));
            greatest = Math.max(greatest, Math.abs(other.covariance[i * d + i]));
        }
        int half = greatest > 0 ? Math.floorDiv(Math.getExponent(greatest), 2) : 0;
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double diff = Math.scalb(mean[i] - other.mean[i], -half);
            sum +=
                    diff * diff
                            + Math.scalb(covariance[i * d + i], -2 * half)
                            + Math.scalb(other.covariance[i * d + i], -2 * half);
        }
        try (var manager = PyTorch.newCpuManager()) {
            NDArray a = manager.create(scaled(covariance, -2 * half), new Shape(d, d));
            NDArray b = manager.create(scaled(other.covariance, -2 * half), new Shape(d, d));
            sum -= 2 * script().call(a, b).getDouble();
        }
        double value = Math.scalb(Math.max(0, sum), 2 * half);
        Check.that(
                Double.isFinite(value),
                "squared Fréchet distance",
                value,
                "a finite number: scale the features");
        return value;
    }

    private static double[] scaled(double[] values, int exponent) {
        return Arrays.stream(values).map(v -> Math.scalb(v, exponent)).toArray();
    }

    private static synchronized Script script() {
        if (crossTrace == null) {
            crossTrace = new Script(CROSS_TRACE);
        }
        return crossTrace;
    }
}
