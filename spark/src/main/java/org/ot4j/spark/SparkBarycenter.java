package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.ot4j.base.Progress;
import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.barycenter.FixedSupportBarycenter;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.SoftMinimum;
import scala.Tuple2;

/**
 * The entropic barycenter of many measures on a common support, by iterative Bregman projections
 * (Benamou et al. 2015), as {@link FixedSupportBarycenter} finds it on one machine.
 *
 * <pre>{@code
 * var result = SparkBarycenter.of(pixels, 0.01).solve(spark, histograms);    // double[K][n]
 * result.measure();
 * }</pre>
 *
 * Potentials stay where their measures are; an iteration sends one number for each point of the
 * support to the executors, and as many come back from each partition, merged in a fixed order: the
 * result is the same to the last bit on any number of executors. One that is lost costs time: what
 * it had is computed again.
 */
public final class SparkBarycenter {
    private static final int MOST_PARTITIONS = 256;
    private static final int LEAST_MEASURES = 8;
    private static final double SAME_MASS = 1e-6;

    private final Measure support;
    private final double epsilon;
    private final Cost cost;
    private final double tolerance;
    private final int maxIterations;

    private SparkBarycenter(
            Measure support, double epsilon, Cost cost, double tolerance, int maxIterations) {
        this.support = support;
        this.epsilon = epsilon;
        this.cost = cost;
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
    }

    /**
     * At squared Euclidean cost, with tolerance 1e-7 and at most 10,000 iterations.
     *
     * @param support the points of all measures and of the barycenter, of any kind; its weights are
     *     ignored
     * @param epsilon the weight of the entropy, above 0, in units of cost
     */
    public static SparkBarycenter of(Object support, double epsilon) {
        return new SparkBarycenter(
                Measure.checked(support, "support"),
                Check.positive(epsilon, "epsilon"),
                Cost.squaredEuclidean(),
                1e-7,
                10_000);
    }

    /** The ground cost, symmetric, and one that can be serialised. */
    public SparkBarycenter cost(Cost value) {
        Check.notNull(value, "cost");
        return new SparkBarycenter(support, epsilon, value, tolerance, maxIterations);
    }

    /**
     * Stops when the plans' marginals on the support differ from the barycenter by less than this,
     * in Σ|·|.
     */
    public SparkBarycenter tolerance(double value) {
        Check.notNegative(value, "tolerance");
        return new SparkBarycenter(support, epsilon, cost, value, maxIterations);
    }

    /** Maximum number of iterations; after that, not converged. */
    public SparkBarycenter maxIterations(int value) {
        Check.atLeast(value, 1, "maxIterations");
        return new SparkBarycenter(support, epsilon, cost, tolerance, value);
    }

    /**
     * The barycenter of measures that count the same.
     *
     * @param weights [K, n]: of each measure the weights of the support's points, at least 0, of
     *     sum 1
     * @throws IllegalArgumentException if they are not
     * @throws java.util.concurrent.CancellationException if the user stops it
     */
    public FixedSupportBarycenter.Result solve(SparkSession spark, double[][] weights) {
        Check.notNull(spark, "spark");
        check(weights);
        Spark.requireSerializable(cost, "cost");
        int count = weights.length;
        int each = Math.max(LEAST_MEASURES, (count + MOST_PARTITIONS - 1) / MOST_PARTITIONS);
        var chunks = new ArrayList<Chunk>();
        for (int from = 0; from < count; from += each) {
            chunks.add(
                    new Chunk(
                            chunks.size(),
                            Arrays.copyOfRange(weights, from, Math.min(count, from + each))));
        }
        return Spark.stoppable(() -> solve(spark, chunks, count));
    }

    private FixedSupportBarycenter.Result solve(SparkSession spark, List<Chunk> chunks, int count) {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var worker = new Worker(support.points(), cost, epsilon, 1.0 / count);
        Probe.executors(spark, worker, null);
        var sent = context.broadcast(worker);
        JavaRDD<Chunk> kept =
                context.parallelize(chunks, chunks.size()).persist(StorageLevel.MEMORY_AND_DISK());
        var means = new ArrayList<Broadcast<double[]>>();
        try (var progress = Progress.start("barycenter", 0)) {
            return iterate(context, kept, sent, means, progress);
        } finally {
            Spark.clearUp(
                    () -> {
                        kept.unpersist();
                        sent.destroy();
                        means.forEach(Broadcast::destroy);
                    });
        }
    }

