package org.ot4j.model.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Transport;

/** Who goes where: each sample with its weight, and as cheaply as the coupling promises. */
class FlowCouplingTest {
    private static final int N = 64;
    private static final DataSet DATA = GaussianMixture.ring(8, 2, 0.1).sample(N, 1);
    private static final Prior PLANE = Prior.standardNormal(2);

    private static float[] noise(long seed) {
        var random = new Random(seed);
        var noise = new float[2 * N];
        for (int k = 0; k < noise.length; k++) {
            noise[k] = (float) random.nextGaussian();
        }
        return noise;
    }

    private static float[] batch() {
        var rows = new int[N];
        Arrays.setAll(rows, i -> i);
        return DATA.floats(rows);
    }

    private static double cost(Pairs pairs) {
        double cost = 0;
        for (int k = 0; k < pairs.from().length; k++) {
            double t = pairs.from()[k] - pairs.to()[k];
            cost += t * t / N;
        }
        return cost;
    }

    private static double[][] points(float[] values) {
        var points = new double[values.length / 2][2];
        for (int k = 0; k < values.length; k++) {
            points[k / 2][k % 2] = values[k];
        }
        return points;
    }

    private static String[] sorted(float[] values) {
        return Arrays.stream(points(values)).map(Arrays::toString).sorted().toArray(String[]::new);
    }

    private static Matcher matcher(FlowCoupling coupling) {
        return ((Coupler) coupling).matcher(PLANE, DATA);
    }

    private static Pairs pair(FlowCoupling coupling, float[] noise) {
        return matcher(coupling).pair(noise, batch(), N, new SplittableRandom(3));
    }

    @Test
    void theExactPlanUsesEachPointOnceAndCostsTheLeast() {
        float[] noise = noise(2);
        Pairs pairs = pair(FlowCoupling.exact(), noise);
        assertArrayEquals(sorted(noise), sorted(pairs.from()));
        assertArrayEquals(sorted(batch()), sorted(pairs.to()));
        double least = Transport.exact(points(noise), points(batch())).cost();
        assertEquals(least, cost(pairs), 1e-5);
        assertTrue(cost(pair(FlowCoupling.independent(), noise)) > 1.2 * least);
    }

    @Test
    void theEntropicPlanUsesEachSampleOnceAndCostsAsItSays() {
        double mean = 0;
        double expected = 0;
        for (int seed = 0; seed < 20; seed++) {
            float[] noise = noise(seed);
            Pairs pairs = pair(FlowCoupling.entropic(0.5), noise);
            assertArrayEquals(sorted(batch()), sorted(pairs.to()));
            mean += cost(pairs) / 20;
            expected += Transport.sinkhorn(points(noise), points(batch()), 0.5).cost() / 20;
        }
        assertEquals(expected, mean, 0.05 * expected);
    }

    @Test
    void theUnbalancedPlanLeavesOutliersOut() {
        float[] batch = batch();
        batch[0] = 500;
        var matcher = matcher(FlowCoupling.unbalanced(0.1, 5));
        Pairs pairs = matcher.pair(noise(1), batch, N, new SplittableRandom(1));
        for (float value : pairs.to()) {
            assertTrue(value < 499);
        }
        Pairs all = matcher(FlowCoupling.exact()).pair(noise(1), batch, N, new SplittableRandom(1));
        assertEquals(500, points(all.to())[0][0]);
        var far = matcher(FlowCoupling.unbalanced(0.1, 0.1));
        var away = new float[2 * N];
        Arrays.fill(away, 1e4f);
        assertNames(
                "mass of a plan between batches",
                () -> far.pair(noise(1), away, N, new SplittableRandom(1)));
    }

    /** Rows and entries are drawn with their masses: on average exactly, in each draw up to one. */
    @Test
    void entriesAreDrawnWithTheirMasses() {
        var plan = Plan.dense(new double[][] {{0.05, 0.15}, {0, 0.3}, {0.25, 0.25}});
        var random = new SplittableRandom(5);
        var counts = new double[3][2];
        int draws = 4000;
        for (int s = 0; s < draws; s++) {
            var rows = new int[3];
            for (int[] entry : PlanCoupling.draw(plan, 10, random)) {
                counts[entry[0]][entry[1]] += 0.1 / draws;
                rows[entry[0]]++;
            }
            assertArrayEquals(new int[] {2, 3, 5}, rows);
        }
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(plan.toDense()[i], counts[i], 0.01);
        }
    }

    @Test
    void noiseGoesToTheLaguerreCellThatItIsIn() {
        var coupling = new LaguerreCoupling(4_000);
        var targets = Measure.of(DATA.toArray());
        double[] g = coupling.cells(PLANE, targets).g();
        Pairs pairs = pair(coupling, noise(4));
        double[][] x = points(pairs.from());
        double[][] y = DATA.toArray();
        for (int i = 0; i < N; i++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < N; j++) {
                double c = Math.pow(x[i][0] - y[j][0], 2) + Math.pow(x[i][1] - y[j][1], 2) - g[j];
                best = c < least ? j : best;
                least = Math.min(c, least);
            }
            assertEquals((float) y[best][0], pairs.to()[2 * i]);
            assertEquals((float) y[best][1], pairs.to()[2 * i + 1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void cellsHaveTheWeightsOfTheirSamples(int n) {
        var cells =
                new LaguerreCoupling(FlowCoupling.STEPS / 2)
                        .cells(PLANE, Measure.of(DATA.head(n).toArray()));
        double off = 0;
        for (double area : cells.areas(20_000, 9)) {
            off += Math.abs(area - 1.0 / n);
        }
        // Of which 0.04 are the noise of the areas of 64 cells.
        assertTrue(off < 0.09, "total difference " + off);
    }

    @Test
    void badArguments() {
        assertNames("epsilon = 0.0", () -> FlowCoupling.entropic(0));
        assertNames("epsilon = -1.0", () -> FlowCoupling.unbalanced(-1, 1));
        assertNames("rho = NaN", () -> FlowCoupling.unbalanced(1, Double.NaN));
        assertNames("steps = 0", () -> FlowCoupling.semiDiscrete(0));
    }
}
