package org.ot4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import org.junit.jupiter.api.Test;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.LatentPenalty;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

class HuberTest {
    @Test
    void isQuadraticNearbyAndLinearFarAway() {
        try (var manager = Tensors.newManager()) {
            var x = manager.create(new float[][] {{0, 0}, {0, 0}, {3, 0}});
            var y = manager.create(new float[][] {{0, 0}, {0.01f, 0}, {0, 4000}});
            float[] found = new Huber(2).rows(x, y).toFloatArray();
            assertArrayEquals(new float[] {0, 5e-5f, 2 * 4000 - 4}, found, 1e-2f);
            assertEquals(5e-5, found[1], 1e-6);
        }
        assertNames("delta = 0.0", () -> new Huber(0));
    }

    @Test
    void aModelLearnsWithIt() {
        var data = GaussianMixture.ring(8, 2, 0.1).sample(400, 1);
        try (var wae =
                Wae.pot(LatentPenalty.sinkhorn(0.5))
                        .prior(Prior.standardNormal(2))
                        .encoder(Networks.mlp(16))
                        .decoder(Networks.mlp(16))
                        .cost(new Huber(0.5))
                        .build()) {
            var run = wae.train(data).epochs(8).batchSize(100).learningRate(0.01).seed(1).fit();
            double[] cost = run.history().doubleColumn("reconstruction").asDoubleArray();
            assertTrue(cost[cost.length - 1] < 0.5 * cost[0], cost[0] + " at first");
        }
    }
}
