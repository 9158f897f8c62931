package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.OwnProcess;
import org.ot4j.base.Rows;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.Leftovers;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.Table;

/** Models take samples and codes of any kind, say the same of each, and keep nothing. */
class ModelInputsTest {
    private static final NetworkSpec LAYERS = Networks.mlp(8);
    private static final Prior PLANE = Prior.standardNormal(2);
    private static final Distortion SQUARED = Distortion.squaredEuclidean();
    private static final DataSet X = GaussianMixture.grid(3, 0.1).sample(64, 1);

    private static NDManager manager;
    private static Vae vae;
    private static CoupledVae coupled;
    private static Gan gan;

    @BeforeAll
    static void train() {
        manager = Tensors.newManager();
        vae =
                Vae.builder()
                        .prior(PLANE)
                        .encoder(LAYERS)
                        .decoder(LAYERS)
                        .likelihood(Likelihood.gaussian().fixed(0.1))
                        .build();
        vae.train(X).steps(2).batchSize(16).fit();
        coupled =
                CoupledVae.builder()
                        .prior(PLANE)
                        .decoder(LAYERS)
                        .likelihood(Likelihood.gaussian().fixed(0.5))
                        .build();
        coupled.train(X).steps(2).batchSize(16).fit();
        gan = Gan.nonSaturating().prior(PLANE).generator(LAYERS).critic(LAYERS).build();
        gan.train(X).steps(2).batchSize(16).fit();
    }

    @AfterAll
    static void close() {
        List.of(vae, coupled, gan).forEach(GenerativeModel::close);
        manager.close();
    }

    private static Table table(DataSet data) {
        Table all = data.toTable();
        return Table.create("t", all.column("x1"), all.column("x2"));
    }

    private static void same(double[][] expected, Object found) {
        double[][] rows =
                found instanceof double[] numbers
                        ? Rows.split(numbers, numbers.length)
                        : Rows.checked(found, "found");
        assertEquals(Arrays.deepToString(expected), Arrays.deepToString(rows));
    }

    @Test
    void codesAndReconstructionsAreTheSameOfAnyKind() {
        NDArray array = X.toNDArray(manager);
        double[][] rows = X.toArray();
        for (LatentModel model : List.of(vae, coupled)) {
            double[][] codes = model.encode(rows);
            same(codes, model.encode(array));
            same(codes, model.encode(array.toType(DataType.FLOAT64, false)));
            same(codes, model.encode(X));
            same(codes, model.encode(Measure.of(X)));
            same(codes, model.encode(table(X)));
            double[][] draws = model.encode(rows, 3);
            same(draws, model.encode(array, 3));
            same(draws, model.encode(X, 3));
            same(draws, model.encode(Measure.of(X), 3));
            same(draws, model.encode(table(X), 3));
            same(draws, model.aggregatedPosterior(X, 3));
            same(draws, model.aggregatedPosterior(array, 3));
            same(draws, model.aggregatedPosterior(rows, 3));
            same(draws, model.aggregatedPosterior(table(X), 3));
            double[][] again = model.reconstruct(rows);
            same(again, model.reconstruct(array));
            same(again, model.reconstruct(X));
            same(again, model.reconstruct(Measure.of(X)));
            same(again, model.reconstruct(table(X)));
            double[][] decoded = model.decode(codes);
            same(decoded, model.decode(model.encode(array)));
            same(decoded, model.decode(model.encode(X)));
            same(decoded, model.decode(Measure.of(codes)));
        }
    }

