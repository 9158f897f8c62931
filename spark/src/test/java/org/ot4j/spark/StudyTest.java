package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Comparison;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.transport.Transport;

class StudyTest {
    private static SparkSession spark;
    @TempDir Path folder;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Vae vae(double sigma) {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(Networks.mlp(16))
                .decoder(Networks.mlp(16))
                .likelihood(Likelihood.gaussian().fixed(sigma))
                .build();
    }

    private static Study<LatentModel> study() {
        double[][] fresh = GaussianMixture.ring(8, 1, 0.05).sample(200, 2).toArray();
        return Study.of(LatentModel.class, GaussianMixture.ring(8, 1, 0.05).sample(500, 1))
                .model("narrow", vae(0.1))
                .model("wide", vae(0.5), t -> t.learningRate(3e-3))
                .training(t -> t.steps(60).batchSize(50))
                .judge(
                        (model, scores) ->
                                scores.add(
                                        "W2",
                                        Transport.wasserstein(model.sample(200, 3), fresh, 2)))
                .seeds(1, 2);
    }

    @Test
    void sameFiguresHereAndOnSpark() {
        Comparison here = study().here();
        Comparison there = study().on(spark);
        assertEquals(here.longTable().print(), there.longTable().print());
        assertEquals(4, there.longTable().rowCount());
    }
}
