package org.ot4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A real cluster on this machine: Spark's own master and workers with a core each, each a process,
 * which start executors as processes of theirs. Everything listens on the loopback address.
 */
final class Cluster implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
    private static final long PATIENCE_SECONDS = 120;

    /** For a Java that ends soon. */
    static final String BRIEF = "-XX:TieredStopAtLevel=1";

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    private final String master;

    /** Starts a master and workers, which keep all that they write in a folder. */
    Cluster(Path folder, int count) throws IOException, InterruptedException {
        this.folder = folder;
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        int k = 0; // a cluster has Spark alone
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.endsWith(".jar")
                    && !entry.contains("junit-platform-console")
                    && !entry.contains("djl")
                    // Where Maven packages before it tests, the library is a jar, too.
                    && !Path.of(entry).getFileName().toString().startsWith("ot4j")) {
                Path jar = Path.of(entry).toAbsolutePath();
                // A number keeps the order, in which the first of two versions wins.
                Files.createSymbolicLink(
                        jars.resolve("%03d-%s".formatted(k++, jar.getFileName())), jar);
            }
        }
        start("master", "org.apache.spark.deploy.master.Master", "--port", "0");
        master = awaitAddress();
        for (int w = 0; w < count; w++) {
            workers.add(
                    start(
                            "worker-" + w,
                            "org.apache.spark.deploy.worker.Worker",
                            "--cores",
                            "1",
                            "--memory",
                            "1g",
                            "--work-dir",
                            folder.resolve("work-" + w).toString(),
                            master));
        }
    }

    private Process start(String name, String main, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", BRIEF, "-cp", folder.resolve("home/jars") + "/*"));
        command.addAll(List.of(main, "--host", "127.0.0.1", "--webui-port", "0"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("SPARK_HOME", folder.resolve("home").toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private String awaitAddress() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            Matcher found = ADDRESS.matcher(Files.readString(log("master")));
            if (found.find()) {
                return found.group();
            }
            Thread.sleep(50);
        }
        throw new IOException("no master: " + Files.readString(log("master")));
    }

    /** Its address. */
    String master() {
        return master;
    }

    /**
     * A session on the cluster whose executors have all classes.
     *
     * @param cores that it takes, and so the number of its executors
     */
    SparkSession session(int cores) {
        var local = SparkSession.getDefaultSession();
        if (local.isDefined()) {
            local.get().stop(); // of the test classes before
        }
        System.setProperty("spark.cores.max", "" + cores);
        System.setProperty("spark.executor.memory", "1g");
        System.setProperty("spark.executor.extraClassPath", classPath());
        System.setProperty("spark.executor.extraJavaOptions", BRIEF);
        // Its own, empty: executors have to unpack the engine there.
        System.setProperty("spark.executorEnv.DJL_CACHE_DIR", folder.resolve("djl").toString());
        System.setProperty("spark.driver.host", "127.0.0.1");
        System.setProperty("spark.jars", "");
        System.setProperty("spark.task.maxFailures", "2");
        try {
            return Spark.session(master);
        } finally {
            List.of(
                            "spark.cores.max",
                            "spark.executor.memory",
                            "spark.executor.extraClassPath",
                            "spark.executor.extraJavaOptions",
                            "spark.executorEnv.DJL_CACHE_DIR",
                            "spark.driver.host",
                            "spark.jars",
                            "spark.task.maxFailures")
                    .forEach(System::clearProperty);
        }
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The executors that run now. */
    List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(worker -> worker.toHandle().descendants())
                .filter(Cluster::isExecutor)
                .toList();
    }

    private static boolean isExecutor(ProcessHandle process) {
        try {
            Path command = Path.of("/proc", "" + process.pid(), "cmdline");
            return Files.readString(command).contains("CoarseGrainedExecutorBackend");
        } catch (IOException e) {
            return false; // it has just ended
        }
    }

    /** What executors have written into their logs. */
    String executorLogs() {
        var text = new StringBuilder();
        for (int w = 0; w < workers.size(); w++) {
            try (Stream<Path> files = Files.walk(folder.resolve("work-" + w))) {
                for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
                    text.append(Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    /**
     * Its folder may go then: JUnit warns of each link that it finds in a folder that it deletes.
     */
    @Override
    public void close() throws IOException {
        executors().forEach(ProcessHandle::destroyForcibly);
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
        try (Stream<Path> links = Files.list(folder.resolve("home/jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }
}
