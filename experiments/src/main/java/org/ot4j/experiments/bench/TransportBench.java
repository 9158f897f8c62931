package org.ot4j.experiments.bench;

import static org.ot4j.experiments.bench.BenchServer.doubles;
import static org.ot4j.experiments.bench.BenchServer.read;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.DoubleStream;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.divergence.SlicedWasserstein;
import org.ot4j.network.Tensors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportLoss;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.barycenter.PictureBarycenter;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.gromov.GromovProblem;
import org.ot4j.transport.gromov.GromovWasserstein;
import org.ot4j.transport.laguerre.LaguerreTransport;
import org.ot4j.transport.lowrank.LowRankSinkhorn;
import org.ot4j.transport.map.GaussianTransport;

/** The Java side of {@code experiments/bench/transport.py}. */
final class TransportBench {
    // The inputs of the last case: the next round most often has the same.
    private Map<String, String> loaded = Map.of();
    private TransportProblem problem;

    private TransportBench() {}

    public static void main(String[] arguments) throws IOException {
        var bench = new TransportBench();
        new BenchServer()
                .add("exact", bench::exact)
                .add("sinkhorn", bench::sinkhorn)
                .add("lowrank", bench::lowRank)
                .add("small", TransportBench::small)
                .add("tails", TransportBench::tails)
                .add("penalty", TransportBench::penalty)
                .add("pictures", TransportBench::pictures)
                .add("support", TransportBench::support)
                .add("gromov", TransportBench::gromov)
                .add("gaussian", TransportBench::gaussian)
                .add("line", TransportBench::line)
                .add("laguerre", TransportBench::laguerre)
                .add("sliced", TransportBench::sliced)
                .add("divergence", TransportBench::divergence)
                .serve();
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
        if (options.containsKey("rho")) {
            builder.marginals(Marginal.relaxed(Double.parseDouble(options.get("rho"))));
        }
        if (options.containsKey("plain")) {
            builder.acceleration(Sinkhorn.Acceleration.NONE).scaling(false);
        }
        var solver = builder.build();
        long start = System.nanoTime();
        TransportResult result = solver.solve(problem);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (options.containsKey("potentials")) {
            BenchServer.write(
                    options.get("potentials"),
                    DoubleStream.concat(Arrays.stream(result.f()), Arrays.stream(result.g()))
                            .toArray());
        }
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

    private Map<String, Object> lowRank(Map<String, String> options) {
        TransportProblem problem = load(options);
        int threads = Integer.parseInt(options.get("threads"));
        var builder = LowRankSinkhorn.builder().rank(Integer.parseInt(options.get("rank")));
        if (threads > 0) {
            builder.threads(threads);
        }
        var solver = builder.build();
        long start = System.nanoTime();
        TransportResult result = solver.solve(problem);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of(
                "seconds", seconds,
                "cost", result.cost(),
                "error1", result.error(),
                "converged", result.converged(),
                "iterations", result.iterations(),
                "peakHeapMib", peakHeapMib());
    }

    /** Many problems of n by n costs with equal weights, one after the other. */
    private static Map<String, Object> small(Map<String, String> options) {
        int n = Integer.parseInt(options.get("n"));
        double[] costs = doubles(options.get("costs"));
        var problems = new ArrayList<TransportProblem>();
        for (int at = 0; at < costs.length; at += n * n) {
            double[] own = Arrays.copyOfRange(costs, at, at + n * n);
            problems.add(TransportProblem.of(CostMatrix.flat(own, n, n)));
        }
        var solver = NetworkSimplex.builder().threads(1).build();
        long start = System.nanoTime();
        List<TransportResult> results = problems.stream().map(solver::solve).toList();
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] pivots = results.stream().mapToLong(TransportResult::iterations).sorted().toArray();
        return Map.of(
                "seconds",
                seconds,
                "value",
                results.stream().mapToDouble(TransportResult::value).sum(),
                "gap",
                results.stream().mapToDouble(r -> r.certificate().gap()).max().orElseThrow(),
                "converged",
                results.stream().allMatch(TransportResult::converged),
                "medianPivots",
                pivots[pivots.length / 2],
                "mostPivots",
                pivots[pivots.length - 1]);
    }

