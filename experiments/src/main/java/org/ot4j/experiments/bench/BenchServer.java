package org.ot4j.experiments.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Java side of a benchmark suite: reads a case a line from standard input, {@code name
 * key=value ...}, runs it, and answers with one line of JSON. One process runs all cases, so that
 * it is as warm as a notebook's kernel.
 */
final class BenchServer {
    /** Runs a case with its options, and gives what to report: numbers, truths and texts. */
    @FunctionalInterface
    interface BenchCase {
        Map<String, Object> run(Map<String, String> options) throws IOException;
    }

    private static final Gson JSON = new GsonBuilder().serializeNulls().create();

    private static final Map<String, double[]> READ = new HashMap<>();

    private final Map<String, BenchCase> cases = new HashMap<>();

    BenchServer() {
        add("version", options -> Map.of("jdk", Runtime.version().toString()));
        add("settle", options -> settle());
    }

    BenchServer add(String name, BenchCase body) {
        cases.put(name, body);
        return this;
    }

    void serve() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answer(line));
        }
    }

    private String answer(String line) {
        String[] words = line.trim().split(" ", -1);
        var options = new HashMap<String, String>();
        for (int k = 1; k < words.length; k++) {
            int at = words[k].indexOf('=');
            options.put(words[k].substring(0, at), words[k].substring(at + 1));
        }
        try {
            if (!options.isEmpty()) {
                READ.keySet().retainAll(options.values());
            }
            boolean known = ResidentMemory.forgetPeak();
            double resident = ResidentMemory.nowMib().orElse(0);
            double before = processorSeconds();
            var values = new HashMap<>(cases.get(words[0]).run(options));
            values.put("processorSeconds", processorSeconds() - before);
            double peak = ResidentMemory.peakMib().orElse(0);
            values.put("residentMib", (long) peak);
            values.put("memoryMib", known ? Math.max(0, peak - resident) : null);
            return json(values);
        } catch (Exception | OutOfMemoryError e) {
            e.printStackTrace();
            return json(Map.of("error", e.toString()));
        }
    }

    private static double processorSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** So that the next case starts from little memory, and what it needs shows. */
    private static Map<String, Object> settle() {
        try {
            ResidentMemory.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.of();
    }

    /** JSON has no word for what is not finite. */
    private static String json(Map<String, Object> values) {
        var sorted = new TreeMap<>(values);
        sorted.replaceAll((key, v) -> v instanceof Double d && !Double.isFinite(d) ? null : v);
        return JSON.toJson(sorted);
    }

    /**
     * The little-endian doubles of a file. Those of the last case are still there, so that a later
     * round of it needs no memory to read them.
     */
    static double[] doubles(String file) {
        return READ.computeIfAbsent(file, BenchServer::read);
    }

    /** Reads little-endian doubles, for cases that keep them in another form. */
    static double[] read(String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(file));
            var values = new double[bytes.length / Double.BYTES];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes numbers as {@link #doubles} reads them. */
    static void write(String file, NDArray array) {
        write(file, array.toType(DataType.FLOAT64, true).toDoubleArray());
    }

    /** Writes numbers as {@link #doubles} reads them. */
    static void write(String file, double... values) {
        var bytes =
                ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        try {
            Files.write(Path.of(file), bytes.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
