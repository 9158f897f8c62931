package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Vectors;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.model.flow.OdeSolver;
import org.ot4j.network.Networks;

/** Models that are told classes. */
class ConditionTest {
    private static final Prior PLANE = Prior.standardNormal(2);

    /** Class 0 around (-2, 0), class 1 around (2, 0) and class 2 around (0, 2). */
    private static final double[][] CENTRES = {{-2, 0}, {2, 0}, {0, 2}};

    private static final DataSet DATA = data();

    private static DataSet data() {
        var random = new SplittableRandom(1);
        var x = new double[300][2];
        var labels = new int[300];
        for (int i = 0; i < 300; i++) {
            labels[i] = i % 3;
            for (int k = 0; k < 2; k++) {
                x[i][k] = CENTRES[labels[i]][k] + 0.5 * random.nextGaussian();
            }
        }
        return DataSet.of(x).withLabels(labels);
    }

    private static Vae.Builder vae() {
        return Vae.builder()
                .prior(PLANE)
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .likelihood(Likelihood.gaussian().fixed(0.3))
                .condition(3);
    }

    private static Wae wae(Wae.Builder builder) {
        return builder.prior(PLANE)
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .condition(3)
                .build();
    }

    private static FlowMatching flow() {
        return FlowMatching.builder()
                .source(PLANE)
                .network(Networks.timed(Networks.mlp(32), 1))
                .solver(OdeSolver.euler(20))
                .condition(3)
                .build();
    }

    private static Gan gan(Gan.Builder builder) {
        return builder.prior(PLANE)
                .generator(Networks.linear())
                .critic(Networks.mlp(16))
                .condition(3)
                .build();
    }

    static Stream<GenerativeModel> models() {
        return Stream.of(
                vae().build(),
                vae().info(0, 5).build(),
                vae().importanceWeighted(3).build(),
                wae(Wae.mmd()),
                wae(Wae.pot(LatentPenalty.slicedWasserstein(20))),
                gan(Gan.wganGp()),
                flow());
    }

