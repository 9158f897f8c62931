package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.base.FreedMemory;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.adversarial.Gan;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.Mlp;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

/**
 * Draws 10,000 samples, encodes and reconstructs, in a Java whose heap does not grow, and fails if
 * the process does. With the argument {@code keep} it keeps what it draws, to see what that takes.
 */
final class ManySamples {
    private static final int TURNS = 4;
    private static final int CALLS = 625;
    private static final int SAMPLES = 4_000;

    /** Arrays that nobody refers to are freed a few seconds later. */
    private static final long SETTLING_MILLIS = 8_000;

    /** What the process may grow by; with all results kept it grows by 265 MiB. */
    private static final long MOST_MIB = 60;

    private ManySamples() {}

    public static void main(String[] args) throws Exception {
        boolean keep = args.length > 0;
        DataSet data = GaussianMixture.ring(8, 2, 0.1).sample(64, 1);
        Prior plane = Prior.standardNormal(2);
        Mlp net = Networks.mlp(8);
        var gaussian = Likelihood.gaussian().fixed(0.5);
        List<GenerativeModel> models =
                List.of(
                        Vae.builder()
                                .prior(plane)
                                .encoder(net)
                                .decoder(net)
                                .likelihood(gaussian)
                                .build(),
                        Wae.mmd().prior(plane).encoder(net).decoder(net).build(),
                        Gan.minimax().prior(plane).generator(net).critic(net).build(),
                        Mke.primal(Distortion.squaredEuclidean())
                                .prior(plane)
                                .generator(net)
                                .build());
        models.forEach(model -> model.train(data).steps(1).batchSize(16).fit());
        var kept = new ArrayList<NDArray>();
        long before = 0;
        long after;
        try (var manager = Tensors.newManager()) {
            NDArray x = data.toNDArray(manager);
            for (int turn = 0; turn < TURNS; turn++) {
                for (int k = 0; k < CALLS; k++) {
                    for (GenerativeModel model : models) {
                        var made = new ArrayList<NDArray>();
                        made.add(model.sample(SAMPLES, k));
                        if (model instanceof LatentModel latent) {
                            made.add(latent.encode(x));
                            made.add(latent.encode(model.sample(10, k), k));
                            made.add(latent.reconstruct(x));
                        }
                        if (keep) {
                            kept.addAll(made);
                        }
                    }
                }
                if (turn == 0) {
                    before = settledMib();
                }
            }
            after = settledMib();
        }
        System.out.println(before + " MiB, then " + after + ", " + kept.size() + " kept");
        if (after > before + MOST_MIB) {
            throw new AssertionError(before + " MiB, then " + after);
        }
        System.exit(0);
    }

    /** What the process holds once all that nobody refers to is freed and given back. */
    private static long settledMib() throws IOException, InterruptedException {
        System.gc();
        Thread.sleep(SETTLING_MILLIS);
        FreedMemory.giveBack();
        String line =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
    }
}
