package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Dirichlet;
import org.ot4j.distribution.Distortion;
import org.ot4j.divergence.SlicedWasserstein.Slice;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.model.kantorovich.FiniteMke;

/** What a user does to an array afterwards changes nothing that was made of it. */
class CopiesTest {
    private static final double UNTOUCHED = 0.5;

    private static void holds(double[] given, Supplier<double[]> held) {
        double[] before = held.get();
        given[0] = 77;
        assertArrayEquals(before, held.get());
        held.get()[0] = 88;
        assertArrayEquals(before, held.get());
        assertEquals(UNTOUCHED, before[0]);
    }

    @Test
    void records() {
        double[] given = {UNTOUCHED, 0.5};
        holds(given, new Categorical(given)::probabilities);
        double[] concentration = {UNTOUCHED, 1};
        holds(concentration, new Dirichlet(concentration)::concentration);
        double[] direction = {UNTOUCHED};
        holds(direction, new Slice(1, direction)::direction);
        double[] mean = {UNTOUCHED};
        double[] covariance = {UNTOUCHED};
        var fit = new GaussianFit(mean, covariance, 3);
        holds(mean, fit::mean);
        holds(covariance, fit::covariance);
    }

    @Test
    void dataSets() {
        float[] given = {1, 2, 3, 4};
        var data = DataSet.of(given, 2);
        given[0] = 77;
        assertArrayEquals(new double[] {1, 2}, data.toArray()[0]);
    }

    @Test
    void pointsOfAnEstimator() {
        double[][] points = {{0}, {1}};
        var mke = FiniteMke.on(points, Distortion.squaredEuclidean());
        var data = DataSet.of(new double[][] {{0}, {0}, {1}, {1}});
        try (mke) {
            mke.train(data).steps(1).seed(1).fit();
            points[0][0] = 77;
            for (double[] row : mke.sample(50, 1)) {
                assertEquals(true, row[0] == 0 || row[0] == 1, "a point as it was given");
            }
        }
    }
}