    @Test
    void aModelLearnsTheSameFromPointsOfAnyKind() {
        List<Supplier<GenerativeModel>> models =
                List.of(
                        () -> Mke.primal(SQUARED).prior(PLANE).generator(LAYERS).build(),
                        () -> Mke.semiDiscrete(SQUARED).prior(PLANE).generator(LAYERS).build(),
                        () -> Gan.wganGp().prior(PLANE).generator(LAYERS).critic(LAYERS).build(),
                        () -> Wae.mmd().prior(PLANE).encoder(LAYERS).decoder(LAYERS).build());
        for (var model : models) {
            var expected = Arrays.toString(learnt(model.get(), m -> m.train(X)));
            for (Object data :
                    List.of(X.toArray(), X.toNDArray(manager), Measure.of(X), table(X))) {
                assertEquals(expected, Arrays.toString(learnt(model.get(), m -> m.train(data))));
            }
        }
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> gan.train("some points"))
                        .getMessage()
                        .startsWith("data = a String: expected points"));
        assertThrows(
                IllegalArgumentException.class, () -> vae.train(new double[][] {{1, Double.NaN}}));
    }

    private static float[] learnt(
            GenerativeModel model, Function<GenerativeModel, Training<?>> training) {
        try (model) {
            training.apply(model).steps(2).batchSize(X.size()).seed(1).fit();
            return model.generator().weights().values();
        }
    }

    @Test
    void whatComesOutIsWhatCameIn() {
        assertArrayEquals(X.labels(), vae.encode(X).labels());
        assertArrayEquals(X.labels(), vae.decode(vae.encode(X)).labels());
        double[] weights = IntStream.range(0, X.size()).mapToDouble(i -> 1 + i % 3).toArray();
        var weighted = Measure.of(X).withWeights(weights);
        assertArrayEquals(weights, vae.encode(weighted).weights());
        assertArrayEquals(weights, vae.reconstruct(weighted).weights());
        assertEquals(List.of("z1", "z2"), vae.encode(table(X)).columnNames());
        assertEquals(table(X).columnNames(), vae.reconstruct(table(X)).columnNames());
        same(vae.sampleRows(20, 5), vae.sample(20, 5));
        same(gan.sampleRows(20, 5), DataSet.of(gan.sample(20, 5)));
    }

    @Test
    void pathsBetweenCodesAreTheSameOfAnyKind() {
        double[][] from = {{-1, 0.5}, {0, 1}};
        double[][] to = {{1, 0.25}, {2, 1}};
        double[][] line = vae.interpolate(from, to, 4);
        assertEquals(8, line.length);
        same(line, vae.interpolate(manager.create(from), manager.create(to), 4));
        same(line, vae.interpolate(DataSet.of(from), DataSet.of(to), 4));
        double[][] arc = vae.interpolateSpherically(from, to, 4);
        same(arc, vae.interpolateSpherically(manager.create(from), manager.create(to), 4));
        same(arc, vae.interpolateSpherically(DataSet.of(from), DataSet.of(to), 4));
    }

    @Test
    void criticsAndPosteriorsAnswerForAnyKind() {
        NDArray array = X.toNDArray(manager);
        double[][] rows = X.toArray();
        double[][] judged = Rows.checked(gan.judge(array), "judged");
        for (Object x : List.of(rows, X, Measure.of(X), table(X))) {
            same(judged, gan.judge(x));
            same(Rows.of(vae.posterior(array).mean()), vae.posterior(x).mean());
            same(Rows.of(vae.posterior(array).logVariance()), vae.posterior(x).logVariance());
            var q = coupled.posterior();
            same(Rows.of(q.weights(array)), q.weights(x));
            same(Rows.of(q.mean(array)), q.mean(x));
            same(Rows.of(q.likeliest(array)), q.likeliest(x));
            same(Rows.of(q.sample(array, 2)), q.sample(x, 2));
            double[][] z = {{0.5, -1}, {0, 0}, {2, 1}};
            NDArray codes = manager.create(z).toType(DataType.FLOAT32, false);
            same(Rows.of(q.logDensity(array, codes)), q.logDensity(x, z));
        }
        same(Rows.of(coupled.posterior().codes(manager)), coupled.posterior().codes());
        assertEquals(X.size(), vae.posterior(rows).klToStandardNormal().size(0));
    }

    @Test
    void picturesStayPictures() {
        var digits = RenderedDigits.standard().side(8).sample(12, 1);
        try (var model =
                Vae.builder()
                        .prior(PLANE)
                        .encoder(LAYERS)
                        .decoder(LAYERS)
                        .likelihood(Likelihood.bernoulli())
                        .build()) {
            model.train(digits).steps(2).batchSize(6).fit();
            NDArray pictures = digits.toNDArray(manager);
            double[][] again = model.reconstruct(digits.toArray());
            assertEquals(digits.sampleShape(), model.reconstruct(digits).sampleShape());
            assertEquals(pictures.getShape(), model.reconstruct(pictures).getShape());
            same(again, model.reconstruct(digits));
            same(again, model.reconstruct(pictures));
            same(again, model.reconstruct(pictures.reshape(12, 64)));
            same(model.sampleRows(3, 1), model.sample(3, 1));
            assertEquals(new Shape(1, 8, 8), model.decode(model.encode(digits)).sampleShape());
        }
    }

    private static void refused(String name, Executable call, String message) {
        String said = assertThrows(IllegalArgumentException.class, call, name).getMessage();
        assertTrue(said.startsWith(message), name + ": " + said);
    }

    @Test
    void whatIsWrongIsSaidBeforeWorkStarts() {
        double[][] nan = {{0, 1}, {2, Double.NaN}};
        NDArray closed = manager.create(nan);
        closed.close();
        Map<String, Function<Object, Object>> calls = new LinkedHashMap<>();
        calls.put(
                "encode", x -> x instanceof NDArray a ? vae.encode(a) : vae.encode((double[][]) x));
        calls.put(
                "draw",
                x -> x instanceof NDArray a ? vae.encode(a, 1) : vae.encode((double[][]) x, 1));
        calls.put(
                "reconstruct",
                x -> x instanceof NDArray a ? vae.reconstruct(a) : vae.reconstruct((double[][]) x));
        calls.put("judge", x -> x instanceof NDArray a ? gan.judge(a) : gan.judge(x));
        calls.put("posterior", x -> x instanceof NDArray a ? vae.posterior(a) : vae.posterior(x));
        calls.put(
                "mean",
                x ->
                        x instanceof NDArray a
                                ? coupled.posterior().mean(a)
                                : coupled.posterior().mean(x));
        calls.forEach(
                (name, call) -> {
                    refused(name, () -> call.apply(nan), "x[1][1] = NaN: expected a finite");
                    refused(name, () -> call.apply(manager.create(nan)), "x[1][1] = NaN: expected");
                    refused(name, () -> call.apply(closed), "x = a closed array: expected");
                    refused(name, () -> call.apply(new double[0][]), "x.length = 0: expected");
                    refused(
                            name,
                            () -> call.apply(new double[][] {{1, 2}, {3}}),
                            "x[1].length = 1: expected");
                    refused(
                            name,
                            () -> call.apply(manager.zeros(new Shape(4, 3))),
                            "x.shape = (4, 3): expected (n, 2) with n above 0");
                    refused(
                            name,
                            () -> call.apply(manager.zeros(new Shape(0, 2))),
                            "x.shape = (0, 2): expected");
                });
        refused("rows", () -> vae.encode(new double[4][3]), "x[0].length = 3: expected 2");
        refused("codes", () -> vae.decode(new double[4][3]), "z[0].length = 3: expected 2");
        refused("codes", () -> vae.decode(manager.ones(new Shape(2, 3))), "z.shape = (2, 3)");
        refused(
                "data",
                () -> vae.encode(DataSet.of(new double[4][3])),
                "sample shape of data = (3): expected (2)");
        var weighted = Measure.of(X.head(2)).withWeights(1, 2);
        refused("judge", () -> gan.judge(weighted), "x = Measure[2 points");
        refused("word", () -> gan.judge("a word"), "x = a String: expected points");
        refused("null", () -> vae.encode((NDArray) null), "x = null");
        refused("ends", () -> vae.interpolate(nan, nan, 3), "from[1][1] = NaN");
        refused(
                "ends",
                () -> vae.interpolate(manager.ones(new Shape(1, 2)), manager.create(nan), 3),
                "to.shape");
    }

    @Test
    void wholeNumbersAreTakenAsNumbers() {
        int[] whole = {0, 1, 1, 0, 1, 1};
        double[][] rows = {{0, 1}, {1, 0}, {1, 1}};
        same(vae.encode(rows), vae.encode(manager.create(whole, new Shape(3, 2))));
        same(gan.decode(rows), gan.decode(manager.create(whole, new Shape(3, 2))));
        Table floats =
                Table.create(
                        FloatColumn.create("a", new float[] {0, 1, 1}),
                        FloatColumn.create("b", new float[] {1, 0, 1}));
        same(vae.encode(rows), vae.encode(floats));
    }

    /** A sample outlives its model, and can be looked at and given to another. */
    @Test
    void samplesOfAClosedModelAreTakenByOthers() {
        NDArray sample;
        double[][] rows;
        try (var other = Gan.minimax().prior(PLANE).generator(LAYERS).critic(LAYERS).build()) {
            other.train(X).steps(1).batchSize(16).fit();
            sample = other.sample(10, 1);
            rows = Rows.of(sample);
        }
        same(rows, sample);
        same(vae.encode(rows), vae.encode(sample));
        same(rows, DataSet.of(sample));
        same(rows, Measure.of(sample));
    }

    private static Map<String, Supplier<?>> calls() {
        NDArray x = X.toNDArray(manager);
        double[][] rows = X.toArray();
        Map<String, Supplier<?>> calls = new LinkedHashMap<>();
        for (LatentModel m : List.of(vae, coupled)) {
            String name = m.name() + " ";
            calls.put(name + "sample", () -> m.sample(20, 1));
            calls.put(name + "sampleNoisy", () -> m.sampleNoisy(20, 1));
            calls.put(name + "sampleRows", () -> m.sampleRows(20, 1));
            calls.put(name + "codes", () -> m.codes(20, 1));
            calls.put(name + "encode", () -> m.encode(x));
            calls.put(name + "draw", () -> m.encode(x, 2));
            calls.put(name + "encode samples", () -> m.encode(m.sample(20, 1)));
            calls.put(name + "encode data", () -> m.encode(X));
            calls.put(name + "encode rows", () -> m.encode(rows));
            calls.put(name + "reconstruct", () -> m.reconstruct(x));
            calls.put(name + "reconstruct samples", () -> m.reconstruct(m.sample(20, 1)));
            calls.put(name + "reconstruct data", () -> m.reconstruct(X));
            calls.put(name + "posterior", () -> m.aggregatedPosterior(x, 1));
            calls.put(name + "decode", () -> m.decode(m.codes(20, 1)));
            calls.put(name + "interpolate", () -> m.interpolate(m.codes(5, 1), m.codes(5, 2), 3));
        }
        calls.put("judge", () -> gan.judge(x));
        calls.put("judge rows", () -> gan.judge(rows));
        calls.put("GAN", () -> gan.sample(20, 1));
        calls.put("posterior of VAE", () -> vae.posterior(x).mean());
        calls.put("weights", () -> coupled.posterior().weights(x));
        return calls;
    }

    @Test
    void nothingIsLeftInAnyManager() {
        calls().forEach(Leftovers::none);
    }

    /** Ten thousand calls of several families, and their results stay nowhere. */
    @Test
    @Tag("full")
    void tenThousandCallsLeaveMemoryFlat() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "no Linux");
        // All of Java's heap is resident from the start: what grows is the engine's memory.
        var heap = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        Process process = OwnProcess.start(false, heap, ManySamples.class);
        OwnProcess.finish(process, 300);
    }
}