    /** Many problems of n by m costs and weights: for each the least time of some rounds. */
    private static Map<String, Object> tails(Map<String, String> options) {
        int n = Integer.parseInt(options.get("n"));
        int m = Integer.parseInt(options.get("m"));
        double[] costs = doubles(options.get("costs"));
        double[] a = doubles(options.get("a"));
        double[] b = doubles(options.get("b"));
        var problems = new ArrayList<TransportProblem>();
        for (int k = 0; k < a.length / n; k++) {
            double[] own = Arrays.copyOfRange(costs, k * n * m, (k + 1) * n * m);
            problems.add(
                    TransportProblem.of(
                            CostMatrix.flat(own, n, m),
                            Arrays.copyOfRange(a, k * n, (k + 1) * n),
                            Arrays.copyOfRange(b, k * m, (k + 1) * m)));
        }
        var solver = NetworkSimplex.builder().threads(1).build();
        var least = new double[problems.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        boolean converged = true;
        for (int round = 0; round < Integer.parseInt(options.get("rounds")); round++) {
            for (int k = 0; k < least.length; k++) {
                long start = System.nanoTime();
                converged &= solver.solve(problems.get(k)).converged();
                least[k] = Math.min(least[k], (System.nanoTime() - start) / 1e9);
            }
        }
        Arrays.sort(least);
        return Map.of(
                "median", least[least.length / 2],
                "most", least[least.length - 1],
                "converged", converged);
    }

    /** The MMD of codes and a prior for seven scales of the kernel, with its gradient. */
    private static Map<String, Object> penalty(Map<String, String> options) {
        var shape = new Shape(Long.parseLong(options.get("n")), Long.parseLong(options.get("d")));
        double c = 2.0 * shape.get(1);
        Kernel[] kernels =
                DoubleStream.of(0.1, 0.2, 0.5, 1, 2, 5, 10)
                        .mapToObj(scale -> Kernel.imq(c * scale))
                        .toArray(Kernel[]::new);
        Mmd mmd = Mmd.unbiased(Kernel.sum(kernels));
        Tensors.newManager().close(); // loads the engine
        JniUtils.setNumThreads(1);
        return withGradient(options, shape, mmd::between);
    }

    private static Map<String, Object> pictures(Map<String, String> options) {
        int side = Integer.parseInt(options.get("side"));
        double[] all = doubles(options.get("pictures"));
        var pictures = new ArrayList<double[][]>();
        for (int at = 0; at < all.length; at += side * side) {
            var picture = new double[side][];
            for (int i = 0; i < side; i++) {
                picture[i] = Arrays.copyOfRange(all, at + i * side, at + (i + 1) * side);
            }
            pictures.add(picture);
        }
        var solver = PictureBarycenter.of(Double.parseDouble(options.get("epsilon")));
        long start = System.nanoTime();
        var found = solver.solve(pictures);
        double seconds = (System.nanoTime() - start) / 1e9;
        double squares =
                Arrays.stream(found.picture())
                        .flatMapToDouble(Arrays::stream)
                        .map(t -> t * t)
                        .sum();
        return Map.of(
                "seconds", seconds,
                "squares", squares,
                "error1", found.error(),
                "converged", found.converged(),
                "iterations", found.iterations());
    }

    /** The barycenter of measures on the same points. */
    private static Map<String, Object> support(Map<String, String> options) {
        double[] x = doubles(options.get("x"));
        double[] masses = doubles(options.get("masses"));
        int d = Integer.parseInt(options.get("d"));
        int n = x.length / d;
        var measures = new ArrayList<Measure>();
        for (int at = 0; at < masses.length; at += n) {
            measures.add(Measure.flat(x, d, Arrays.copyOfRange(masses, at, at + n)));
        }
        var solver =
                FixedSupportBarycenter.builder()
                        .epsilon(Double.parseDouble(options.get("epsilon")))
                        .tolerance(1e-9)
                        .build();
        long start = System.nanoTime();
        var found = solver.solve(measures.get(0), measures);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of(
                "seconds", seconds,
                "squares", Arrays.stream(found.measure().weights()).map(t -> t * t).sum(),
                "converged", found.converged(),
                "iterations", found.iterations());
    }

    private static Map<String, Object> gromov(Map<String, String> options) {
        int n = Integer.parseInt(options.get("n"));
        var problem =
                GromovProblem.of(
                        square(doubles(options.get("c")), n), square(doubles(options.get("d")), n));
        var builder =
                GromovWasserstein.builder()
                        .start(GromovWasserstein.Start.valueOf(options.get("start")));
        if (options.containsKey("epsilon")) {
            builder.epsilon(Double.parseDouble(options.get("epsilon")))
                    .tolerance(Double.parseDouble(options.get("tolerance")));
        }
        var solver = builder.build();
        long start = System.nanoTime();
        var found = solver.solve(problem);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of(
                "seconds", seconds,
                "value", found.value(),
                "structure", found.structure(),
                "converged", found.converged(),
                "iterations", found.iterations());
    }

    private static Map<String, Object> gaussian(Map<String, String> options) {
        int d = Integer.parseInt(options.get("d"));
        double[][] a = square(doubles(options.get("a")), d);
        double[][] b = square(doubles(options.get("b")), d);
        long start = System.nanoTime();
        double value = GaussianTransport.between(new double[d], a, new double[d], b).distance();
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "value", value);
    }

