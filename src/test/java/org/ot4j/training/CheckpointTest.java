package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.distribution.Likelihood;
import org.ot4j.internal.Check;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.training.internal.SealedFile;

class CheckpointTest {
    @TempDir Path folder;
    private final Points x = Points.grid(300, 1);

    private static TinyVae vae() {
        return new TinyVae(
                Networks.mlp(16, 16).batchNorm().dropout(0.1),
                Likelihood.gaussian().learnedVariance());
    }

    private Training<TinyVae> training(TinyVae model) {
        return Training.of(model, x)
                .epochs(6)
                .batchSize(50)
                .schedule(Schedule.cosine())
                .average(0.9)
                .clipNorm(5)
                .seed(7);
    }

    /** An epoch has 6 steps: saves after each epoch, and in the middle of one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 13})
    void aRunCutInTwoGivesTheSameBits(long every) {
        var whole = vae();
        Path file = folder.resolve("run");
        Path middle = folder.resolve("middle");
        String history =
                training(whole)
                        .checkpoint(file, every)
                        .onEpoch(
                                moment -> {
                                    if (moment.epoch() == 4) {
                                        copy(file, middle);
                                    }
                                })
                        .fit()
                        .history()
                        .printAll();
        assertEquals(every == 0 ? 18 : 13, Checkpoint.read(middle).steps());
        var resumed = Training.resume(middle, x);
        assertEquals(history, resumed.fit().history().printAll());
        var game = (TinyVae) resumed.game();
        assertArrayEquals(whole.encoder.weights().values(), game.encoder.weights().values());
        assertArrayEquals(whole.decoder.buffers().values(), game.decoder.buffers().values());
        assertArrayEquals(
                whole.observation.weights().get(0).values(),
                game.observation.weights().get(0).values());
    }

    @Test
    void aStopFromTheUserStillSaves() {
        Path file = folder.resolve("run");
        Thread.currentThread().interrupt();
        var run = training(vae()).checkpoint(file).fit();
        assertTrue(Thread.interrupted());
        assertEquals(Run.End.INTERRUPTED, run.end());
        assertEquals(1, run.steps());
        assertEquals(1, Checkpoint.read(file).steps());
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBits() {
        var whole = vae();
        String history = training(whole).fit().history().printAll();
        var cut = vae();
        var run =
                training(cut)
                        .onEpoch(
                                moment -> {
                                    if (moment.epoch() == 2) {
                                        Thread.currentThread().interrupt();
                                    }
                                })
                        .fit();
        assertTrue(Thread.interrupted());
        assertEquals(Run.End.INTERRUPTED, run.end());
        assertEquals(12, run.steps());
        assertEquals(2, run.history().rowCount());
        // Using the model between the two halves must not change the second.
        try (var manager = Tensors.newManager()) {
            cut.encoder.forward(x.batch(manager, 1, 2, 3));
        }
        var rest = Training.resume(run).fit();
        assertEquals(Run.End.FINISHED, rest.end());
        assertEquals(history, rest.history().printAll());
        assertArrayEquals(whole.encoder.weights().values(), cut.encoder.weights().values());
    }

    @Test
    void aFileAloneGivesTheModelBack() {
        var model = vae();
        Path file = folder.resolve("model");
        var run = training(model).checkpoint(file).fit();
        var checkpoint = Checkpoint.read(file);
        var loaded = (TinyVae) checkpoint.game();
        assertArrayEquals(model.decoder.weights().values(), loaded.decoder.weights().values());
        assertEquals(run.provenance(), checkpoint.provenance());
        assertEquals(run.steps(), checkpoint.steps());
        assertTrue(checkpoint.provenance().versions().contains("PyTorch"));
    }

    @Test
    void damagedAndForeignFilesAreRefused() throws IOException {
        Path file = folder.resolve("model");
        training(vae()).checkpoint(file).fit();
        byte[] good = Files.readAllBytes(file);
        for (int at : new int[] {20, 40, good.length / 2, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(file), "at " + at);
        }
        for (int length : new int[] {0, 10, 30, good.length - 1}) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(file));
        }
        Files.writeString(file, "PK is how a zip file starts, and this is not even one");
        var error = assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(file));
        assertTrue(error.getMessage().contains("written by ot4j"), error.getMessage());
    }

    @Test
    void otherDataAreRefused() {
        Path file = folder.resolve("model");
        training(vae()).checkpoint(file).fit();
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Training.resume(file, Points.grid(300, 2)));
        assertTrue(error.getMessage().contains("fingerprint"), error.getMessage());
    }

    /** A short class path starts faster. */
    private static String classes() {
        return Stream.of(Saver.class, SealedFile.class, Check.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().toString())
                .map(location -> Path.of(URI.create(location)))
                .map(Path::toString)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void killedSavesLoseNothing() throws Exception {
        kill(10);
    }

    @Test
    @Tag("full")
    void aHundredKilledSavesLoseNothing() throws Exception {
        kill(100);
    }

    /** A child that saves without pause is killed at random moments. */
    private void kill(int times) throws Exception {
        var random = new SplittableRandom(5);
        Path file = folder.resolve("state");
        long last = 0;
        for (int i = 0; i < times; i++) {
            Process child =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xshare:auto",
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Xmx64m",
                                    "-cp",
                                    classes(),
                                    Saver.class.getName(),
                                    file.toString())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            child.getInputStream().read();
            Thread.sleep(random.nextInt(25));
            child.destroyForcibly();
            assertTrue(child.waitFor(10, TimeUnit.SECONDS));
            long count = Saver.verify(file);
            assertTrue(count > last, count + " after " + last);
            last = count;
        }
    }
}
