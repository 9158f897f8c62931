package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.FiniteMke;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.model.kantorovich.SemiDiscreteMke;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Training;

/** Models are saved, loaded, sampled without a seed, and asked about data sets and rows. */
class ModelFilesTest {
    private static final DataSet DATA = GaussianMixture.ring(4, 1, 0.1).sample(64, 1);
    private static final NetworkSpec NET = Networks.mlp(8);
    private static final Prior PRIOR = Prior.standardNormal(2);

    private static Vae vae() {
        return Vae.builder()
                .prior(PRIOR)
                .encoder(NET)
                .decoder(NET)
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build();
    }

    private static Vae trained() {
        return vae().train(DATA).epochs(1).batchSize(32).seed(5).fit().model();
    }

    private static <M extends GenerativeModel> void returns(
            M model, Function<Path, M> load, Path file) {
        try (model) {
            model.train(DATA).steps(2).batchSize(64).seed(3).fit();
            model.save(file);
            try (M again = load.apply(file)) {
                assertArrayEquals(
                        model.sample(5, 1).toFloatArray(), again.sample(5, 1).toFloatArray());
                Path second = again.save(file.resolveSibling("again"));
                try (M third = load.apply(second)) {
                    assertArrayEquals(
                            model.sample(5, 1).toFloatArray(), third.sample(5, 1).toFloatArray());
                }
            }
        }
    }

    @Test
    void everyKindOfModelComesBackFromItsFile(@TempDir Path folder) {
        Path file = folder.resolve("model");
        returns(vae(), Vae::load, file);
        returns(Wae.mmd().prior(PRIOR).encoder(NET).decoder(NET).build(), Wae::load, file);
        returns(Gan.minimax().prior(PRIOR).generator(NET).critic(NET).build(), Gan::load, file);
        Distortion squared = Distortion.squaredEuclidean();
        returns(Mke.primal(squared).prior(PRIOR).generator(NET).build(), Mke::load, file);
        returns(
                Mke.semiDiscrete(squared).prior(PRIOR).generator(NET).build(),
                SemiDiscreteMke::load,
                file);
        returns(
                CoupledVae.builder()
                        .prior(PRIOR)
                        .decoder(NET)
                        .likelihood(Likelihood.gaussian().fixed(0.3))
                        .build(),
                CoupledVae::load,
                file);
        double[][] points = {{0, 1}, {1, 0}};
        try (var finite = FiniteMke.on(points, points, squared)) {
            finite.train(DATA).steps(2).fit();
            finite.save(file.toString());
            try (var again = FiniteMke.load(file.toString())) {
                assertArrayEquals(finite.probabilities(), again.probabilities());
            }
        }
    }

    @Test
    void aFileOfAnotherKindIsNamed(@TempDir Path folder) throws Exception {
        try (Vae vae = trained()) {
            Path file = vae.save(folder.resolve("vae"));
            var e = assertThrows(IllegalArgumentException.class, () -> Gan.load(file));
            assertTrue(e.getMessage().contains("a model of the kind Gan"), e.getMessage());
            assertTrue(e.getMessage().contains("Vae.load(file) reads it"), e.getMessage());
            try (GenerativeModel any = GenerativeModel.load(file)) {
                assertInstanceOf(Vae.class, any);
            }
            try (LatentModel any = LatentModel.load(file.toString())) {
                assertEquals("VAE", any.name());
            }
            Path none = folder.resolve("none");
            assertTrue(
                    assertThrows(UncheckedIOException.class, () -> Vae.load(none))
                            .getMessage()
                            .contains("no model file"));
            Path text = Files.writeString(folder.resolve("text"), "hello");
            assertThrows(IllegalArgumentException.class, () -> Vae.load(text));
        }
        assertThrows(IllegalStateException.class, () -> vae().save("x"));
        assertThrows(IllegalStateException.class, () -> vae().sample(3));
    }

    /** A model that was loaded is trained on as one that was not: the same bits. */
    @Test
    void trainingGoesOnFromASavedModel(@TempDir Path folder) {
        Path file = folder.resolve("vae");
        try (Vae whole = vae();
                Vae half = vae()) {
            whole.train(DATA).epochs(4).batchSize(32).seed(7).fit();
            half.train(DATA).epochs(2).batchSize(32).seed(7).fit();
            half.save(file);
            try (Vae again = Vae.load(file)) {
                Training.resume(file, again, DATA).epochs(4).fit();
                assertArrayEquals(
                        whole.sample(5, 1).toFloatArray(), again.sample(5, 1).toFloatArray());
            }
        }
    }

    /** What a call prints; tests of one class do not run at once. */
    private static String printed(Runnable call) {
        PrintStream out = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            call.run();
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFreshSeedIsTold() {
        try (Vae vae = trained()) {
            var drawn = new float[2][];
            String first = printed(() -> drawn[0] = vae.sample(4).toFloatArray());
            String second = printed(() -> drawn[1] = vae.sample(4).toFloatArray());
            assertNotEquals(first, second);
            Matcher told = Pattern.compile("sample\\(4, (\\d+)\\)").matcher(first);
            assertTrue(told.find(), first);
            long seed = Long.parseLong(told.group(1));
            assertArrayEquals(vae.sample(4, seed).toFloatArray(), drawn[0]);
            assertThrows(IllegalArgumentException.class, () -> vae.sample(0));
        }
    }

    @Test
    void dataSetsAndRowsAreEncodedAsArraysAre() {
        try (Vae vae = trained();
                NDManager scope = Tensors.newManager()) {
            var x = DATA.toNDArray(scope);
            DataSet codes = vae.encode(DATA);
            assertArrayEquals(DATA.labels(), codes.labels());
            assertArrayEquals(vae.encode(x).toFloatArray(), codes.toNDArray(scope).toFloatArray());
            assertArrayEquals(
                    vae.encode(x, 3).toFloatArray(),
                    vae.encode(DATA, 3).toNDArray(scope).toFloatArray());
            DataSet back = vae.reconstruct(DATA);
            assertEquals(DATA.sampleShape(), back.sampleShape());
            assertArrayEquals(
                    vae.reconstruct(x).toFloatArray(), back.toNDArray(scope).toFloatArray());
            double[][] rows = DATA.toArray();
            assertArrayEquals(codes.toArray()[63], vae.encode(rows)[63], 1e-6);
            assertArrayEquals(back.toArray()[63], vae.reconstruct(rows)[63], 1e-6);
            assertArrayEquals(back.toArray()[9], vae.decode(vae.encode(rows))[9], 1e-6);
            var e =
                    assertThrows(
                            IllegalArgumentException.class, () -> vae.encode(new double[3][5]));
            assertTrue(e.getMessage().startsWith("x[0].length = 5: expected 2"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> vae.decode(new double[1][3]));
            DataSet other = DataSet.of(new double[4][3]);
            assertThrows(IllegalArgumentException.class, () -> vae.reconstruct(other));
        }
    }
}
