package org.ot4j.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.network.Leftovers;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Transport;

/** A notebook may ask for a metric as often as it likes. */
class MetricArraysTest {
    @Test
    void metricsLeaveNoArrays() {
        try (NDManager manager = Tensors.newManager()) {
            var random = new SplittableRandom(1);
            NDArray x = Tensors.normal(manager, random, 30, 2);
            NDArray y = Tensors.normal(manager, random, 25, 2);
            NDArray again = Tensors.normal(manager, random, 30, 2);
            DataSet data = DataSet.of(x);
            DataSet model = DataSet.of(y);
            DataSet pictures = RenderedDigits.standard().side(8).sample(6, 1);
            var grid = GaussianMixture.grid(2, 0.1);
            var fid = new Fid(Features.raw(), 0);
            Map<String, Supplier<?>> metrics = new LinkedHashMap<>();
            metrics.put("MMD of arrays", () -> Metrics.mmd(x, y, Kernel.imq(1)));
            metrics.put("MMD of data", () -> Metrics.mmd(data, model, Kernel.rbf(1)));
            metrics.put("posterior", () -> Metrics.aggregatedPosterior(x, y));
            metrics.put("Wasserstein", () -> Metrics.wasserstein(data, model, 2));
            metrics.put("Wasserstein of arrays", () -> Transport.wasserstein(x, y, 2));
            metrics.put("sliced", () -> SlicedWasserstein.of(2).between(x, y));
            metrics.put("reconstruction of arrays", () -> Metrics.reconstruction(x, again));
            metrics.put("reconstruction", () -> Metrics.reconstruction(data, data));
            metrics.put("sharpness", () -> Metrics.sharpness(pictures));
            metrics.put("FID", () -> fid.between(data, model));
            metrics.put("FID of arrays", () -> fid.between(x, y));
            metrics.put("FID by groups", () -> fid.groups(3).between(data, y));
            metrics.put("KID", () -> Kid.of(Features.raw()).between(data, model));
            metrics.put("neighbours", () -> Neighbours.of(data, model));
            metrics.put("modes", () -> ModeQuality.of(grid, x));
            metrics.put("raw features", () -> Features.rows(Features.raw(), data));
            var convolutions = Features.randomConvolutions(1);
            metrics.put("convolutions", () -> Features.rows(convolutions, pictures));
            var resized = Features.resized(16, -1, 1);
            metrics.put(
                    "resized",
                    () -> {
                        try (NDManager scope = manager.newSubManager()) {
                            return resized.apply(pictures.batch(scope, 0, 1)).getShape();
                        }
                    });
            metrics.forEach(Leftovers::none);
        }
    }
}
