package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;

class DenseKernelTest {
    private static final double EPSILON = 0.3;

    private static Measure points(int n, long seed) {
        var random = new Random(seed);
        var points = new double[n][3];
        for (double[] point : points) {
            for (int k = 0; k < point.length; k++) {
                point[k] = random.nextDouble();
            }
        }
        return Measure.of(points);
    }

    /** Of 700 by 900 numbers, several threads take a part each. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "6, 1", "5, 3", "700, 900"})
    void productsAreSumsOverAllPairs(int n, int m) {
        CostMatrix costs = Cost.euclidean().between(points(n, 1), points(m, 2));
        var kernel = DenseKernel.of(costs, EPSILON);
        double[] x = new Random(3).doubles(m, -1, 1).toArray();
        double[] y = new Random(4).doubles(n, -1, 1).toArray();
        var there = new double[n];
        var back = new double[m];
        kernel.times(x, there);
        kernel.transposed().times(y, back);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += Math.exp(-costs.at(i, j) / EPSILON) * x[j];
            }
            assertEquals(sum, there[i], 1e-12 * m);
        }
        for (int j = 0; j < m; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.exp(-costs.at(i, j) / EPSILON) * y[i];
            }
            assertEquals(sum, back[j], 1e-12 * n);
        }
    }

    @Test
    void aSymmetricOneIsItsOwnTranspose() {
        Measure x = points(9, 5);
        var kernel = DenseKernel.of(Cost.squaredEuclidean().between(x, x), EPSILON);
        assertSame(kernel, kernel.transposed());
        assertEquals(9, kernel.size());
    }
}
