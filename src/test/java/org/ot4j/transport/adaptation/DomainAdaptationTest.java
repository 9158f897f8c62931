package org.ot4j.transport.adaptation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.cost.Cost;

/** Classes that are moved and turned, and a classifier by the nearest neighbour. */
class DomainAdaptationTest {
    private static final int[] LABELS = new int[60];

    /** Three classes of 20 points around (0, 0), (3, 0) and (0, 3). */
    private static double[][] classes(long seed, double noise) {
        var random = new Random(seed);
        var x = new double[60][];
        for (int i = 0; i < 60; i++) {
            LABELS[i] = i % 3;
            x[i] =
                    new double[] {
                        (i % 3 == 1 ? 3 : 0) + noise * random.nextGaussian(),
                        (i % 3 == 2 ? 3 : 0) + noise * random.nextGaussian()
                    };
        }
        return x;
    }

    /** Turned by so many degrees around the middle, and moved away. */
    private static double[][] turned(double[][] x, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        var y = new double[x.length][];
        for (int i = 0; i < y.length; i++) {
            double u = x[i][0] - 1;
            double v = x[i][1] - 1;
            y[i] = new double[] {c * u - s * v + 6, s * u + c * v - 4};
        }
        return y;
    }

    private static double correct(double[][] train, double[][] test) {
        int right = 0;
        for (int j = 0; j < test.length; j++) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < train.length; i++) {
                double square =
                        Math.pow(train[i][0] - test[j][0], 2)
                                + Math.pow(train[i][1] - test[j][1], 2);
                if (square < least) {
                    least = square;
                    nearest = i;
                }
            }
            right += LABELS[nearest] == LABELS[j] ? 1 : 0;
        }
        return (double) right / test.length;
    }

    @Test
    void whatWasMovedTeachesTheTarget() {
        double[][] x = classes(1, 0.3);
        double[][] y = turned(classes(2, 0.3), 35);
        assertTrue(correct(x, y) < 0.7);
        TransportMap map = DomainAdaptation.of(0.01).fit(x, LABELS, y);
        assertEquals(1, correct(map.at(x), y));
        // And points that it has not seen.
        assertEquals(1, correct(map.at(classes(5, 0.3)), y));
    }

    /** With a soft plan classes mix; the penalty parts them, and the marginals stay. */
    @Test
    void thePenaltyKeepsClassesApart() {
        Measure x = Measure.of(classes(1, 0.9));
        Measure y = Measure.of(turned(classes(2, 0.9), 35));
        double mixed = impurity(DomainAdaptation.of(0.05), x, y);
        double apart = impurity(DomainAdaptation.of(0.05).classWeight(0.3), x, y);
        assertTrue(apart < 0.5 * mixed, apart + " of " + mixed);
    }

    /** The mass of targets that is not from the class that sends most. */
    private static double impurity(DomainAdaptation adaptation, Measure x, Measure y) {
        var plan = adaptation.solve(x, LABELS, y).plan();
        var mass = new double[60][3];
        plan.forEach((i, j, p) -> mass[j][LABELS[i]] += p);
        double others = 0;
        for (double[] target : mass) {
            assertEquals(1 / 60.0, target[0] + target[1] + target[2], 1e-6);
            others += 1 / 60.0 - Math.max(target[0], Math.max(target[1], target[2]));
        }
        return others;
    }

    /** To within ε log n, in units of the greatest cost, whatever the unit of the features. */
    @Test
    void labelsMayBeAnyNumbers() {
        double[][] x = classes(1, 0.3);
        double[][] y = turned(classes(2, 0.3), 20);
        int[] names = {Integer.MAX_VALUE, 7, 1_000_000_000};
        int[] far = IntStream.of(LABELS).map(l -> names[l]).toArray();
        var adaptation = DomainAdaptation.of(0.1).classWeight(0.3);
        double[][] dense = adaptation.solve(Measure.of(x), LABELS, Measure.of(y)).plan().toDense();
        double[][] sparse = adaptation.solve(Measure.of(x), far, Measure.of(y)).plan().toDense();
        assertArrayEquals(dense, sparse);
    }

    @Test
    void withLittleEntropyItCostsTheLeast() {
        double[][] x = classes(1, 0.3);
        double[][] y = turned(classes(2, 0.3), 10);
        for (double unit : new double[] {1, 1e4}) {
            for (int i = 0; i < 60; i++) {
                for (int k = 0; k < 2; k++) {
                    x[i][k] *= unit;
                    y[i][k] *= unit;
                }
            }
            double greatest =
                    Cost.squaredEuclidean().between(Measure.of(x), Measure.of(y)).range()[1];
            double least = Transport.exact(x, y).cost() / greatest;
            double cost =
                    DomainAdaptation.of(1e-4).solve(Measure.of(x), LABELS, Measure.of(y)).cost();
            assertTrue(cost < least + 1e-4 * Math.log(60), cost + " beside " + least);
            assertTrue(cost > least - 1e-6, cost + " beside " + least);
        }
    }

    @Test
    void itSaysWhatItCannotTake() {
        double[][] x = classes(1, 1);
        var adaptation = DomainAdaptation.of(0.1);
        assertNames("epsilon = 0", () -> DomainAdaptation.of(0));
        assertNames("classWeight = -1", () -> adaptation.classWeight(-1));
        assertNames("labels.length = 2", () -> adaptation.fit(x, new int[2], x));
        int[] bad = LABELS.clone();
        bad[4] = -1;
        assertNames("labels[4] = -1", () -> adaptation.fit(x, bad, x));
    }

    private static void assertNames(String what, Runnable action) {
        String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith(what), message);
    }
}
