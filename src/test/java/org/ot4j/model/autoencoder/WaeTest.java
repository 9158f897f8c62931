package org.ot4j.model.autoencoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.model.Broken;
import org.ot4j.model.LatentModel;
import org.ot4j.network.Activation;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Training;

class WaeTest {
    private static final DataSet DATA = GaussianMixture.ring(4, 1, 0.1).sample(64, 1);

    private static Wae.Builder small(Wae.Builder builder) {
        return builder.prior(Prior.standardNormal(3))
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16).batchNorm());
    }

    private static Vae.Builder small(Vae.Builder builder) {
        return builder.prior(Prior.standardNormal(3))
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .likelihood(Likelihood.gaussian().learnedVariance());
    }

    static Stream<LatentModel> models() {
        var critic = Networks.mlp(8);
        return Stream.of(
                small(Wae.mmd()).build(),
                small(Wae.mmd())
                        .penalty(LatentPenalty.rbf(2).scales(0.5, 1))
                        .posterior(Posterior.full())
                        .build(),
                small(Wae.gan(critic)).posterior(Posterior.implicit(4)).build(),
                small(Wae.aae(0.3, critic)).posterior(Posterior.diagonal()).build(),
                small(Wae.pot(LatentPenalty.kl(critic).steps(2).learningRate(1e-4)))
                        .cost(Distortion.euclidean())
                        .randomDecoder(0.2)
                        .build(),
                small(Wae.pot(LatentPenalty.fDivergence(FDivergence.NEYMAN, critic))).build(),
                small(Wae.pot(LatentPenalty.slicedWasserstein(5))).build(),
                small(Wae.pot(LatentPenalty.sinkhorn(1))).build(),
                small(Vae.info(0, 2)).build(),
                small(Vae.flows(3)).build(),
                small(Vae.info(0.5, 2).divergence(LatentPenalty.gan(critic)))
                        .posterior(Posterior.radialFlows(2))
                        .build(),
                small(Vae.avb(critic)).build());
    }

    /** A run cut in two by a file gives the same bits, model and all read from the file. */
    @ParameterizedTest
    @MethodSource("models")
    void aFileAloneGivesTheModelBackAndGoesOn(LatentModel model, @TempDir Path folder) {
        Path middle = folder.resolve("middle");
        try (model;
                NDManager scope = Tensors.newManager()) {
            var whole = model.train(DATA).epochs(2).batchSize(32).seed(3);
            whole.onEpoch(
                            moment -> {
                                if (moment.epoch() == 2) {
                                    copy(folder.resolve("run"), middle);
                                }
                            })
                    .checkpoint(folder.resolve("run"))
                    .fit();
            assertEquals(2, Checkpoint.read(middle).steps());
            Training.resume(middle, DATA).fit();
            try (var loaded = (LatentModel) Checkpoint.read(folder.resolve("run")).game()) {
                assertEquals(model.name(), loaded.name());
                NDArray x = DATA.toNDArray(scope);
                assertArrayEquals(
                        model.encode(x, 5).toFloatArray(), loaded.encode(x, 5).toFloatArray());
                assertArrayEquals(
                        model.sample(9, 5).toFloatArray(), loaded.sample(9, 5).toFloatArray());
                assertEquals(model.networks().size(), loaded.networks().size());
            }
            var resumed = Training.resume(middle, DATA).checkpoint(folder.resolve("again"));
            resumed.fit();
            try (var again = (LatentModel) Checkpoint.read(folder.resolve("again")).game()) {
                assertArrayEquals(
                        model.sample(9, 5).toFloatArray(), again.sample(9, 5).toFloatArray());
            }
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void encodesDecodesReconstructsAndInterpolates(LatentModel model) {
        try (model;
                NDManager scope = Tensors.newManager()) {
            model.train(DATA).steps(2).batchSize(32).fit();
            NDArray x = DATA.toNDArray(scope);
            NDArray z = model.encode(x);
            assertEquals(new Shape(64, 3), z.getShape());
            assertEquals(new Shape(64, 3), model.encode(x, 1).getShape());
            assertEquals(x.getShape(), model.reconstruct(x).getShape());
            assertEquals(new Shape(64, 3), model.aggregatedPosterior(DATA, 1).getShape());
            NDArray from = z.get("0:2");
            NDArray to = z.get("2:4");
            for (NDArray path :
                    new NDArray[] {
                        model.interpolate(from, to, 5), model.interpolateSpherically(from, to, 5)
                    }) {
                assertEquals(new Shape(10, 2), path.getShape());
                float[] ends = model.decode(from).toFloatArray();
                assertArrayEquals(
                        new float[] {ends[0], ends[1]}, path.get(0).toFloatArray(), 1e-5f);
            }
        }
    }

    /** Draws of a random decoder scatter by σ around those of the same codes without noise. */
    @Test
    void aRandomDecoderDrawsWithItsNoise() {
        try (var model = small(Wae.aae(0.5, Networks.mlp(8))).build()) {
            model.train(DATA).steps(1).batchSize(32).fit();
            double square =
                    model.sampleNoisy(4_000, 1)
                            .sub(model.sample(4_000, 1))
                            .square()
                            .mean()
                            .getFloat();
            assertEquals(0.25, square, 0.02);
        }
    }

    @Test
    void aCostThatIsNoNumberIsNamedBeforeTraining() {
        var model = small(Wae.mmd()).cost(new Broken()).build();
        assertNames("cost Broken[] = NaN", () -> model.train(DATA).batchSize(32).fit());
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("lambda = 0.0", () -> small(Wae.mmd()).lambda(0).build());
        assertNames("lambda = NaN", () -> small(Wae.mmd()).lambda(Double.NaN).build());
        assertNames("randomDecoder = -1.0", () -> small(Wae.mmd()).randomDecoder(-1).build());
        assertNames("penalty = null", () -> small(Wae.pot(null)).build());
        assertNames("cost = null", () -> small(Wae.mmd()).cost(null).build());
        assertNames("posterior = null", () -> small(Wae.mmd()).posterior(null).build());
        assertNames("encoder = null", () -> small(Wae.mmd()).encoder(null).build());
        assertNames("decoder = null", () -> small(Wae.mmd()).decoder(null).build());
        assertNames("prior = null", () -> small(Wae.mmd()).prior(null).build());
        assertNames("critic = null", () -> Wae.gan(null));
        assertNames("sigma = 0.0", () -> Wae.aae(0, Networks.mlp(8)));
        assertNames("c = 0.0", () -> LatentPenalty.imq(0));
        assertNames("bandwidth = -1.0", () -> LatentPenalty.rbf(-1));
        assertNames("factor = 0.0", () -> LatentPenalty.imq().scales(1, 0));
        assertNames("projections = 0", () -> LatentPenalty.slicedWasserstein(0));
        assertNames("epsilon = 0.0", () -> LatentPenalty.sinkhorn(0));
        assertNames("steps = 0", () -> LatentPenalty.gan(Networks.mlp(8)).steps(0));
        assertNames("learningRate = 0.0", () -> LatentPenalty.kl(Networks.mlp(8)).learningRate(0));
        assertNames("penalty = KL", () -> LatentPenalty.kl(Networks.mlp(8)).saturating());
        assertThrows(IllegalStateException.class, () -> small(Wae.mmd()).build().sample(1, 0));
    }

    /** The unbiased MMD needs pairs. */
    @Test
    void aBatchOfOneHasNoUnbiasedMmd() {
        try (var model = small(Wae.mmd()).decoder(Networks.linear()).build()) {
            assertNames("batchSize = 1", () -> model.train(DATA).steps(1).batchSize(1).fit());
        }
    }

    private static void assertNames(String what, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.startsWith(what), message);
    }

    /** Convolutions and transposed ones: a run cut in two, through a file, is one run. */
    @Test
    void picturesGoOnFromAFileBitByBit(@TempDir Path folder) {
        DataSet pictures = RenderedDigits.standard().side(8).sample(40, 1);
        Path file = folder.resolve("run");
        float[] whole;
        try (var model = ofPictures()) {
            model.train(pictures).epochs(4).batchSize(20).seed(3).fit();
            whole = model.sample(5, 1).toFloatArray();
        }
        try (var model = ofPictures()) {
            model.train(pictures).epochs(2).batchSize(20).seed(3).checkpoint(file).fit();
        }
        var rest = Training.resume(file, pictures).epochs(4).fit();
        try (var back = (Wae) rest.game()) {
            assertArrayEquals(whole, back.sample(5, 1).toFloatArray());
            assertArrayEquals(new long[] {5, 1, 8, 8}, back.sample(5, 1).getShape().getShape());
        }
    }

    private static Wae ofPictures() {
        return Wae.mmd()
                .prior(Prior.standardNormal(3))
                .encoder(Networks.convEncoder(4, 8).batchNorm())
                .decoder(Networks.convDecoder(8, 4).batchNorm().output(Activation.SIGMOID))
                .build();
    }
}
