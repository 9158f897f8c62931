package org.ot4j.transport.laguerre;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.internal.ReducedCosts;
import org.ot4j.transport.stochastic.PointSampler;
import org.ot4j.transport.stochastic.SemiDiscrete;

/** Against closed forms, discrete transport, samples and finite differences. */
class LaguerreTransportTest {
    private static final double[][] SQUARE = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

    private static LaguerreCells solved(double[][] domain, Measure target) {
        return solved(domain, target, 1e-11);
    }

    private static LaguerreCells solved(double[][] domain, Measure target, double tolerance) {
        var cells = LaguerreTransport.builder(domain).tolerance(tolerance).build().solve(target);
        assertTrue(cells.converged(), "error " + cells.error());
        return cells;
    }

    private static double[][] grid(int k, double shiftX, double shiftY) {
        return IntStream.range(0, k * k)
                .mapToObj(
                        i -> new double[] {(i % k + 0.5) / k + shiftX, (i / k + 0.5) / k + shiftY})
                .toArray(double[][]::new);
    }

    /** Distinct points about a place, and weights that differ by up to a factor of ten. */
    private static Measure cloud(int n, double x, double y, double spread, long seed) {
        var random = new Random(seed);
        var points = new double[n][];
        Arrays.setAll(
                points,
                i ->
                        new double[] {
                            x + spread * random.nextGaussian(), y + spread * random.nextGaussian()
                        });
        return Measure.of(points, random.doubles(n, 0.1, 1).toArray()).normalized();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 0, 0", "7, 0, 0", "40, 0, 0", "7, 3, -0.2", "40, 0.1, 50"})
    void toAGridAllCellsAreSquares(int k, double shiftX, double shiftY) {
        double far = shiftX * shiftX + shiftY * shiftY; // potentials have its size, and its digits
        var cells = solved(SQUARE, Measure.of(grid(k, shiftX, shiftY)), 1e-11 * (1 + far));
        double cost = 1.0 / (6 * k * k) + far;
        assertEquals(cost, cells.cost(), 1e-11 + 1e-9 * far);
        double[][] centres = grid(k, 0, 0);
        double[][] means = cells.centroids();
        for (int i = 0; i < k * k; i++) {
            assertArrayEquals(centres[i], means[i], 1e-8);
            assertEquals(i, cells.cell(centres[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.2, 1e-3})
    void betweenTwoTargetsTheBorderIsWhereTheMassSaysSo(double b) {
        var target = Measure.of(new double[][] {{0, 0.5}, {1, 0.5}}, new double[] {b, 1 - b});
        var cells = solved(SQUARE, target);
        double cost = (Math.pow(b, 3) + Math.pow(1 - b, 3)) / 3 + 1.0 / 12;
        assertEquals(cost, cells.cost(), 1e-10);
        assertEquals(0, cells.cell(b - 1e-6, 0.3));
        assertEquals(1, cells.cell(b + 1e-6, 0.3));
        double[] g = cells.g();
        assertEquals(2 * b - 1, g[0] - g[1], 1e-10);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 0.5, 0.5, 0.2, 1",
        "30, 2, -1, 0.01, 2",
        "500, 0.3, 0.9, 3, 3",
        "2000, 0.5, 0.5, 0.1, 4",
        "2000, -7, 2, 1, 5"
    })
    void cellsHaveTheirMassesAndDualityHasNoGap(
            int n, double x, double y, double spread, long seed) {
        var target = cloud(n, x, y, spread, seed);
        var cells = solved(SQUARE, target);
        assertArrayEquals(target.weights(), cells.areas(), 1e-11);
        assertEquals(cells.cost(), cells.value(), 1e-10 * (1 + cells.cost()));
        double mean = 0;
        for (int j = 0; j < n; j++) {
            mean += target.weights()[j] * cells.centroids()[j][0];
        }
        assertEquals(0.5, mean, 1e-10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void discreteTransportFromAFineGridIsAsNearAsTheGrid(long seed) {
        int k = 60;
        var target = cloud(25, 0.6, 0.4, 0.3, seed);
        double ours = Math.sqrt(solved(SQUARE, target).cost());
        double discrete = Transport.wasserstein(Measure.of(grid(k, 0, 0)), target, 2);
        assertEquals(discrete, ours, 1 / (k * Math.sqrt(6))); // W₂ from the square to the grid
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void samplesSayTheSame(long seed) {
        var target = cloud(20, 0.5, 0.5, 0.3, seed);
        var cells = solved(SQUARE, target);
        var sampled =
                SemiDiscrete.builder()
                        .steps(1)
                        .learningRate(1e-12)
                        .seed(seed)
                        .build()
                        .solve(PointSampler.uniform(2), target, cells.g());
        int draws = 100_000;
        double[] areas = sampled.areas(draws, seed + 1);
        for (int j = 0; j < 20; j++) {
            double b = target.weights()[j];
            assertEquals(b, areas[j], 5 * Math.sqrt(b / draws));
        }
        var value = sampled.value(draws, seed + 2);
        assertEquals(value.value(), cells.value(), 5 * value.standardError());
        // And an ascent of its own comes near.
        var found =
                SemiDiscrete.builder()
                        .steps(20_000)
                        .seed(seed)
                        .build()
                        .solve(PointSampler.uniform(2), target);
        double[] f = found.g();
        double[] g = cells.g();
        for (int j = 1; j < 20; j++) {
            assertEquals(g[j] - g[0], f[j] - f[0], 0.02);
        }
    }

    @Test
    void onATriangleGivenEitherWayRoundCellsTileIt() {
        double[][] triangle = {{1, 1}, {4, 2}, {2, 5}};
        double[][] turned = {triangle[2], triangle[1], triangle[0]};
        var target = cloud(300, 0, 0, 1, 7);
        var cells = solved(triangle, target);
        var others = solved(turned, target);
        assertEquals(cells.cost(), others.cost(), 1e-9);
        double area = Diagram.area(new double[] {1, 1, 4, 2, 2, 5});
        for (int j = 0; j < 300; j++) {
            double[] corners =
                    Arrays.stream(cells.polygon(j)).flatMapToDouble(Arrays::stream).toArray();
            assertEquals(target.weights()[j], Diagram.area(corners) / area, 1e-10);
            assertEquals(j, cells.cell(cells.centroids()[j]));
        }
    }

    @Test
    void movedAndEnlargedTogetherCostsGrowWithTheSquare() {
        var target = cloud(200, 0.5, 0.5, 0.2, 8);
        double cost = solved(SQUARE, target).cost();
        double[][] domain =
                Arrays.stream(SQUARE).map(LaguerreTransportTest::moved).toArray(double[][]::new);
        double[][] points =
                Arrays.stream(target.points())
                        .map(LaguerreTransportTest::moved)
                        .toArray(double[][]::new);
        assertEquals(
                9 * cost, solved(domain, Measure.of(points, target.weights())).cost(), 1e-8 * cost);
    }

    private static double[] moved(double[] x) {
        return new double[] {3 * x[0] - 20, 3 * x[1] + 5};
    }

    @Test
    void derivativesAreThoseOfTheAreas() {
        var target = cloud(50, 0.5, 0.5, 0.2, 9);
        var cells = solved(SQUARE, target);
        double[] y = Arrays.stream(target.points()).flatMapToDouble(Arrays::stream).toArray();
        double[] corners = {0, 0, 1, 0, 1, 1, 0, 1};
        var tree = ReducedCosts.tree(target);
        double[] g = cells.g();
        var at = new Diagram(corners, tree, y, g, null);
        double h = 1e-6;
        for (int j : new int[] {0, 17, 49}) {
            double[] more = g.clone();
            more[j] += h;
            double[] less = g.clone();
            less[j] -= h;
            var up = new Diagram(corners, tree, y, more, at);
            var down = new Diagram(corners, tree, y, less, null);
            for (int e = at.from[j]; e < at.from[j + 1]; e++) {
                int i = at.neighbours[e];
                assertEquals(
                        -at.weights[e], (up.shares[i] - down.shares[i]) / (2 * h), 1e-5, "of " + i);
            }
        }
    }

    @Test
    void systemsOfAGraphAreSolved() {
        int side = 70;
        var random = new Random(10);
        var from = new int[side * side + 1];
        var to = new int[4 * side * side];
        var weights = new double[to.length];
        var right = random.doubles(2L * side * side, 1e-3, 1).toArray();
        int edges = 0;
        for (int i = 0; i < side * side; i++) {
            int[][] steps = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
            for (int[] step : steps) {
                int x = i % side + step[0];
                int z = i / side + step[1];
                if (x >= 0 && x < side && z >= 0 && z < side) {
                    int j = x + side * z;
                    to[edges] = j;
                    weights[edges++] = right[Math.min(i, j)] + right[Math.max(i, j)] / 7;
                }
            }
            from[i + 1] = edges;
        }
        double[] r = random.doubles(side * side, -1, 1).toArray();
        double mean = Arrays.stream(r).average().orElseThrow();
        Arrays.setAll(r, i -> r[i] - mean);
        double[] x = new GraphLaplacian(from, to, weights).solve(r, 1e-12);
        for (int i = 0; i < r.length; i++) {
            double sum = -r[i];
            for (int e = from[i]; e < from[i + 1]; e++) {
                sum += weights[e] * (x[i] - x[to[e]]);
            }
            assertEquals(0, sum, 1e-9);
        }
    }

    @Test
    void stepsThatRunOutAreSaid() {
        var solver = LaguerreTransport.builder(SQUARE).maxIterations(1).build();
        var cells = solver.solve(cloud(500, 0.3, 0.9, 3, 3));
        assertFalse(cells.converged());
        assertTrue(cells.error() > 1e-6);
        assertEquals(1, cells.iterations());
    }

    @Test
    void badInputIsNamed() {
        says(() -> LaguerreTransport.of(new double[][] {{0, 0}, {1, 0}}), "polygon");
        says(() -> LaguerreTransport.of(new double[][] {{0, 0}, {1, 0}, {2, 0}}), "convex");
        says(
                () -> LaguerreTransport.of(new double[][] {{0, 0}, {2, 0}, {1, 0.5}, {1, 2}}),
                "convex");
        var star = new double[5][];
        Arrays.setAll(
                star, i -> new double[] {Math.cos(0.8 * Math.PI * i), Math.sin(0.8 * Math.PI * i)});
        says(() -> LaguerreTransport.of(star), "convex");
        says(() -> LaguerreTransport.builder(SQUARE).tolerance(0).build(), "tolerance");
        var solver = LaguerreTransport.square();
        says(
                () -> solver.solve(Measure.of(new double[][] {{0, 0, 0}})),
                "dimension of the targets");
        says(() -> solver.solve(Measure.of(new double[][] {{0, 0}, {0, 0}})), "more than once");
        says(
                () ->
                        solver.solve(
                                Measure.of(new double[][] {{0, 0}, {1, 0}}, new double[] {1, 0})),
                "least weight");
        says(
                () ->
                        solver.solve(
                                Measure.of(new double[][] {{0, 0}, {1, 0}}, new double[] {1, 1})),
                "mass of the targets");
        says(() -> solver.solve(Measure.of(new double[][] {{0, 0}})).cell(1), "length of a point");
    }

    private static void says(Executable call, String word) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().contains(word), error.getMessage());
    }
}
