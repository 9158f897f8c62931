package org.ot4j.experiments.bench;

import static org.ot4j.experiments.bench.BenchServer.doubles;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.NetworkSimplex;

/** The Java side of {@code experiments/bench/transport.py}. */
final class TransportBench {
    // The inputs of the last case: the next round most often has the same.
    private Map<String, String> loaded = Map.of();
    private TransportProblem problem;

    private TransportBench() {}

    public static void main(String[] arguments) throws IOException {
        var bench = new TransportBench();
        new BenchServer().add("exact", bench::exact).add("sinkhorn", bench::sinkhorn).serve();
    }

    private Map<String, Object> exact(Map<String, String> options) {
        TransportProblem problem = load(options);
        int threads = Integer.parseInt(options.get("threads"));
        var builder = NetworkSimplex.builder();
        var solver = (threads > 0 ? builder.threads(threads) : builder).build();
        long start = System.nanoTime();
        TransportResult result = solver.solve(problem);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of(
                "seconds", seconds,
                "value", result.value(),
                "gap", result.certificate().gap(),
                "converged", result.converged(),
                "pivots", result.iterations(),
                "peakHeapMib", peakHeapMib());
    }

    private Map<String, Object> sinkhorn(Map<String, String> options) {
        TransportProblem problem = load(options);
        int threads = Integer.parseInt(options.get("threads"));
        var builder =
                Sinkhorn.builder()
                        .epsilon(Double.parseDouble(options.get("epsilon")))
                        .tolerance(Double.parseDouble(options.get("tolerance")))
                        .maxIterations(Integer.parseInt(options.get("iterations")));
        if (threads > 0) {
            builder.threads(threads);
        }
        if (options.containsKey("online")) {
            builder.online(true);
        }
        if (options.containsKey("plain")) {
            builder.acceleration(Sinkhorn.Acceleration.NONE).scaling(false);
        }
        var solver = builder.build();
        long start = System.nanoTime();
        TransportResult result = solver.solve(problem);
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] b = problem.b();
        double[] sums = options.containsKey("online") ? b : result.targetMarginal();
        double squares = 0;
        for (int j = 0; j < b.length; j++) {
            squares += (sums[j] - b[j]) * (sums[j] - b[j]);
        }
        return Map.of(
                "seconds", seconds,
                "value", result.value(),
                "cost", result.cost(),
                "error1", result.error(),
                "error2", Math.sqrt(squares),
                "converged", result.converged(),
                "iterations", result.iterations(),
                "peakHeapMib", peakHeapMib());
    }

    /** The problem of the options x, y, d, a, b, or costs, a, b where {@code given=matrix}. */
    private TransportProblem load(Map<String, String> options) {
        var inputs = new HashMap<>(options);
        inputs.keySet().retainAll(Set.of("given", "x", "y", "d", "a", "b", "costs"));
        if (!inputs.equals(loaded)) {
            problem = null;
            double[] a = doubles(options.get("a"));
            double[] b = doubles(options.get("b"));
            if (options.get("given").equals("matrix")) {
                double[] costs = doubles(options.get("costs"));
                problem = TransportProblem.of(CostMatrix.flat(costs, a.length, b.length), a, b);
            } else {
                int d = Integer.parseInt(options.get("d"));
                problem =
                        TransportProblem.between(
                                Measure.flat(doubles(options.get("x")), d, a),
                                Measure.flat(doubles(options.get("y")), d, b));
            }
            loaded = inputs;
        }
        return problem;
    }

    private static long peakHeapMib() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += pool.getPeakUsage().getUsed();
            }
        }
        return bytes >> 20;
    }
}
