package org.ot4j.model.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.training.Training;

/** Flows of networks whose field is known, and of trained ones. */
class FlowMatchingTest {
    private static final DataSet DATA = GaussianMixture.ring(8, 2, 0.1).sample(128, 1);
    private static final Prior PLANE = Prior.standardNormal(2);

    private static FlowMatching.Builder flow() {
        return FlowMatching.builder().source(PLANE).network(Networks.mlp(16));
    }

    /** v = (0.5 x + 1, -0.8 y + 2t): a linear network. */
    private static FlowMatching linear(FlowPath path) {
        var flow =
                FlowMatching.builder()
                        .source(PLANE)
                        .network(Networks.linear())
                        .path(path)
                        .solver(OdeSolver.dormandPrince(1e-6))
                        .build();
        flow.prepare(DATA, 1);
        var weights = new float[flow.generator().weights().size()];
        int outputs = 2 * path.heads();
        weights[0] = 0.5f;
        weights[3 + 1] = -0.8f;
        weights[3 + 2] = 2;
        weights[3 * outputs] = 1;
        if (path.isBridge()) {
            // The second head, whose part in the velocity is σ (1/2 - t): x there, too.
            weights[3 * 2] = 1;
        }
        flow.generator().weights().set(weights);
        return flow;
    }

    private static double[] end(double x, double y) {
        // The second: y' = -0.8 y + 2t.
        double a = 0.8;
        double particular = 2 / a - 2 / (a * a) * (1 - Math.exp(-a));
        return new double[] {
            Math.exp(0.5) * x + (Math.exp(0.5) - 1) / 0.5, Math.exp(-a) * y + particular
        };
    }

    @Test
    void aLinearFieldMovesAsInClosedForm() {
        try (var flow = linear(FlowPath.straight())) {
            double[][] z = {{0, 0}, {1, -2}, {-0.5, 3}};
            double[][] x = flow.decode(z);
            double[][] back = flow.encode(x);
            for (int i = 0; i < z.length; i++) {
                assertArrayEquals(end(z[i][0], z[i][1]), x[i], 1e-4);
                assertArrayEquals(z[i], back[i], 1e-4);
            }
            double[][][] paths = flow.paths(z, 0, 0.5, 1);
            assertArrayEquals(z[1], paths[0][1], 0);
            assertArrayEquals(x[1], paths[2][1], 1e-5);
            double[][] half = flow.move(x, 1, 0.5, OdeSolver.dormandPrince(1e-6)).x();
            assertArrayEquals(paths[1][2], half[2], 1e-4);
            assertArrayEquals(new double[] {1.5, 1.6 + 1}, flow.velocity(z, 0.5)[1], 1e-6);
        }
    }

    /** log p(x) = log N(z) less the trace, 0.5 - 0.8, whatever the way to the divergence. */
    @Test
    void theDensityIsThatOfTheChangeOfVariables() {
        try (var flow = linear(FlowPath.straight())) {
            double[][] z = {{0, 0}, {1, -2}};
            double[][] x = {end(0, 0), end(1, -2)};
            double[] log = flow.logDensity(x);
            for (int i = 0; i < 2; i++) {
                double square = z[i][0] * z[i][0] + z[i][1] * z[i][1];
                assertEquals(-Math.log(2 * Math.PI) - square / 2 + 0.3, log[i], 1e-4);
            }
            assertEquals((log[0] + log[1]) / 2, flow.logLikelihood(x).value(), 1e-9);
            // The off-diagonal entries are 0, so that every sign gives the trace.
            assertEquals((log[0] + log[1]) / 2, flow.logLikelihood(x, 1, 3).value(), 1e-4);
        }
    }

    /** Here the divergence depends on the time: 0.5 + σ (1/2 - t) - 0.8 has the mean -0.3. */
    @Test
    void theScoreOfABridgeIsPartOfTheVelocity() {
        try (var flow = linear(FlowPath.bridge(0.6))) {
            double[][] x = {{1, 1}};
            assertArrayEquals(
                    new double[] {0.5 + 1 + 0.6 * 0.25, -0.8 + 0.5},
                    flow.velocity(x, 0.25)[0],
                    1e-6);
            double[][] z = flow.encode(x);
            double square = z[0][0] * z[0][0] + z[0][1] * z[0][1];
            assertEquals(-Math.log(2 * Math.PI) - square / 2 + 0.3, flow.logDensity(x)[0], 1e-4);
        }
    }

