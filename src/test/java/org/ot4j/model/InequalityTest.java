package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.CostMatrix;

/**
 * GPC section 4 on discrete spaces, exactly: E(WGAN) ≤ E(MKE) ≤ E(WVAE), E being the least value of
 * each problem over θ. Five codes and five samples of equal weight; θ is one of 20 generators, that
 * is choices of five points of X, which has nine; costs are any numbers. WGAN has a few potentials
 * h on X, each with its c-transform; WVAE (in the limit λ → ∞) a few encoders, permutations.
 */
class InequalityTest {
    private static final int N = 5;
    private static final int SPACE = 9;
    private static final int GENERATORS = 20;
    private static final int FEW = 6;
    private final Random random = new Random();
    private double[][] costs;
    private int[][] generators;

    private void problem(RepetitionInfo info) {
        random.setSeed(info.getCurrentRepetition());
        costs = new double[SPACE][N];
        for (double[] row : costs) {
            Arrays.setAll(row, j -> 4 * random.nextDouble());
        }
        generators = new int[GENERATORS][N];
        for (int[] generator : generators) {
            Arrays.setAll(generator, i -> random.nextInt(SPACE));
        }
    }

    private double[][] costsOf(int[] generator) {
        return Arrays.stream(generator).mapToObj(x -> costs[x]).toArray(double[][]::new);
    }

    private double exact(int[] generator) {
        return Transport.exact(costsOf(generator), equal(), equal()).value();
    }

    private static double[] equal() {
        var weights = new double[N];
        Arrays.fill(weights, 1.0 / N);
        return weights;
    }

    private double wgan(int[] generator, List<double[]> potentials) {
        double best = Double.NEGATIVE_INFINITY;
        for (double[] h : potentials) {
            double[] transform = CTransform.toTargets(CostMatrix.of(costs), h);
            double value = Arrays.stream(transform).sum() / N;
            for (int x : generator) {
                value += h[x] / N;
            }
            best = Math.max(best, value);
        }
        return best;
    }

    /** GPC WVAE: the least cost over encoders. */
    private double wvae(int[] generator, List<int[]> encoders) {
        double best = Double.POSITIVE_INFINITY;
        for (int[] encoder : encoders) {
            double value = 0;
            for (int j = 0; j < N; j++) {
                value += costs[generator[encoder[j]]][j] / N;
            }
            best = Math.min(best, value);
        }
        return best;
    }

    private List<double[]> somePotentials() {
        var potentials = new ArrayList<double[]>();
        for (int k = 0; k < FEW; k++) {
            potentials.add(random.doubles(SPACE).map(t -> 4 * t).toArray());
        }
        return potentials;
    }

    private static List<int[]> permutations(int[] start, int from) {
        if (from == start.length) {
            return List.of(start.clone());
        }
        var all = new ArrayList<int[]>();
        for (int k = from; k < start.length; k++) {
            int[] swapped = start.clone();
            swapped[from] = start[k];
            swapped[k] = start[from];
            all.addAll(permutations(swapped, from + 1));
        }
        return all;
    }

    private static List<int[]> allEncoders() {
        return permutations(new int[] {0, 1, 2, 3, 4}, 0);
    }

    /**
     * The order of the three values, of each generator and of the best of all.
     *
     * @equation GPC Sec. 4
     */
    @RepeatedTest(20)
    void wganIsBelowMkeIsBelowWvae(RepetitionInfo info) {
        problem(info);
        List<double[]> potentials = somePotentials();
        List<int[]> encoders = new ArrayList<>(allEncoders());
        Collections.shuffle(encoders, random);
        encoders = encoders.subList(0, FEW);
        var least = new double[3];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int[] generator : generators) {
            double[] values = {
                wgan(generator, potentials), exact(generator), wvae(generator, encoders)
            };
            assertTrue(values[0] <= values[1] + 1e-12, "WGAN " + values[0] + " > " + values[1]);
            assertTrue(values[1] <= values[2] + 1e-12, values[1] + " > WVAE " + values[2]);
            for (int k = 0; k < 3; k++) {
                least[k] = Math.min(least[k], values[k]);
            }
        }
        assertTrue(least[0] <= least[1] + 1e-12, Arrays.toString(least));
        assertTrue(least[1] <= least[2] + 1e-12, Arrays.toString(least));
    }

    /** The non-parametric limit: with all potentials and all encoders the three agree. */
    @RepeatedTest(5)
    void withEveryPotentialAndEveryEncoderTheGapsVanish(RepetitionInfo info) {
        problem(info);
        for (int[] generator : generators) {
            double value = exact(generator);
            assertEquals(value, wvae(generator, allEncoders()), 1e-9);
            var result = Transport.exact(costsOf(generator), equal(), equal());
            double[] h = CTransform.toSources(CostMatrix.of(costs), result.g());
            assertEquals(value, wgan(generator, List.of(h)), 1e-9);
        }
    }

    /**
     * What holds of the values does not hold of the estimators: W_c at θ_WGAN is no less than at
     * θ_MKE, which makes it least, and here it is more in most cases.
     */
    @RepeatedTest(5)
    void theCostAtTheWgansEstimatorIsNoLessThanAtTheMkes(RepetitionInfo info) {
        problem(info);
        List<double[]> potentials = somePotentials();
        int[] chosen =
                Arrays.stream(generators)
                        .min(Comparator.comparingDouble(g -> wgan(g, potentials)))
                        .orElseThrow();
        double least = Arrays.stream(generators).mapToDouble(this::exact).min().orElseThrow();
        assertTrue(exact(chosen) >= least);
    }
}