    private static double[][] square(double[] flat, int d) {
        var rows = new double[d][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * d, (i + 1) * d));
        return rows;
    }

    private static Map<String, Object> line(Map<String, String> options) {
        double[] x = doubles(options.get("x"));
        double[] y = doubles(options.get("y"));
        long start = System.nanoTime();
        double value = Transport.wasserstein(x, y, Double.parseDouble(options.get("p")));
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "value", value);
    }

    /** From the unit square to points of the plane with equal weights. */
    private static Map<String, Object> laguerre(Map<String, String> options) {
        double[] y = doubles(options.get("y"));
        var weights = new double[y.length / 2];
        Arrays.fill(weights, 2.0 / y.length);
        Measure target = Measure.flat(y, 2, weights);
        long start = System.nanoTime();
        var cells = LaguerreTransport.square().solve(target);
        return Map.of(
                "seconds", (System.nanoTime() - start) / 1e9,
                "cost", cells.cost(),
                "value", cells.value(),
                "error1", cells.error(),
                "converged", cells.converged(),
                "iterations", cells.iterations());
    }

    /** Between points of equal weights, along directions at right angles. */
    private static Map<String, Object> sliced(Map<String, String> options) {
        int d = Integer.parseInt(options.get("d"));
        double[] x = doubles(options.get("x"));
        double[] y = doubles(options.get("y"));
        var weights = new double[x.length / d];
        Arrays.fill(weights, (double) d / x.length);
        var a = Measure.flat(x, d, weights);
        var b = Measure.flat(y, d, weights);
        int directions = Integer.parseInt(options.get("directions"));
        long start = System.nanoTime();
        double value =
                SlicedWasserstein.of(2)
                        .projections(directions)
                        .orthogonalDirections()
                        .between(a, b);
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "value", value);
    }

    /** The divergence of points in single precision, and its gradient. */
    private static Map<String, Object> divergence(Map<String, String> options) {
        var shape = new Shape(Long.parseLong(options.get("n")), Long.parseLong(options.get("d")));
        double epsilon = Double.parseDouble(options.get("epsilon"));
        var solver = Sinkhorn.builder().epsilon(epsilon).threads(1);
        if (options.containsKey("tolerance")) {
            solver.tolerance(Double.parseDouble(options.get("tolerance")));
        }
        var loss = TransportLoss.divergence(solver.build());
        return withGradient(options, shape, loss::of);
    }

    /** A value of x and y in single precision, and its gradient. */
    private static Map<String, Object> withGradient(
            Map<String, String> options, Shape shape, BinaryOperator<NDArray> loss) {
        try (var manager = NDManager.newBaseManager()) {
            NDArray x = single(manager, options.get("x"), shape);
            NDArray y = single(manager, options.get("y"), shape);
            x.setRequiresGradient(true);
            long start = System.nanoTime();
            float value;
            try (var collector = Engine.getInstance().newGradientCollector()) {
                NDArray of = loss.apply(x, y);
                collector.backward(of);
                value = of.getFloat();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (options.containsKey("gradient")) {
                BenchServer.write(options.get("gradient"), x.getGradient());
            }
            return Map.of("seconds", seconds, "value", value);
        }
    }

    private static NDArray single(NDManager manager, String file, Shape shape) {
        return manager.create(doubles(file), shape).toType(DataType.FLOAT32, true);
    }

    /**
     * The problem of the options x, y, d, a, b; or costs, a, b where {@code given=matrix}; or side,
     * a, b where {@code given=pictures}.
     */
    private TransportProblem load(Map<String, String> options) {
        var inputs = new HashMap<>(options);
        inputs.keySet().retainAll(Set.of("given", "x", "y", "d", "side", "a", "b", "costs"));
        if (!inputs.equals(loaded)) {
            problem = null;
            double[] a = read(options.get("a"));
            double[] b = read(options.get("b"));
            switch (options.get("given")) {
                case "matrix" -> {
                    double[] costs = read(options.get("costs"));
                    problem = TransportProblem.of(CostMatrix.flat(costs, a.length, b.length), a, b);
                }
                case "pictures" -> {
                    int side = Integer.parseInt(options.get("side"));
                    problem =
                            TransportProblem.between(
                                    Measure.onGrid(a, side, side), Measure.onGrid(b, side, side));
                }
                default -> {
                    int d = Integer.parseInt(options.get("d"));
                    problem =
                            TransportProblem.between(
                                    Measure.flat(read(options.get("x")), d, a),
                                    Measure.flat(read(options.get("y")), d, b));
                }
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
