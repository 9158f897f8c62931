package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardCodesTest {
    private static final double[] LOSSES = {3, 9, 1, 7, 5, 8, 2, 0};
    private static final double[] FEW_LARGE = {0.3, 9, 0.1, 0.7, 0.5, 8, 0.2, 0};

    @Test
    void hardCodesAreTheGreatestAndTheRestAnyOthers() {
        var random = new SplittableRandom(1);
        var seen = new boolean[LOSSES.length];
        for (int t = 0; t < 100; t++) {
            int[] picked = HardCodes.pick(LOSSES, 5, 2, random);
            assertEquals(1, picked[0]);
            assertEquals(5, picked[1]);
            assertEquals(5, Arrays.stream(picked).distinct().count());
            for (int j : picked) {
                seen[j] = true;
            }
        }
        for (boolean once : seen) {
            assertTrue(once);
        }
    }

    @Test
    void stratifiedWeightsMakeTheMeanOfTheChoiceUnbiasedAndItsVarianceSmaller() {
        double[] mean = meanAndVariance(new HardCodes(0.5, true));
        assertEquals(Arrays.stream(FEW_LARGE).average().orElseThrow(), mean[0], 0.02);
        double[] plain = meanAndVariance(new HardCodes(1e-9, true));
        assertTrue(mean[1] < plain[1] / 2, () -> mean[1] + " against " + plain[1]);
        // What the choice without weights estimates is another number.
        assertTrue(meanAndVariance(new HardCodes(0.5, false))[0] > mean[0] + 1);
    }

    /** Of the weighted mean of the losses of four chosen, over many choices. */
    private static double[] meanAndVariance(HardCodes choice) {
        var random = new SplittableRandom(5);
        int draws = 40_000;
        double sum = 0;
        double squares = 0;
        for (int t = 0; t < draws; t++) {
            // Without a hard one the first are taken: as random as the codes are.
            int[] picked =
                    choice.fraction() * 4 < 0.5
                            ? HardCodes.pick(FEW_LARGE, 4, 0, random)
                            : choice.choose(() -> FEW_LARGE, 4, random);
            double[] weights = choice.weights(4, FEW_LARGE.length);
            double of = 0;
            for (int j = 0; j < 4; j++) {
                of += weights[j] * FEW_LARGE[picked[j]];
            }
            sum += of;
            squares += of * of;
        }
        double mean = sum / draws;
        return new double[] {mean, squares / draws - mean * mean};
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.99})
    void weightsSumToOne(double fraction) {
        for (boolean stratified : new boolean[] {true, false}) {
            double[] weights = new HardCodes(fraction, stratified).weights(7, 50);
            assertEquals(1, Arrays.stream(weights).sum(), 1e-12);
            assertTrue(Arrays.stream(weights).allMatch(w -> w > 0));
        }
    }

    @Test
    void whereAllAreChosenAllWeighTheSame() {
        var equal = new double[8];
        Arrays.fill(equal, 0.125);
        assertArrayEquals(equal, new HardCodes(0.5, true).weights(8, 8), 1e-15);
    }
}
