package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.AutoEncoder;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.coupled.CoupledVae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Run;

/** Models that several threads use at once. */
@Timeout(120)
class ThreadsAtModelsTest {
    private static final int STEPS = 150;

    private final DataSet data = GaussianMixture.grid(3, 0.1).sample(128, 1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }

    private static Vae vae(Mlp layers) {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(layers)
                .decoder(layers)
                .likelihood(Likelihood.gaussian().learnedVariance())
                .build();
    }

    private static List<GenerativeModel> models() {
        var layers = Networks.mlp(8).batchNorm();
        var prior = Prior.standardNormal(2);
        var cost = Distortion.squaredEuclidean();
        return List.of(
                vae(layers.dropout(0.2)),
                Gan.wganGp().prior(prior).generator(layers).critic(Networks.mlp(8)).build(),
                Wae.mmd().prior(prior).encoder(layers).decoder(layers).build(),
                Mke.entropic(cost, 0.1).prior(prior).generator(layers).build(),
                CoupledVae.builder()
                        .prior(prior)
                        .decoder(Networks.mlp(8))
                        .likelihood(Likelihood.gaussian().fixed(0.3))
                        .build());
    }

    private Run<?> train(GenerativeModel model, int steps) {
        return model.train(data).steps(steps).batchSize(32).seed(5).fit();
    }

    /** Everything that reads a model. */
    private void read(GenerativeModel model, long seed, Path file) {
        try (NDManager manager = Tensors.newManager()) {
            assertFinite(model.sample(20, seed));
            NDArray x = data.batch(manager, 0, 1, 2, 3);
            if (model instanceof AutoEncoder latent) {
                assertFinite(latent.encode(x));
                assertFinite(latent.encode(x, seed));
                assertFinite(latent.reconstruct(x));
                assertFinite(latent.sampleNoisy(5, seed));
            } else if (model instanceof Gan gan) {
                assertFinite(gan.judge(x));
            }
            assertFinite(model.generator().forward(model.codes(7, seed)));
            assertEquals(
                    model.generator().weights().size(),
                    model.generator().weights().values().length);
        }
    }

    private static void assertFinite(NDArray array) {
        for (float value : array.toFloatArray()) {
            assertTrue(Float.isFinite(value));
        }
    }

    /** Others that look on neither fail nor change what comes out. */
    @Test
    void whoReadsWhileATrainingRunsChangesNothing(@TempDir Path folder) throws Exception {
        var alone = models();
        var watched = models();
        for (int m = 0; m < alone.size(); m++) {
            train(alone.get(m), STEPS);
            GenerativeModel model = watched.get(m);
            train(model, 1);
            // Trained from the start once more would go on; so the watched one is made anew.
            model.close();
            GenerativeModel fresh = models().get(m);
            fresh.prepare(data, 1);
            fresh.close();
            GenerativeModel seen = models().get(m);
            Future<Run<?>> training = threads.submit(() -> train(seen, STEPS));
            int reads = 0;
            while (!training.isDone()) {
                try {
                    read(seen, reads, folder);
                    reads++;
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("has not been trained"), e.getMessage());
                }
            }
            assertEquals(Run.End.FINISHED, training.get().end());
            assertArrayEquals(
                    alone.get(m).generator().weights().values(),
                    seen.generator().weights().values(),
                    seen.name());
            assertArrayEquals(
                    alone.get(m).generator().buffers().values(),
                    seen.generator().buffers().values(),
                    seen.name());
            alone.get(m).close();
            seen.close();
        }
    }

    @Test
    void aListenerMayReadAndSave(@TempDir Path folder) {
        try (var vae = vae(Networks.mlp(8))) {
            train(vae, 1);
            var run =
                    vae.train(data)
                            .epochs(2)
                            .batchSize(32)
                            .onEpoch(moment -> read(vae, moment.epoch(), folder))
                            .fit();
            run.save(folder.resolve("vae"));
            assertEquals(8, Checkpoint.read(folder.resolve("vae")).steps());
        }
    }

    @Test
    void aSecondTrainingOfTheSameModelIsRefused() throws Exception {
        try (var vae = vae(Networks.mlp(8))) {
            var started = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            Future<Run<?>> first =
                    threads.submit(
                            (Callable<Run<?>>)
                                    () ->
                                            vae.train(data)
                                                    .epochs(1)
                                                    .batchSize(32)
                                                    .onEpoch(
                                                            moment -> {
                                                                started.countDown();
                                                                await(goOn);
                                                            })
                                                    .fit());
            await(started);
            var error = assertThrows(IllegalStateException.class, () -> train(vae, 1));
            assertTrue(error.getMessage().startsWith("VAE is already being trained"));
            // The listener waits, and the weights rest.
            read(vae, 1, null);
            goOn.countDown();
            assertEquals(Run.End.FINISHED, first.get().end());
            train(vae, 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoReadsAClosedModelIsTold() throws Exception {
        for (int round = 0; round < 4; round++) {
            var vae = vae(Networks.mlp(32).batchNorm());
            train(vae, 2);
            var network = vae.generator();
            var begun = new CountDownLatch(3);
            var readers = new ArrayList<Future<String>>();
            for (int t = 0; t < 3; t++) {
                readers.add(threads.submit(() -> readUntilClosed(vae, begun)));
            }
            await(begun);
            vae.close();
            vae.close();
            for (var reader : readers) {
                assertTrue(reader.get().contains("closed"), reader.get());
            }
            assertEquals(
                    "VAE is closed",
                    assertThrows(IllegalStateException.class, () -> train(vae, 1)).getMessage());
            assertThrows(IllegalStateException.class, () -> network.weights().values());
        }
    }

    private static String readUntilClosed(Vae vae, CountDownLatch begun) {
        var random = new SplittableRandom(1);
        try (NDManager manager = Tensors.newManager()) {
            while (true) {
                NDArray x = vae.sample(200, random.nextLong());
                x.toFloatArray();
                vae.encode(Tensors.normal(manager, random, 50, 2)).close();
                begun.countDown();
            }
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    @Test
    void aModelThatIsClosedInTrainingEndsIt() {
        var vae = vae(Networks.mlp(8));
        var started = new CountDownLatch(1);
        Future<Run<?>> training =
                threads.submit(
                        (Callable<Run<?>>)
                                () ->
                                        vae.train(data)
                                                .steps(100_000_000)
                                                .batchSize(64)
                                                .onEpoch(moment -> started.countDown())
                                                .fit());
        await(started);
        vae.close();
        var error = assertThrows(ExecutionException.class, training::get);
        assertInstanceOf(IllegalStateException.class, error.getCause());
        assertTrue(error.getCause().getMessage().contains("closed"));
    }

    /** Each as if it were alone: nothing draws from the engine's one generator. */
    @Test
    void dropoutFollowsTheSeedOfEachOfTwoTrainingsAtOnce() throws Exception {
        float[][] alone = {dropped(1), dropped(2)};
        assertFalse(Arrays.equals(alone[0], alone[1]));
        for (int round = 0; round < 3; round++) {
            Future<float[]> first = threads.submit(() -> dropped(1));
            Future<float[]> second = threads.submit(() -> dropped(2));
            assertArrayEquals(alone[0], first.get());
            assertArrayEquals(alone[1], second.get());
        }
    }

    private float[] dropped(long seed) {
        try (var vae = vae(Networks.mlp(16, 16).dropout(0.3))) {
            vae.train(data).steps(40).batchSize(32).seed(seed).fit();
            return vae.generator().weights().values();
        }
    }
}
