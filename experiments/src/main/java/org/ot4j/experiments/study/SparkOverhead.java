package org.ot4j.experiments.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.ot4j.experiments.Study;
import org.ot4j.spark.Spark;
import org.ot4j.spark.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What Spark's embedded master adds to long tasks: the same work there and on as many plain
 * threads, by turns, on the clock. Needs an otherwise idle machine.
 */
@Command(
        name = "spark-overhead",
        mixinStandardHelpOptions = true,
        description = "the clock of long tasks on Spark's embedded master and on plain threads")
public final class SparkOverhead implements Callable<Integer> {
    private static final double MOST = 0.10;

    @Option(names = "--tasks", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
    private int tasks;

    @Option(names = "--cores", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
    private int cores;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "of a task, about; default: ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--rounds", defaultValue = "2", description = "default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--quick", description = "tasks of two seconds, nothing written")
    private boolean quick;

    @Option(names = "--out", defaultValue = "experiments/results/spark-overhead.csv")
    private Path out;

    /** Measures. */
    public static void main(String[] arguments) {
        Study.main(new SparkOverhead(), arguments);
    }

    /** So many pieces of work. */
    private record Pieces(int count) implements Tasks.Work<Integer, Double> {
        @Override
        public Double run(Integer task) {
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += TaskCosts.work(1_000 * task + k);
            }
            return sum;
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Integer> all = IntStream.range(0, tasks).boxed().toList();
        try (SparkSession spark = Spark.session("local[" + cores + "]")) {
            onThreads(all, new Pieces(8)); // until it is compiled
            onSpark(spark, all, new Pieces(8));
            double piece = onThreads(all, new Pieces(8)) * cores / (8.0 * tasks);
            var work = new Pieces((int) Math.max(1, (quick ? 2 : seconds) / piece));
            var lines = new ArrayList<>(List.of("where,round,tasks,cores,seconds"));
            double here = 0;
            double there = 0;
            for (int round = 1; round <= rounds; round++) {
                double threads = onThreads(all, work);
                double sparks = onSpark(spark, all, work);
                here += threads;
                there += sparks;
                lines.add(line("threads", round, threads));
                lines.add(line("spark", round, sparks));
            }
            lines.forEach(System.out::println);
            double overhead = there / here - 1;
            System.out.printf(
                    Locale.ROOT, "overhead of the embedded master: %.1f %%%n", 100 * overhead);
            if (quick) {
                return 0;
            }
            Files.createDirectories(out.toAbsolutePath().getParent());
            Files.write(out, lines);
            return overhead <= MOST ? 0 : 1;
        }
    }

    private String line(String where, int round, double time) {
        return String.format(Locale.ROOT, "%s,%d,%d,%d,%.4g", where, round, tasks, cores, time);
    }

    private static double onSpark(SparkSession spark, List<Integer> all, Pieces work) {
        long start = System.nanoTime();
        var failed =
                Tasks.run(spark, "work", all, work, k -> "task " + k).stream()
                        .filter(end -> end.failure() != null)
                        .findFirst();
        failed.ifPresent(
                end -> {
                    throw new IllegalStateException(end.reason());
                });
        return (System.nanoTime() - start) / 1e9;
    }

    private double onThreads(List<Integer> all, Pieces work) throws Exception {
        long start = System.nanoTime();
        var pool = Executors.newFixedThreadPool(cores);
        try {
            List<Callable<Double>> calls =
                    all.stream().map(k -> (Callable<Double>) () -> work.run(k)).toList();
            for (Future<Double> each : pool.invokeAll(calls)) {
                each.get();
            }
        } finally {
            pool.shutdown();
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
