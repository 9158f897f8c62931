package org.ot4j.experiments.bench;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Prior;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.network.Activation;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;

/** The Java side of {@code experiments/bench/flow.py}: training runs of flow matching. */
public final class FlowBench {
    private static final DataSet DATA = GaussianMixture.ring(8, 4, 0.1).sample(4_096, 1);

    private FlowBench() {}

    /** Answers cases from standard input. */
    public static void main(String[] args) throws IOException {
        var flows = new HashMap<String, FlowMatching>();
        new BenchServer().add("train", options -> train(flows, options)).serve();
    }

    private static Map<String, Object> train(
            Map<String, FlowMatching> flows, Map<String, String> options) {
        int width = Integer.parseInt(options.get("width"));
        boolean exact = options.get("coupling").equals("exact");
        int steps = Integer.parseInt(options.get("steps"));
        Tensors.newManager().close();
        JniUtils.setNumThreads(Integer.parseInt(options.get("threads")));
        var flow =
                flows.computeIfAbsent(
                        width + options.get("coupling"),
                        key ->
                                FlowMatching.builder()
                                        .source(Prior.standardNormal(2))
                                        .coupling(
                                                exact
                                                        ? FlowCoupling.exact()
                                                        : FlowCoupling.independent())
                                        .network(
                                                Networks.timed(
                                                        Networks.mlp(width, width, width)
                                                                .activation(Activation.ELU),
                                                        4))
                                        .build());
        var run =
                flow.train(DATA)
                        .steps(steps)
                        .batchSize(Integer.parseInt(options.get("batch")))
                        .fit();
        return Map.of(
                "seconds",
                run.elapsed().toNanos() / 1e9 / steps,
                "parameters",
                flow.generator().weights().size());
    }
}
