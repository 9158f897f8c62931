package org.ot4j.experiments.bench;

import static org.ot4j.experiments.bench.BenchServer.read;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ot4j.data.DataSet;
import org.ot4j.data.Idx;
import org.ot4j.data.ImageFolder;
import org.ot4j.divergence.Kernel;
import org.ot4j.divergence.Mmd;
import org.ot4j.evaluation.GaussianFit;
import org.ot4j.evaluation.Neighbours;

/** The Java side of {@code experiments/bench/evaluation.py}. */
final class EvaluationBench {
    private final Map<String, double[][]> points = new HashMap<>();

    private EvaluationBench() {}

    public static void main(String[] arguments) throws IOException {
        var bench = new EvaluationBench();
        new BenchServer()
                .add("idx", bench::idx)
                .add("folder", bench::folder)
                .add("statistics", bench::statistics)
                .add("frechet", bench::frechet)
                .add("mmd", bench::mmd)
                .add("neighbours", bench::neighbours)
                .serve();
    }

    /** Reads the files and goes through all samples once, in batches. */
    private Map<String, Object> idx(Map<String, String> options) throws IOException {
        long start = System.nanoTime();
        DataSet data = Idx.read(Path.of(options.get("images")), Path.of(options.get("labels")));
        double sum = epoch(data);
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "n", data.size(), "sum", sum);
    }

    private Map<String, Object> folder(Map<String, String> options) throws IOException {
        long start = System.nanoTime();
        ImageFolder folder = ImageFolder.of(Path.of(options.get("folder"))).cache(0).size(64, 64);
        if (options.containsKey("crop")) {
            folder = folder.centreCrop(Integer.parseInt(options.get("crop")));
        }
        DataSet data = (options.containsKey("grey") ? folder.grey() : folder).load();
        double sum = epoch(data);
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "n", data.size(), "sum", sum);
    }

    private static double epoch(DataSet data) throws IOException {
        double sum = 0;
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Batch batch : data.toDjl(100, true, 1).getData(manager)) {
                sum += batch.getData().head().sum().getFloat();
                batch.close();
            }
        } catch (TranslateException e) {
            throw new IOException(e);
        }
        return sum;
    }

    private double[][] points(Map<String, String> options, String name) {
        int d = Integer.parseInt(options.get("d"));
        return points.computeIfAbsent(
                options.get(name),
                file -> {
                    double[] flat = read(file);
                    var rows = new double[flat.length / d][];
                    for (int i = 0; i < rows.length; i++) {
                        rows[i] = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
                    }
                    return rows;
                });
    }

    private Map<String, Object> statistics(Map<String, String> options) {
        double[][] x = points(options, "x");
        long start = System.nanoTime();
        GaussianFit fit = GaussianFit.of(x);
        return Map.of(
                "seconds",
                (System.nanoTime() - start) / 1e9,
                "mean",
                fit.mean()[0],
                "covariance",
                fit.covariance()[1]);
    }

    private Map<String, Object> frechet(Map<String, String> options) {
        GaussianFit x = GaussianFit.of(points(options, "x"));
        GaussianFit y = GaussianFit.of(points(options, "y"));
        long start = System.nanoTime();
        double value = x.frechetDistance(y);
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "value", value);
    }

    private Map<String, Object> mmd(Map<String, String> options) {
        double[][] x = points(options, "x");
        double[][] y = points(options, "y");
        double bandwidth = Double.parseDouble(options.get("bandwidth"));
        long start = System.nanoTime();
        double value = Mmd.unbiased(Kernel.rbf(bandwidth)).between(x, y);
        return Map.of("seconds", (System.nanoTime() - start) / 1e9, "value", value);
    }

    private Map<String, Object> neighbours(Map<String, String> options) {
        double[][] x = points(options, "x");
        double[][] y = points(options, "y");
        int k = Integer.parseInt(options.get("k"));
        long start = System.nanoTime();
        Neighbours found = Neighbours.of(x, y, k);
        return Map.of(
                "seconds",
                (System.nanoTime() - start) / 1e9,
                "precision",
                found.precision().value(),
                "recall",
                found.recall().value(),
                "density",
                found.density().value(),
                "coverage",
                found.coverage().value());
    }
}
