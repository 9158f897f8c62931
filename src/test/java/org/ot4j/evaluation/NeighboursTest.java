package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ot4j.data.Synthetic;

class NeighboursTest {
    /** More points than one block has, some of them twice, against the definitions. */
    @ParameterizedTest
    @CsvSource({"700, 530, 3, 1", "530, 700, 3, 4", "513, 512, 40, 5", "6, 1100, 2, 5"})
    void isWhatIsDefined(int n, int m, int d, int k) {
        double[][] data = shifted(Synthetic.normal(n, d, 1).toArray(), 1_000);
        double[][] model = shifted(Synthetic.normal(m, d, 2).toArray(), 1_000.3);
        for (int i = 0; i < 2; i++) {
            data[n - 1 - i] = data[0].clone();
            model[m - 1 - i] = data[1].clone();
        }
        double[] dataRadius = radii(data, k);
        double[] modelRadius = radii(model, k);
        double balls = 0;
        for (double[] y : model) {
            balls += count(data, dataRadius, y);
        }
        double precision = Arrays.stream(model).filter(y -> count(data, dataRadius, y) > 0).count();
        double recall = Arrays.stream(data).filter(x -> count(model, modelRadius, x) > 0).count();
        double coverage =
                IntStream.range(0, n)
                        .filter(
                                i ->
                                        Arrays.stream(model)
                                                .anyMatch(
                                                        y -> squared(data[i], y) <= dataRadius[i]))
                        .count();
        var found = Neighbours.of(data, model, k);
        assertEquals(precision / m, found.precision().value(), 1e-12);
        assertEquals(recall / n, found.recall().value(), 1e-12);
        assertEquals(balls / m / k, found.density().value(), 1e-12);
        assertEquals(coverage / n, found.coverage().value(), 1e-12);
    }

    private static double[][] shifted(double[][] rows, double by) {
        for (double[] row : rows) {
            Arrays.setAll(row, k -> row[k] + by);
        }
        return rows;
    }

    /** In how many balls around the centres a point lies. */
    private static int count(double[][] centres, double[] radii, double[] point) {
        int count = 0;
        for (int i = 0; i < centres.length; i++) {
            count += squared(centres[i], point) <= radii[i] ? 1 : 0;
        }
        return count;
    }

    private static double[] radii(double[][] points, int k) {
        // The first of the sorted ones is the point itself.
        return Arrays.stream(points)
                .mapToDouble(
                        x ->
                                Arrays.stream(points)
                                        .mapToDouble(y -> squared(x, y))
                                        .sorted()
                                        .toArray()[k])
                .toArray();
    }

    private static double squared(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }
        return sum;
    }
}
