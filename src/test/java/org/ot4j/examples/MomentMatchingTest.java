package org.ot4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ot4j.model.Refusals.assertNames;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Networks;
import org.ot4j.transport.Transport;

class MomentMatchingTest {
    private static final DataSet RING = GaussianMixture.ring(8, 2, 0.1).sample(300, 1);

    private static MomentMatching.Builder builder() {
        return MomentMatching.builder()
                .prior(Prior.standardNormal(2))
                .generator(Networks.mlp(32, 32));
    }

    @Test
    void learnsARingAndIsReadBackFromAFile(@TempDir Path folder) {
        try (MomentMatching model = builder().build()) {
            model.prepare(RING, 1);
            double before = Transport.wasserstein(RING, model.sampleRows(300, 2), 2);
            model.train(RING).epochs(30).batchSize(100).learningRate(0.01).seed(1).fit();
            double after = Transport.wasserstein(RING, model.sampleRows(300, 2), 2);
            assertTrue(after < 0.5 * before, before + " before, " + after + " after");
            Path file = model.save(folder.resolve("model.ot4j"));
            try (GenerativeModel read = GenerativeModel.load(file)) {
                assertArrayEquals(model.sampleRows(5, 3), read.sampleRows(5, 3));
            }
        }
    }

    @Test
    void saysWhatIsWrongBeforeTraining() {
        assertNames("bandwidth = -1.0", () -> builder().bandwidth(-1).build());
        assertNames("prior = null", () -> MomentMatching.builder().build());
    }
}