    /** Drift 0.5 x + 1 - σ t x: the mean and the variance solve linear equations. */
    @Test
    void theStochasticEquationHasItsMoments() {
        try (var flow = linear(FlowPath.bridge(0.6))) {
            int n = 40_000;
            var x = DataSet.of(flow.sampleStochastically(n, 50, 1)).toArray();
            double mean = 0;
            double variance = 1;
            double h = 1e-4;
            for (int s = 0; s < 10_000; s++) {
                double slope = 0.5 - 0.6 * s * h;
                mean += h * (slope * mean + 1);
                variance += h * (2 * slope * variance + 0.36);
            }
            double m = Stream.of(x).mapToDouble(row -> row[0]).average().orElseThrow();
            double v = Stream.of(x).mapToDouble(row -> Math.pow(row[0] - m, 2)).sum() / n;
            assertEquals(mean, m, 0.03);
            assertEquals(variance, v, 0.05);
        }
    }

    static List<FlowMatching.Builder> kinds() {
        return List.of(
                flow(),
                flow().coupling(FlowCoupling.exact()).path(FlowPath.straight(0.1)),
                flow().coupling(FlowCoupling.entropic(0.5)).path(FlowPath.bridge(0.5)),
                flow().coupling(FlowCoupling.unbalanced(0.5, 5)),
                flow().coupling(FlowCoupling.semiDiscrete(200))
                        .network(Networks.timed(Networks.mlp(16), 3))
                        .solver(OdeSolver.midpoint(10)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void trainsTheSameBitsAndComesBackFromItsFile(FlowMatching.Builder kind, @TempDir Path folder) {
        try (var flow = kind.build();
                var twin = kind.build()) {
            var run = flow.train(DATA).steps(20).batchSize(32).seed(3).fit();
            twin.train(DATA).steps(20).batchSize(32).seed(3).fit();
            float[] samples = flow.sample(5, 1).toFloatArray();
            assertArrayEquals(samples, twin.sample(5, 1).toFloatArray());
            assertEquals(20, run.steps());

            // Half, saved, and the other half is the same as all at once.
            Path file = folder.resolve("half");
            try (var half = kind.build()) {
                half.train(DATA).steps(10).batchSize(32).seed(3).checkpoint(file).fit();
            }
            try (var resumed = (FlowMatching) Training.resume(file, DATA).steps(20).fit().model()) {
                assertArrayEquals(samples, resumed.sample(5, 1).toFloatArray());
            }
            flow.save(folder.resolve("whole"));
            try (var again = FlowMatching.load(folder.resolve("whole"))) {
                assertArrayEquals(samples, again.sample(5, 1).toFloatArray());
                assertEquals(flow.name(), again.name());
                double[][] x = DATA.head(3).toArray();
                assertArrayEquals(flow.encode(x)[2], again.encode(x)[2]);
            }
        }
    }

    /** N(0, 1) to N(3, 0.5²) by what it learns, in samples, codes and densities. */
    @Test
    void learnsAGaussian() {
        var data = new double[1000][1];
        var random = new Random(1);
        for (double[] row : data) {
            row[0] = 3 + 0.5 * random.nextGaussian();
        }
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(1))
                        .coupling(FlowCoupling.exact())
                        .network(Networks.mlp(32, 32))
                        .build()) {
            var run = flow.train(data).steps(400).batchSize(128).learningRate(5e-3).seed(1).fit();
            assertTrue(run.model() == flow);
            double[][] x = flow.sampleRows(4000, 2);
            double mean = Stream.of(x).mapToDouble(row -> row[0]).average().orElseThrow();
            double variance =
                    Stream.of(x).mapToDouble(row -> Math.pow(row[0] - mean, 2)).sum() / x.length;
            assertEquals(3, mean, 0.1);
            assertEquals(0.5, Math.sqrt(variance), 0.1);
            // The entropy of N(3, 0.5²) in nats.
            double entropy = 0.5 * Math.log(2 * Math.PI * Math.E * 0.25);
            assertEquals(-entropy, flow.logLikelihood(data).value(), 0.1);
            // The optimal map is x = 3 + z / 2.
            assertEquals(4, flow.decode(new double[][] {{2}})[0][0], 0.3);
        }
    }

    @Test
    void picturesAreMovedToo() {
        DataSet digits = RenderedDigits.standard().side(8).sample(16, 1);
        Shape shape = digits.sampleShape();
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(Math.toIntExact(shape.size())))
                        .network(Networks.mlp(8))
                        .solver(OdeSolver.euler(2))
                        .path(FlowPath.bridge(0.1))
                        .build()) {
            flow.train(digits).steps(2).batchSize(8).fit();
            assertEquals(new Shape(3).addAll(shape), flow.sample(3, 1).getShape());
            assertEquals(new Shape(3).addAll(shape), flow.sampleStochastically(3, 2, 1).getShape());
            try (NDArray codes =
                    flow.encode(digits.head(4).toNDArray(flow.sample(1, 1).getManager()))) {
                assertEquals(new Shape(4, shape.size()), codes.getShape());
            }
            assertEquals(new Shape(shape.size()), flow.encode(digits).sampleShape());
            assertArrayEquals(digits.labels(), flow.encode(digits).labels());
        }
    }

    @Test
    void saysThatTheToleranceWasNotReached() {
        var before = System.out;
        var printed = new ByteArrayOutputStream();
        try (var flow = flow().solver(OdeSolver.dormandPrince(1e-12, 2)).build()) {
            flow.prepare(DATA, 1);
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            flow.sample(3, 1);
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("did not reach its tolerance"), text);
    }

    @Test
    void badArguments() {
        assertNames("source = null", () -> FlowMatching.builder().network(Networks.mlp(4)).build());
        assertNames("network = null", () -> FlowMatching.builder().source(PLANE).build());
        assertNames("network = null", () -> flow().network(null).build());
        assertNames("coupling = null", () -> flow().coupling(null).build());
        assertNames("path = null", () -> flow().path(null).build());
        assertNames("solver = null", () -> flow().solver(null).build());
        try (var flow =
                FlowMatching.builder()
                        .source(Prior.standardNormal(3))
                        .network(Networks.mlp(4))
                        .build()) {
            assertNames("source dimension = 3: expected 2", () -> flow.train(DATA));
            assertNames("source dimension = 3: expected 2", () -> flow.prepare(DATA, 1));
        }
        try (var flow = flow().build()) {
            flow.prepare(DATA, 1);
            double[][] x = {{0, 0}};
            assertNames("path = ", () -> flow.sampleStochastically(3, 2, 1));
            assertNames("t = 1.5", () -> flow.velocity(x, 1.5));
            assertNames("x[0].length = 3", () -> flow.velocity(new double[][] {{0, 0, 0}}, 0.5));
            assertNames("from = -1.0", () -> flow.move(x, -1, 1, OdeSolver.euler(1)));
            assertNames("times[1] = 0.2", () -> flow.paths(x, 0.5, 0.2));
            assertNames("probes = 0", () -> flow.logLikelihood(x, 0, 1));
            assertNames("x[0].length = 1", () -> flow.encode(new double[][] {{0}}));
            assertNames(
                    "validate",
                    () ->
                            flow().coupling(FlowCoupling.exact())
                                    .build()
                                    .train(DATA)
                                    .validate(DATA.head(5)));
        }
        try (var flow = flow().source(Prior.sphere(2)).build()) {
            flow.prepare(DATA, 1);
            assertNames("source = ", () -> flow.logDensity(DATA));
        }
    }

    @Test
    void batchesOfDifferentSeedsDiffer() {
        try (var flow = flow().build();
                var other = flow().build()) {
            flow.train(DATA).steps(2).seed(1).fit();
            other.train(DATA).steps(2).seed(2).fit();
            assertNotEquals(flow.sampleRows(1, 1)[0][0], other.sampleRows(1, 1)[0][0]);
        }
    }
}
