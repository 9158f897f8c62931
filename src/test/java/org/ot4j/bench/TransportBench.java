package org.ot4j.bench;

import static org.ot4j.bench.BenchServer.doubles;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import org.ot4j.transport.CostMatrix;
import org.ot4j.transport.Measure;
import org.ot4j.transport.NetworkSimplex;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;

/** The Java side of {@code bench/transport.py}. */
final class TransportBench {
    // The inputs of the last case: the next round most often has the same.
    private Map<String, String> loaded = Map.of();
    private TransportProblem problem;

    private TransportBench() {}

    public static void main(String[] arguments) throws IOException {
        var bench = new TransportBench();
        new BenchServer().add("exact", bench::exact).serve();
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

    /** The problem of the options x, y, d, a, b, or costs, a, b where {@code given=matrix}. */
    private TransportProblem load(Map<String, String> options) {
        if (!options.equals(loaded)) {
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
            loaded = options;
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
