package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.lang.ref.Reference;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.FDivergence;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.plot.Plots;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.entropic.Sinkhorn;

/** What takes arrays leaves no more of them in their manager than it returns. */
class ArraysLeftTest {
    private static Vae vae() {
        var layers = Networks.mlp(8);
        var vae =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(layers)
                        .decoder(layers)
                        .likelihood(Likelihood.gaussian().fixed(0.1))
                        .build();
        vae.train(GaussianMixture.grid(3, 0.1).sample(64, 1)).steps(2).batchSize(16).fit();
        return vae;
    }

    private static Arguments pair(String name, BinaryOperator<NDArray> of) {
        return Arguments.of(name, of);
    }

    static Stream<Arguments> expressions() {
        var imq = Kernel.imq(1);
        var sinkhorn = Sinkhorn.of(0.5);
        return Stream.of(
                pair("unbiased MMD", (x, y) -> Mmd.unbiased(imq).between(x, y)),
                pair("biased MMD", (x, y) -> Mmd.biased(Kernel.multiScaleImq(1)).between(x, y)),
                pair("energy", (x, y) -> Mmd.unbiased(Kernel.energy()).between(x, y)),
                pair("f-divergence", FDivergence.GAN::bound),
                pair("rows", (x, y) -> Distortion.euclidean().rows(x, x)),
                pair("squared", (x, y) -> Distortion.squaredEuclidean().pairwise(x, y)),
                pair("euclidean", (x, y) -> Distortion.euclidean().pairwise(x, y)),
                pair("absolute", (x, y) -> Distortion.absolute().pairwise(x, y)),
                pair("sliced", (x, y) -> SlicedWasserstein.of(2).loss(x, y)),
                pair("divergence", (x, y) -> TransportLoss.divergence(sinkhorn).of(x, y)),
                pair("normal", (x, y) -> Prior.standardNormal(2).logDensity(x)),
                pair("Dirichlet", (x, y) -> Prior.dirichlet(1, 2).logDensity(x.softmax(1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void onlyTheResult(String name, BinaryOperator<NDArray> of) {
        try (NDManager manager = Tensors.newManager()) {
            var random = new SplittableRandom(1);
            NDArray x = Tensors.normal(manager, random, 20, 2);
            NDArray y = Tensors.normal(manager, random, 15, 2);
            int mine = name.equals("Dirichlet") ? 1 : 0;
            int before = manager.getManagedArrays().size();
            NDArray result = of.apply(x, y);
            assertEquals(before + 1 + mine, manager.getManagedArrays().size());
            assertEquals(manager, result.getManager());
        }
    }

    /** What they return is in no manager either: it is freed when nobody refers to it. */
    @Test
    void modelsLeaveNothing() {
        try (var vae = vae();
                NDManager manager = Tensors.newManager()) {
            NDArray x = Tensors.normal(manager, new SplittableRandom(1), 20, 2);
            NDArray z = vae.encode(x);
            assertLeaves(manager, 0, () -> vae.encode(x));
            assertLeaves(manager, 0, () -> vae.encode(x, 1));
            assertLeaves(manager, 0, () -> vae.decode(z));
            assertLeaves(manager, 0, () -> vae.reconstruct(x));
            assertLeaves(manager, 0, () -> vae.interpolate(z, z, 3));
            assertLeaves(manager, 0, () -> vae.interpolateSpherically(z, z, 3));
            assertLeaves(manager, 0, () -> Plots.scatter(x));
            NDManager own = vae.sample(1, 1).getManager();
            assertLeaves(own, 0, () -> vae.sample(30, 1));
            assertLeaves(own, 0, () -> vae.sampleNoisy(30, 1));
            assertLeaves(own, 0, () -> vae.codes(30, 1));
            var data = GaussianMixture.grid(3, 0.1).sample(64, 1);
            assertLeaves(own, 0, () -> vae.aggregatedPosterior(data, 1));
        }
    }

    private static void assertLeaves(NDManager manager, int arrays, Supplier<Object> call) {
        int before = manager.getManagedArrays().size();
        Object made = call.get();
        assertEquals(before + arrays, manager.getManagedArrays().size());
        Reference.reachabilityFence(made);
    }

    /** It would end the process if a scope of DJL's freed a sample a second time. */
    @Test
    void aScopeOfDjlsFreesSamplesOnce() {
        try (var vae = vae()) {
            for (int i = 0; i < 100; i++) {
                NDArray sample;
                try (var scope = new NDScope()) {
                    sample = vae.sample(1_000, 1);
                }
                assertTrue(sample.isReleased());
                vae.sample(1_000, 2).toFloatArray();
            }
        }
    }

    @Test
    void samplesOutliveTheirModelAndWhatIsComputedFromThemDoesNot() {
        NDArray sample;
        NDArray more;
        try (var vae = vae()) {
            sample = vae.sample(5, 1);
            more = sample.add(1);
        }
        assertEquals(10, sample.toFloatArray().length);
        assertTrue(more.isReleased());
        sample.close();
        assertTrue(sample.isReleased());
    }
}
