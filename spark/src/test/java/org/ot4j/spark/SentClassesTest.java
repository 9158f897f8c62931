package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.model.LatentModel;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;

/** A cluster that has Spark alone gets the classes of the library and of its user. */
@Tag("full")
class SentClassesTest {
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spark.cores.max", "1",
                    "spark.executor.memory", "1g",
                    "spark.executor.extraJavaOptions", Cluster.BRIEF,
                    "spark.task.maxFailures", "2",
                    "spark.driver.host", "127.0.0.1");

    @TempDir static Path place;
    private static Cluster cluster;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws Exception {
        stop();
        cluster = new Cluster(place, 1);
    }

    @AfterAll
    static void end() throws Exception {
        cluster.close();
    }

    @AfterEach
    void stopped() {
        stop();
    }

    private static void stop() {
        var session = SparkSession.getDefaultSession();
        if (session.isDefined()) {
            session.get().stop();
        }
    }

    private static void measures(SparkSession spark) {
        var a = Measure.of(new double[][] {{0, 0}, {1, 0}});
        var b = Measure.of(new double[][] {{0, 2}, {3, 0}});
        double[][] matrix =
                Distances.of(List.of(a, b), Distance.wasserstein(2)).matrix(spark).matrix();
        assertEquals(Transport.wasserstein(a, b, 2), matrix[0][1]);
    }

    @Test
    void aSessionThatTheUserMadeGetsTheLibrary() throws Exception {
        var builder = SparkSession.builder().master(cluster.master()).appName("theirs");
        SETTINGS.forEach(builder::config);
        try (var spark = builder.getOrCreate()) {
            measures(spark);
        }
    }

    @Test
    void theJarsOfTheUserGoBesideTheLibrarys() throws Exception {
        Path source = folder.resolve("Theirs.java");
        Files.writeString(
                source,
                """
                import org.ot4j.evaluation.Comparison;
                import org.ot4j.model.LatentModel;
                import org.ot4j.spark.Study;
                public class Theirs implements Study.Judge<LatentModel> {
                    public void judge(LatentModel model, Comparison.Scores scores) {
                        scores.add("theirs", 7);
                    }
                }
                """);
        String path = System.getProperty("java.class.path");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-cp", path, source.toString()));
        Path jar = folder.resolve("theirs.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("Theirs.class"));
            Files.copy(folder.resolve("Theirs.class"), out);
        }
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            @SuppressWarnings("unchecked")
            var judge =
                    (Study.Judge<LatentModel>)
                            loader.loadClass("Theirs").getConstructor().newInstance();
            var study = Studies.ring(20).judge(judge).seeds(3);
            try (var spark = Spark.session(cluster.master(), SETTINGS)) {
                var error = assertThrows(IllegalArgumentException.class, () -> study.on(spark));
                assertTrue(
                        error.getMessage().contains("executors that can load Theirs"),
                        error.getMessage());
                Tasks.Work<Integer, String> work = new Named(judge);
                error =
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Tasks.run(spark, "work", List.of(1), work, i -> "task"));
                assertTrue(error.getMessage().contains("Theirs"), error.getMessage());
                measures(spark); // others go on
            }
            System.setProperty("spark.jars", jar.toUri().toString());
            try (var spark = Spark.session(cluster.master(), SETTINGS)) {
                assertEquals(7, study.on(spark).value("narrow", "theirs").value());
            } finally {
                System.clearProperty("spark.jars");
            }
        }
    }

    private record Named(Object what) implements Tasks.Work<Integer, String> {
        @Override
        public String run(Integer task) {
            return what.toString();
        }
    }
}