    private void check(double[][] weights) {
        int n = Check.points(weights, "weights");
        Check.that(n == support.size(), "weights[0].length", n, support.size() + " points");
        for (int k = 0; k < weights.length; k++) {
            double sum = Vectors.sum(Check.notNegative(weights[k], "weights[" + k + "]"));
            Check.that(Math.abs(sum - 1) <= SAME_MASS, "sum of weights[" + k + "]", sum, "1");
        }
    }

    private FixedSupportBarycenter.Result iterate(
            JavaSparkContext context,
            JavaRDD<Chunk> chunks,
            Broadcast<Worker> sent,
            List<Broadcast<double[]>> means,
            Progress progress) {
        int n = support.size();
        double[] mean = {};
        double error = Double.POSITIVE_INFINITY;
        // The error of an iteration needs its mean, so that the next one brings it.
        for (int t = 0; ; t++) {
            int step = t;
            var known = List.copyOf(means);
            JavaPairRDD<Integer, double[]> parts =
                    chunks.mapToPair(
                            chunk ->
                                    new Tuple2<>(
                                            chunk.place,
                                            Cores.within(
                                                    () -> sent.value().step(chunk, step, known))));
            double[] sums =
                    InOrder.merged(
                            "barycenter, iteration " + (t + 1),
                            parts,
                            chunks.getNumPartitions(),
                            SparkBarycenter::sum);
            if (t > 0) {
                error = sums[n];
                progress.update(t, "error %.1e".formatted(error));
            }
            if (t > 0 && (error <= tolerance || t == maxIterations)) {
                var weights = new double[n];
                for (int i = 0; i < n; i++) {
                    weights[i] = Math.exp(mean[i]) / n;
                }
                return new FixedSupportBarycenter.Result(
                        support.withWeights(weights).normalized(), t, error, error <= tolerance);
            }
            mean = new double[n];
            for (int i = 0; i < n; i++) {
                mean[i] = -sums[i] / epsilon;
            }
            means.add(context.broadcast(mean));
        }
    }

    private static double[] sum(double[] earlier, double[] later) {
        for (int i = 0; i < earlier.length; i++) {
            earlier[i] += later[i];
        }
        return earlier;
    }

    /** Measures that follow each other. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(int place, double[][] weights) implements Serializable {}

    /**
     * What executors do. The potentials of a chunk follow from the means of all iterations: they
     * are kept for the next one, and made again where they are not there.
     */
    static final class Worker implements Serializable {
        private final double[][] points;
        private final Cost cost;
        private final double epsilon;
        private final double lambda;
        private transient CostMatrix costs;
        private transient CostMatrix back;
        private transient ConcurrentHashMap<Integer, State> states;

        Worker(double[][] points, Cost cost, double epsilon, double lambda) {
            this.points = points;
            this.cost = cost;
            this.epsilon = epsilon;
            this.lambda = lambda;
        }

        /** The potentials f of a chunk's measures, their soft minima φ, and what it sends. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record State(int step, double[][] f, double[][] phi, double[] sums) {}

        /**
         * Σ λ φ of this iteration, and the error of the one before.
         *
         * @param means of the iterations before
         * @return [n + 1]
         */
        double[] step(Chunk chunk, int step, List<Broadcast<double[]>> means) {
            prepare();
            State state = states.get(chunk.place);
            if (state == null || state.step > step) {
                state = next(chunk, null, null);
            }
            while (state.step < step) {
                state = next(chunk, state, means.get(state.step).value());
            }
            states.put(chunk.place, state);
            return state.sums.clone();
        }

        private synchronized void prepare() {
            if (states == null) {
                Measure support = Measure.of(points);
                costs = cost.between(support, support).stored();
                back = costs.transposed();
                states = new ConcurrentHashMap<>();
            }
        }

        private State next(Chunk chunk, State before, double[] mean) {
            int n = points.length;
            var uniform = new double[n];
            Arrays.fill(uniform, 1.0 / n);
            var sums = new double[n + 1];
            int count = chunk.weights.length;
            var f = new double[count][n];
            var phi = new double[count][];
            for (int k = 0; k < count; k++) {
                for (int i = 0; before != null && i < n; i++) {
                    double marginal = Math.exp((before.f[k][i] - before.phi[k][i]) / epsilon) / n;
                    sums[n] += lambda * Math.abs(marginal - Math.exp(mean[i]) / n);
                    f[k][i] = epsilon * mean[i] + before.phi[k][i];
                }
                double[] g = SoftMinimum.rows(back, uniform, f[k], epsilon);
                phi[k] = SoftMinimum.rows(costs, chunk.weights[k], g, epsilon);
                for (int i = 0; i < n; i++) {
                    sums[i] += lambda * phi[k][i];
                }
            }
            return new State(before == null ? 0 : before.step + 1, f, phi, sums);
        }
    }
}
