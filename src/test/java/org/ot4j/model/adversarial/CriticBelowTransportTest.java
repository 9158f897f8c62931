package org.ot4j.model.adversarial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Networks;
import org.ot4j.training.Run;
import org.ot4j.training.Training;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.cost.CTransform;
import org.ot4j.transport.cost.Cost;

/**
 * The side note of GPC section 2, whether a critic's value is near to W: on the same batch it is
 * below, whatever the critic, as a feasible pair of potentials; how far below is for the notebook.
 */
class CriticBelowTransportTest {
    private static final int N = 64;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throughoutATrainingTheDualValueIsBelowTransportOnTheSameBatch(boolean squared) {
        DataSet data = GaussianMixture.ring(4, 2, 0.2).sample(N, 1);
        Cost cost = squared ? Cost.squaredEuclidean() : Cost.euclidean();
        try (Gan gan =
                Gan.dual(squared ? Distortion.squaredEuclidean() : Distortion.euclidean())
                        .prior(Prior.standardNormal(2))
                        .generator(Networks.mlp(16))
                        .critic(Networks.mlp(16))
                        .build()) {
            Supplier<double[]> values =
                    () -> {
                        Measure made = Measure.of(gan.sampleRows(N, 3));
                        Measure given = Measure.of(data.toArray());
                        double[] h = gan.judge(made.points());
                        double[] transform = CTransform.toTargets(cost.between(made, given), h);
                        double dual =
                                Arrays.stream(h).average().orElseThrow()
                                        + Arrays.stream(transform).average().orElseThrow();
                        return new double[] {dual, Transport.exact(made, given, cost).value()};
                    };
            Run<Gan> run = null;
            for (int steps = 5; steps <= 25; steps += 5) {
                run =
                        run == null
                                ? gan.train(data).steps(steps).batchSize(N).seed(1).fit()
                                : Training.resume(run).steps(steps).fit();
                double[] found = values.get();
                assertTrue(found[0] <= found[1] + 1e-6, Arrays.toString(found));
                assertTrue(
                        found[0] > 0.1 * found[1],
                        "a critic that tells: " + Arrays.toString(found));
            }
        }
    }
}
