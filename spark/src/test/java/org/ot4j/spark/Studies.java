package org.ot4j.spark;

import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.transport.Transport;

/** Small studies for tests. */
final class Studies {
    private Studies() {}

    static Vae vae(double sigma) {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .likelihood(Likelihood.gaussian().fixed(sigma))
                .build();
    }

    /** Two models of eight Gaussians. */
    static Study<LatentModel> ring(int steps) {
        double[][] fresh = GaussianMixture.ring(8, 1, 0.05).sample(200, 2).toArray();
        return Study.of(LatentModel.class, GaussianMixture.ring(8, 1, 0.05).sample(500, 1))
                .model("narrow", vae(0.1))
                .model("wide", vae(0.5), t -> t.learningRate(3e-3))
                .training(t -> t.steps(steps).batchSize(50))
                .judge(
                        (model, scores) ->
                                scores.add(
                                        "W2",
                                        Transport.wasserstein(model.sample(200, 3), fresh, 2)));
    }
}
