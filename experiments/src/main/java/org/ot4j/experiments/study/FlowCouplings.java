package org.ot4j.experiments.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.Synthetic;
import org.ot4j.distribution.Prior;
import org.ot4j.experiments.Study;
import org.ot4j.model.flow.FlowCoupling;
import org.ot4j.model.flow.FlowMatching;
import org.ot4j.model.flow.FlowPath;
import org.ot4j.model.flow.OdeSolver;
import org.ot4j.network.Activation;
import org.ot4j.network.Networks;
import org.ot4j.training.Schedule;
import org.ot4j.transport.Transport;
import picocli.CommandLine.Command;

/**
 * What couplings do to flow matching: from eight Gaussians to two moons, as in Tong et al. (2024),
 * and from a normal distribution to 25 Gaussians. Of each model, the squared length of its ways
 * against the least, W₂² between source and data, and the distance of its samples to fresh data by
 * the number of evaluations of the network.
 */
@Command(name = "flow-couplings", description = "flow matching with each coupling, two data sets")
final class FlowCouplings extends Study {
    private static final int SAMPLES = 2_000;
    private static final int STEPS = 2_000;
    private static final int BATCH = 256;
    private static final int[] EVALUATIONS = {1, 2, 5, 10, 100};

    /** From where to where. */
    private record Task(String name, Prior source, DataSet data, DataSet fresh) {}

    private final Map<String, UnaryOperator<FlowMatching.Builder>> kinds = new LinkedHashMap<>();
    private final List<Task> tasks = List.of(moons(), grid());

    private FlowCouplings() {
        super("experiments/results/flow-couplings.csv", "quick");
        kinds.put("independent", b -> b.coupling(FlowCoupling.independent()));
        kinds.put("exact", b -> b.coupling(FlowCoupling.exact()));
        kinds.put("entropic", b -> b.coupling(FlowCoupling.entropic(0.5)));
        kinds.put("unbalanced", b -> b.coupling(FlowCoupling.unbalanced(0.5, 50)));
        kinds.put("semi-discrete", b -> b.coupling(FlowCoupling.semiDiscrete()));
        kinds.put(
                "bridge", b -> b.coupling(FlowCoupling.entropic(0.02)).path(FlowPath.bridge(0.1)));
    }

    /** Eight Gaussians of radius 5 and variance 0.1, and moons of three times the usual size. */
    private static Task moons() {
        var equal = new double[8];
        Arrays.fill(equal, 1 / 8.0);
        Prior[] parts =
                IntStream.range(0, 8)
                        .mapToObj(k -> Math.PI * k / 4)
                        .map(a -> new double[] {5 * Math.cos(a), 5 * Math.sin(a)})
                        .map(mean -> Prior.gaussian(mean, Math.sqrt(0.1)))
                        .toArray(Prior[]::new);
        return new Task(
                "moons", Prior.mixture(equal, parts), moons(SAMPLES, 42), moons(SAMPLES, 43));
    }

    private static DataSet moons(int n, long seed) {
        double[][] points = Synthetic.twoMoons(n, 0.1, seed).toArray();
        for (double[] point : points) {
            point[0] = 3 * point[0] - 1;
            point[1] = 3 * point[1] - 1;
        }
        return DataSet.of(points);
    }

    private static Task grid() {
        var grid = GaussianMixture.grid(5, 0.05);
        return new Task(
                "25 Gaussians",
                Prior.standardNormal(2),
                grid.sample(SAMPLES, 42),
                grid.sample(SAMPLES, 43));
    }

    @Override
    protected List<String> models() {
        var names = new ArrayList<String>();
        tasks.forEach(task -> kinds.keySet().forEach(kind -> names.add(task.name + " " + kind)));
        return names;
    }

    @Override
    protected void run(String name, long seed) {
        Task task = tasks.stream().filter(t -> name.startsWith(t.name)).findFirst().orElseThrow();
        var builder =
                FlowMatching.builder()
                        .source(task.source)
                        .network(
                                Networks.timed(
                                        Networks.mlp(64, 64, 64).activation(Activation.ELU), 4));
        try (FlowMatching model =
                kinds.get(name.substring(task.name.length() + 1)).apply(builder).build()) {
            long start = System.nanoTime();
            train(
                    model,
                    task.data,
                    STEPS,
                    training ->
                            training.batchSize(BATCH)
                                    .learningRate(2e-3)
                                    .schedule(Schedule.cosine()),
                    name,
                    seed);
            add(name, seed, "seconds", (System.nanoTime() - start) / 1e9);
            measure(task, name, model, seed);
        }
    }

    private void measure(Task task, String name, FlowMatching model, long seed) {
        double[][] z = DataSet.of(model.codes(SAMPLES, 1_000 * seed)).toArray();
        double[][] fresh = task.fresh.toArray();
        double least = Math.pow(Transport.wasserstein(z, fresh, 2), 2);
        for (int evaluations : EVALUATIONS) {
            double[][] x = model.move(z, 0, 1, OdeSolver.euler(evaluations)).x();
            add(name, seed, "W2 at " + evaluations, Transport.wasserstein(x, fresh, 2));
        }
        add(name, seed, "W2 of data", Transport.wasserstein(task.data, task.fresh, 2));
        double[] ways = ways(model, z);
        add(name, seed, "energy over W2²", ways[0] / least);
        add(name, seed, "length", ways[1]);
        add(name, seed, "W2 from source", Math.sqrt(least));
        var adaptive = model.move(z, 0, 1, OdeSolver.dormandPrince(1e-4));
        add(name, seed, "evaluations of Dormand-Prince", adaptive.evaluations());
    }

    /** E ∫ |v|² dt and E ∫ |v| dt along the ways, by a hundred steps. */
    private static double[] ways(FlowMatching model, double[][] z) {
        int steps = 100;
        var sums = new double[2];
        double[][] x = Arrays.stream(z).map(double[]::clone).toArray(double[][]::new);
        for (int s = 0; s < steps; s++) {
            double[][] v = model.velocity(x, (double) s / steps);
            for (int i = 0; i < x.length; i++) {
                double length = Math.hypot(v[i][0], v[i][1]);
                sums[0] += length * length / steps / x.length;
                sums[1] += length / steps / x.length;
                x[i][0] += v[i][0] / steps;
                x[i][1] += v[i][1] / steps;
            }
        }
        return sums;
    }

    private void add(String name, long seed, String metric, double value) {
        results().add("flow-couplings", name, seed, metric, value);
    }

    public static void main(String[] arguments) {
        main(new FlowCouplings(), arguments);
    }
}
