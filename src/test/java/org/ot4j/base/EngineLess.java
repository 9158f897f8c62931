package org.ot4j.base;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.barycenter.FreeSupportBarycenter;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.map.GaussianTransport;
import org.ot4j.transport.unbalanced.PartialTransport;

/** The program that {@link EngineJarsTest} starts with jars left out: it tells what works. */
final class EngineLess {
    private EngineLess() {}

    public static void main(String[] args) throws Exception {
        var tasks = args[0].equals("arrays") ? Arrays.tasks() : Engine.tasks();
        tasks.forEach((name, task) -> System.out.println("## " + name + "\n" + answer(task)));
    }

    private static Object answer(Callable<Object> task) {
        try {
            return task.call();
        } catch (Exception | LinkageError e) {
            return e;
        }
    }

    /** What needs no engine: a cloud and the same cloud moved by 2, so that answers are 4. */
    private static final class Arrays {
        static Map<String, Callable<Object>> tasks() {
            double[][] x = {{0, 0}, {1, 0}, {0, 1}};
            double[][] y = {{2, 0}, {3, 0}, {2, 1}};
            Measure source = Measure.of(x);
            Measure target = Measure.of(y);
            TransportProblem problem = TransportProblem.between(x, y);
            var tasks = new TreeMap<String, Callable<Object>>();
            tasks.put("exact", () -> Transport.exact(x, y).cost());
            tasks.put("distance", () -> Math.pow(Transport.wasserstein(x, y, 2), 2));
            tasks.put("costs", () -> Transport.emd(new double[][] {{4}}).cost());
            tasks.put("line", () -> Transport.wasserstein(new double[] {0}, new double[] {4}, 1));
            tasks.put("sinkhorn", () -> Sinkhorn.of(0.01).solve(problem).cost());
            tasks.put("divergence", () -> SinkhornDivergence.of(0.01).between(x, y));
            tasks.put("partial", () -> PartialTransport.of(1).solve(problem).cost());
            var gaussian = GaussianTransport.between(source, target);
            tasks.put("gaussian", () -> Math.pow(gaussian.distance(), 2));
            tasks.put("sliced", () -> Math.pow(SlicedWasserstein.of(2).max(x, y).distance(), 2));
            tasks.put(
                    "barycenter",
                    () ->
                            4
                                    * FreeSupportBarycenter.exact()
                                            .solve(source, List.of(source, target))
                                            .value());
            return tasks;
        }
    }

    /** What does need it: every answer has to be the line to add. */
    private static final class Engine {
        static Map<String, Callable<Object>> tasks() {
            double[][] x = {{0, 0}, {1, 0}, {0, 1}};
            var points = GaussianMixture.ring(8, 2, 0.1).sample(64, 1);
            var tasks = new TreeMap<String, Callable<Object>>();
            tasks.put("a manager", Tensors::newManager);
            tasks.put("and again", Tensors::newManager);
            tasks.put("mmd", () -> Mmd.unbiased(Kernel.rbf(1)).between(x, x));
            tasks.put(
                    "training",
                    () ->
                            Vae.builder()
                                    .prior(Prior.standardNormal(2))
                                    .encoder(Networks.mlp(4))
                                    .decoder(Networks.mlp(4))
                                    .likelihood(Likelihood.gaussian().fixed(0.1))
                                    .build()
                                    .train(points)
                                    .epochs(1)
                                    .fit());
            return tasks;
        }
    }
}
