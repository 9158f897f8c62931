package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;

/** In the plane there is one great circle: against the exact solver with circular costs. */
class SphericalSlicedWassersteinTest {
    private static double[][] sphere(int n, int d, double concentration, long seed) {
        var random = new Random(seed);
        double[][] x = TransportChecks.points(n, d, random);
        for (double[] point : x) {
            point[0] += concentration;
            double length = Math.sqrt(Arrays.stream(point).map(t -> t * t).sum());
            Arrays.setAll(point, k -> point[k] / length);
        }
        return x;
    }

    private static double[] circle(double turns) {
        return new double[] {Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)};
    }

    @ParameterizedTest
    @CsvSource({
        "1, 20, 20, 1",
        "2, 20, 20, 2",
        "1, 13, 30, 3",
        "2, 13, 30, 4",
        "3, 30, 7, 5",
        "1.5, 9, 9, 6",
        "2, 1, 9, 7",
        "1, 9, 1, 8",
        "2, 100, 90, 9"
    })
    void onACircleItIsExact(double p, int n, int m, long seed) {
        var random = new Random(seed);
        for (boolean equal : new boolean[] {true, false}) {
            var x = Measure.of(sphere(n, 2, 0.5, seed));
            var y = Measure.of(sphere(m, 2, 0.2, seed + 100));
            if (!equal) {
                x = x.withWeights(TransportChecks.weights(n, true, random));
                y = y.withWeights(TransportChecks.weights(m, true, random));
            }
            var costs = new double[n][m];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    double dot = x.point(i)[0] * y.point(j)[0] + x.point(i)[1] * y.point(j)[1];
                    double turns = Math.acos(Math.max(-1, Math.min(1, dot))) / (2 * Math.PI);
                    costs[i][j] = Math.pow(turns, p);
                }
            }
            double exact = Math.pow(Transport.exact(costs, x.weights(), y.weights()).cost(), 1 / p);
            double found = new SphericalSlicedWasserstein(p, 3, seed).between(x, y);
            assertEquals(exact, found, 1e-8 + 1e-7 * exact);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 4})
    void evenlySpacedPointsTurnByHalfASpace(double p) {
        var x = new double[8][];
        var y = new double[8][];
        for (int i = 0; i < 8; i++) {
            x[i] = circle(i / 8.0 + 0.01);
            y[i] = circle((i + 0.5) / 8.0 + 0.01);
        }
        var sliced = SphericalSlicedWasserstein.of(p).projections(4);
        assertEquals(1 / 16.0, sliced.between(x, y), 1e-12);
        // The long way round is never taken.
        double[][] one = {circle(0.95)};
        double[][] other = {circle(0.05)};
        assertEquals(0.1, sliced.between(one, other), 1e-12);
    }

    /** Projections of one place are one place, of the uniform distribution uniform. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void toUniformHasClosedForms(int d) {
        var place = new double[5][d];
        for (double[] point : place) {
            point[d - 1] = 1;
        }
        var sliced = SphericalSlicedWasserstein.of(2).projections(50);
        assertEquals(Math.sqrt(1 / 12.0), sliced.toUniform(place), 1e-12);
        double far = sliced.toUniform(sphere(4_000, d, 1, 1));
        double near = sliced.toUniform(sphere(4_000, d, 0, 1));
        assertTrue(near < 0.02 && far > 3 * near, near + " and " + far);
    }

    /** n points, evenly: each stands for its n-th part, ∫ t² over it. */
    @Test
    void evenlySpacedPointsAreNearlyUniform() {
        var x = new double[16][];
        for (int i = 0; i < 16; i++) {
            x[i] = circle(i / 16.0 + 0.3);
        }
        double expected = Math.sqrt(1.0 / (12 * 16 * 16));
        assertEquals(expected, SphericalSlicedWasserstein.of(2).toUniform(x), 1e-12);
    }

    @Test
    void theClosedFormIsTheLimitOfManyPoints() {
        double[][] x = sphere(200, 3, 1, 1);
        double[][] uniform = sphere(20_000, 3, 0, 2);
        var sliced = SphericalSlicedWasserstein.of(2).projections(40);
        assertEquals(sliced.toUniform(x), sliced.between(x, uniform), 3e-3);
    }

    @Test
    void itIsADistanceOfSets() {
        double[][] x = sphere(50, 4, 1, 1);
        double[][] y = sphere(60, 4, 0, 2);
        double[][] z = sphere(40, 4, -1, 3);
        var turned = x.clone();
        Collections.reverse(Arrays.asList(turned));
        for (long seed = 0; seed < 5; seed++) {
            var sliced = SphericalSlicedWasserstein.of(2).projections(30).seed(seed);
            assertEquals(0, sliced.between(x, turned), 1e-7);
            assertEquals(sliced.between(x, y), sliced.between(y, x), 1e-12);
            assertTrue(sliced.between(x, z) <= sliced.between(x, y) + sliced.between(y, z) + 1e-12);
        }
        var sliced = SphericalSlicedWasserstein.of(2).projections(30);
        assertEquals(sliced.between(x, y), sliced.between(x, y));
        assertNotEquals(sliced.between(x, y), sliced.seed(1).between(x, y));
    }

    /** Of both sets: exactly on a circle, and up to the draw of great circles elsewhere. */
    @Test
    void rotationsChangeNothing() {
        double[][] x = sphere(40, 3, 1, 1);
        double[][] y = sphere(50, 3, 0, 2);
        var sliced = SphericalSlicedWasserstein.of(2).projections(4_000);
        double before = sliced.between(x, y);
        assertEquals(before, sliced.between(rotated(x), rotated(y)), 0.02 * before);
        double[][] u = sphere(40, 2, 1, 3);
        double[][] v = sphere(50, 2, 0, 4);
        var one = SphericalSlicedWasserstein.of(2).projections(1);
        assertEquals(one.between(u, v), one.between(rotated(u), rotated(v)), 1e-12);
    }

    private static double[][] rotated(double[][] x) {
        double c = Math.cos(1.1);
        double s = Math.sin(1.1);
        return Arrays.stream(x)
                .map(
                        p -> {
                            double[] q = p.clone();
                            q[0] = c * p[0] - s * p[1];
                            q[1] = s * p[0] + c * p[1];
                            return q;
                        })
                .toArray(double[][]::new);
    }

    @Test
    void itSaysWhatItCannotTake() {
        double[][] x = {{1, 0}, {0, 1}};
        var sliced = SphericalSlicedWasserstein.of(2);
        refuses(() -> SphericalSlicedWasserstein.of(0.5), "p = 0.5");
        refuses(() -> sliced.projections(0), "projections = 0");
        refuses(() -> sliced.between(x, new double[][] {{1, 1}}), "length of y[0] = 1.41");
        refuses(() -> sliced.between(x, new double[][] {{1, 0, 0}}), "dimension of y = 3");
        refuses(() -> sliced.between(new double[][] {{1}}, x), "dimension of x = 1");
        refuses(() -> sliced.between(x, Measure.of(x).withWeights(1, 1)), "mass of y = 2.0");
        refuses(() -> SphericalSlicedWasserstein.of(1).toUniform(x), "p = 1.0");
        refuses(() -> sliced.toUniform(new double[][] {{0, 0}}), "length of x[0] = 0.0");
    }

    private static void refuses(Executable call, String says) {
        var refusal = assertThrows(IllegalArgumentException.class, call);
        assertTrue(refusal.getMessage().startsWith(says), refusal.getMessage());
    }
}
