package org.ot4j.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.ot4j.network.Tensors;

/** Densities of priors against those of commons-math, and their integrals. */
class DensityPropertyTest {
    private static double density(Prior prior, double... z) {
        try (NDManager manager = Tensors.newManager()) {
            return prior.logDensity(Tensors.of(manager, z, 1, z.length)).getFloat();
        }
    }

    private static double[][] covariance(int d, double size, SplittableRandom random) {
        var root = new double[d][d];
        var covariance = new double[d][d];
        for (double[] row : root) {
            Arrays.setAll(row, k -> size * random.nextGaussian());
        }
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    covariance[i][j] += root[i][k] * root[j][k];
                }
            }
            covariance[i][i] += 0.1 * size * size;
        }
        return covariance;
    }

    @Property(tries = 60)
    void gaussiansAreThoseOfCommonsMath(
            @ForAll @IntRange(min = 1, max = 5) int d,
            @ForAll @DoubleRange(min = 0.1, max = 10) double size,
            @ForAll long seed) {
        var random = new SplittableRandom(seed);
        double[] mean = random.doubles(d, -size, size).toArray();
        double[][] covariance = covariance(d, size, random);
        var oracle = new MultivariateNormalDistribution(mean, covariance);
        double[] z = random.doubles(d, -2 * size, 2 * size).toArray();
        for (int k = 0; k < d; k++) {
            z[k] = (float) z[k]; // as the engine takes it
        }
        double expected = Math.log(oracle.density(z));
        double actual = density(Prior.gaussian(mean, covariance), z);
        assertEquals(expected, actual, 1e-4 * (1 + Math.abs(expected)));
    }

    @Property(tries = 20)
    void aMixtureOnTheLineHasMassOne(
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double share,
            @ForAll @DoubleRange(min = -3, max = 3) double mean,
            @ForAll @DoubleRange(min = 0.2, max = 2) double sigma) {
        var prior =
                Prior.mixture(
                        new double[] {share, 1 - share},
                        Prior.standardNormal(1),
                        Prior.gaussian(new double[] {mean}, sigma));
        int n = 4_000;
        double reach = 20;
        var grid = new double[n];
        Arrays.setAll(grid, i -> -reach + 2 * reach * (i + 0.5) / n);
        double mass = 0;
        try (NDManager manager = Tensors.newManager()) {
            for (float log : prior.logDensity(Tensors.of(manager, grid, n, 1)).toFloatArray()) {
                mass += Math.exp(log) * 2 * reach / n;
            }
        }
        assertEquals(1, mass, 1e-4);
    }

    /** In two parts the first coordinate is a Beta variable. */
    @Property(tries = 60)
    void aDirichletOfTwoPartsIsABeta(
            @ForAll @DoubleRange(min = 0.2, max = 20) double a,
            @ForAll @DoubleRange(min = 0.2, max = 20) double b,
            @ForAll @IntRange(min = 1, max = 31) int at) {
        double x = at / 32.0; // a float has it, and what is left of 1
        double expected = new BetaDistribution(a, b).logDensity(x);
        double actual = density(Prior.dirichlet(a, b), x, 1 - x);
        assertEquals(expected, actual, 1e-4 * (1 + Math.abs(expected)));
    }

    @Property(tries = 20)
    void aUniformDensityIsOneOverTheVolume(
            @ForAll @IntRange(min = 1, max = 6) int d,
            @ForAll @DoubleRange(min = -5, max = 5) double low,
            @ForAll @DoubleRange(min = 0.1, max = 10) double width) {
        var z = new double[d];
        Arrays.fill(z, low + width / 3);
        double expected = -d * Math.log(width);
        assertEquals(
                expected,
                density(Prior.uniform(d, low, low + width), z),
                1e-5 * (1 + Math.abs(expected)));
    }
}
