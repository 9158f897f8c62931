package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.evaluation.Comparison;
import org.ot4j.model.LatentModel;

class StudyTest {
    private static SparkSession spark;
    @TempDir Path folder;

    @BeforeAll
    static void start() {
        spark = Spark.session("local[2]"); // that of the class before, if there was one
    }

    private static List<Path> rows(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("rows"))) {
            // Hadoop puts checksums beside them.
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void sameFiguresHereAndOnSpark() {
        Study<LatentModel> study = Studies.ring(60).seeds(1, 2);
        Comparison here = study.here();
        Comparison there = study.on(spark);
        assertEquals(here.longTable().print(), there.longTable().print());
        assertEquals(4, there.longTable().rowCount());
        assertEquals("narrow", there.table().getString(0, 0));
    }

    /** A path, and the same as an address, which goes through Hadoop's file systems. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsThereIsNotDoneAgain(boolean address) throws IOException {
        String place = address ? folder.toUri().toString() : folder.toString();
        Study<LatentModel> study = Studies.ring(60).seeds(1, 2).folder(place).checkpointEvery(20);
        String first = study.on(spark).longTable().print();
        List<Path> rows = rows(folder);
        assertEquals(4, rows.size());
        String known = Files.readString(rows.get(0));
        Files.deleteIfExists(folder.resolve("rows/." + rows.get(0).getFileName() + ".crc"));
        Files.writeString(rows.get(0), known.replaceFirst("\"value\": [^,]+", "\"value\": 7.0"));
        Files.delete(rows.get(1));
        String again = study.on(spark).longTable().print();
        assertTrue(again.contains("7"), again);
        Files.writeString(rows.get(0), known);
        assertEquals(first, study.here().longTable().print());
    }

    @Test
    void aChangedStudyTakesNothingOfWhatItWas() throws IOException {
        Study<LatentModel> study = Studies.ring(20).seeds(1).folder(folder.toString());
        study.on(spark);
        Comparison more = study.training(t -> t.steps(40).batchSize(50)).on(spark);
        assertEquals(4, rows(folder).size());
        assertEquals(
                Studies.ring(40).seeds(1).here().longTable().print(), more.longTable().print());
    }

    @Test
    void aRunThatFailsIsNamedAndTheOthersEnd() {
        Study<LatentModel> study =
                Studies.ring(20)
                        .seeds(1, 2)
                        .judge(
                                (model, scores) -> {
                                    if (scores.seed() == 2) {
                                        throw new IllegalStateException("no luck");
                                    }
                                    scores.add("one", 1);
                                });
        for (Executable run : List.<Executable>of(() -> study.on(spark), study::here)) {
            var failure = assertThrows(StudyFailure.class, run);
            assertEquals(2, failure.failures().size());
            assertTrue(
                    failure.getMessage().startsWith("2 of 4 runs failed:\nnarrow, seed 2, {"),
                    failure.getMessage());
            assertTrue(failure.getMessage().contains("\"steps\":20"), failure.getMessage());
            assertTrue(failure.getMessage().contains("no luck"), failure.getMessage());
            assertEquals(1, failure.comparison().value("wide", "one").value());
        }
    }

    @Test
    void stoppedItGivesWhatWasMeasured() throws InterruptedException {
        Study<LatentModel> study = Studies.ring(1_000_000).seeds(1, 2).folder(folder.toString());
        var result = new AtomicReference<Comparison>();
        var thread = new Thread(() -> result.set(study.on(spark)));
        thread.start();
        while (spark.sparkContext().statusTracker().getActiveJobIds().length < 4) {
            Thread.sleep(10);
        }
        thread.interrupt();
        thread.join(Duration.ofMinutes(2).toMillis());
        assertEquals(0, result.get().longTable().rowCount());
        for (SparkExecutorInfo executor : spark.sparkContext().statusTracker().getExecutorInfos()) {
            assertEquals(0, executor.numRunningTasks(), "nothing writes any more");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeTheJob() {
        Study<LatentModel> study = Studies.ring(20);
        refused("name = wide: expected none of", () -> study.model("wide", Studies.vae(1)));
        refused("seeds = [1, 1]", () -> study.seeds(1, 1));
        refused("folder = ht+tp://x y", () -> study.folder("ht+tp://x y"));
        refused(
                "model narrow: batchSize = 501",
                () -> study.training(t -> t.batchSize(501)).on(spark));
        refused(
                "model narrow: settings = ",
                () -> study.training(t -> t.timeBudget(Duration.ofSeconds(1))).on(spark));
        refused("models = none", () -> Study.of(new double[][] {{0}, {1}}).on(spark));
        refused(
                "judge = null",
                () ->
                        Study.of(LatentModel.class, new double[][] {{0}, {1}})
                                .model("a", Studies.vae(1))
                                .on(spark));
        var unsent = new Object();
        refused(
                "judge = something that uses a java.lang.Object",
                () -> study.judge((m, s) -> s.add("x", unsent.hashCode())).on(spark));
    }

    private static void refused(String start, Executable call) {
        var error = assertThrows(IllegalArgumentException.class, call);
        assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }
}