    private static double[] mean(double[][] rows) {
        var mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                mean[k] += row[k] / rows.length;
            }
        }
        return mean;
    }

    /** The class whose centre is nearest. */
    private static int nearest(double[] x) {
        int nearest = 0;
        for (int label = 1; label < 3; label++) {
            if (Vectors.squaredDistance(x, CENTRES[label])
                    < Vectors.squaredDistance(x, CENTRES[nearest])) {
                nearest = label;
            }
        }
        return nearest;
    }

    @ParameterizedTest
    @MethodSource("models")
    void eachClassIsSampledWhereItsDataAre(GenerativeModel model, @TempDir Path folder) {
        try (model) {
            model.train(DATA).steps(150).batchSize(100).learningRate(0.02).seed(1).fit();
            assertEquals(3, model.classes());
            for (int label = 0; label < 3; label++) {
                assertEquals(label, nearest(mean(model.given(label).sampleRows(200, 1))));
            }
            var found = new int[3];
            for (double[] row : model.sampleRows(300, 2)) {
                found[nearest(row)]++;
            }
            assertTrue(Arrays.stream(found).min().getAsInt() > 40, () -> Arrays.toString(found));
            double[][] of = model.given(2).sampleRows(20, 3);
            Path file = model.save(folder.resolve("model.ot4j"));
            try (var again = GenerativeModel.load(file)) {
                assertArrayEquals(of, again.given(2).sampleRows(20, 3));
                assertNames("label = 3: expected a class in [0, 3)", () -> again.given(3));
            }
        }
    }

    @Test
    void codesAreOfAClass() {
        try (var vae = vae().build()) {
            vae.train(DATA).steps(150).batchSize(100).learningRate(0.02).seed(1).fit();
            DataSet codes = vae.encode(DATA);
            double[][] ofTwo = DATA.ofClass(2).toArray();
            double[][] z = vae.given(2).encode(ofTwo);
            assertArrayEquals(z, codes.ofClass(2).toArray());
            // The class is known from the label, so that codes need not tell it.
            assertArrayEquals(new double[2], mean(z), 0.3);
            assertArrayEquals(CENTRES[0], mean(vae.given(0).decode(z)), 0.5);
            assertArrayEquals(CENTRES[2], mean(vae.given(2).reconstruct(ofTwo)), 0.3);
            assertArrayEquals(CENTRES[2], mean(vae.reconstruct(DATA).ofClass(2).toArray()), 0.3);
            assertEquals(300, vae.fitPrior((rows, seed) -> PLANE, DATA).dimension() * 150);
            double nats = vae.logLikelihood(DATA, 20, 1).value();
            // Each class is a Gaussian of standard deviation 0.5: -1.45 nats at best.
            assertTrue(nats > -2.5 && nats < -1, "log p(x | class) " + nats);
            var says = assertThrows(IllegalStateException.class, () -> vae.encode(ofTwo));
            assertTrue(says.getMessage().contains("given(label)"), says.getMessage());
        }
    }

    /** v = W (class, x, t) + b: the class moves by its column of W, and guidance by a multiple. */
    @Test
    void guidanceMultipliesWhatTheClassMakes() {
        try (var flow =
                FlowMatching.builder()
                        .source(PLANE)
                        .network(Networks.linear())
                        .solver(OdeSolver.euler(4))
                        .condition(2)
                        .build()) {
            flow.prepare(DATA, 1);
            // Rows of 2 classes, 2 coordinates and the time.
            flow.generator()
                    .weights()
                    .set(new float[] {1, 5, 0, 0, 0, -2, 7, 0, 0, 0, 0.5f, 0.25f});
            double[][] z = {{0.3, -0.1}};
            assertArrayEquals(new double[] {0.8, 0.15}, flow.decode(z)[0], 1e-6);
            assertArrayEquals(new double[] {1.8, -1.85}, flow.given(0).decode(z)[0], 1e-6);
            assertArrayEquals(new double[] {3.8, -5.85}, flow.given(0, 3).decode(z)[0], 1e-5);
            assertArrayEquals(new double[] {0.8, 0.15}, flow.given(1, 0).decode(z)[0], 1e-6);
            assertArrayEquals(z[0], flow.given(0, 3).encode(flow.given(0, 3).decode(z))[0], 1e-5);
            assertTrue(Double.isFinite(flow.logDensity(z)[0]));
            assertNames("guidance = -1", () -> flow.given(0, -1));
        }
    }

    @Test
    void criticsOfCodesAndPairsAreToldTheClass() {
        for (var model :
                List.of(
                        wae(Wae.gan(Networks.mlp(16))),
                        Vae.avb(Networks.mlp(16))
                                .prior(PLANE)
                                .encoder(Networks.mlp(16))
                                .decoder(Networks.mlp(16))
                                .likelihood(Likelihood.gaussian().fixed(0.3))
                                .condition(3)
                                .build())) {
            try (model) {
                model.train(DATA).steps(3).batchSize(50).seed(1).fit();
                var critic = model.networks().get(2);
                // Codes with their class; and pairs, which a plane each precedes.
                boolean pairs = model instanceof Vae;
                assertEquals(new Shape(pairs ? 4 : 5), critic.inputShape());
                assertEquals(pairs, critic.summary().getString(1, "output shape").equals("(7)"));
                assertEquals(new Shape(4, 2), model.given(1).sample(4, 1).getShape());
            }
        }
    }

    @Test
    void picturesAreToldTheirClassAsPlanes() {
        var random = new SplittableRandom(1);
        var pixels = new float[20 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        DataSet pictures =
                DataSet.of(pixels, 1, 8, 8)
                        .withLabels(IntStream.range(0, 20).map(i -> i % 4).toArray());
        try (var vae =
                Vae.builder()
                        .prior(PLANE)
                        .encoder(Networks.convEncoder(4, 8))
                        .decoder(Networks.convDecoder(8, 4))
                        .likelihood(Likelihood.bernoulli())
                        .condition(4)
                        .build()) {
            vae.train(pictures).steps(2).batchSize(10).fit();
            assertEquals(new Shape(5, 1, 8, 8), vae.given(3).sample(5, 1).getShape());
            // A plane for each class before the picture's own.
            assertEquals("(5, 8, 8)", vae.encoder().summary().getString(1, "output shape"));
        }
    }

    @Test
    void classesThatAreMissingOrUnknownAreNamed() {
        var vae = vae().build();
        assertNames(
                "labels of the data = null",
                () -> vae.train(DataSet.of(DATA.toArray())).steps(1).fit());
        var labels = DATA.labels();
        labels[17] = 3;
        assertNames(
                "label of data row 17 = 3: expected a class in [0, 3)",
                () -> vae.train(DATA.withLabels(labels)).steps(1).fit());
        assertNames(
                "validate: labels of the data = null",
                () -> vae.train(DATA).validate(DataSet.of(DATA.head(10).toArray())).steps(1).fit());
        assertNames("condition = 1: expected at least 2", () -> Gan.wgan().condition(1));
        assertNames(
                "label = 0",
                () ->
                        Gan.wgan()
                                .prior(PLANE)
                                .generator(Networks.linear())
                                .critic(Networks.linear())
                                .build()
                                .given(0));
        assertNames(
                "coupling = ",
                () ->
                        FlowMatching.builder()
                                .source(PLANE)
                                .network(Networks.linear())
                                .coupling(FlowCoupling.exact())
                                .condition(2)
                                .build());
        assertNames("loss = ", () -> gan(Gan.dual(Distortion.squaredEuclidean())));
        assertNames("prior = ", () -> vae().prior(Prior.vamp(2, 10)).build());
    }
}
