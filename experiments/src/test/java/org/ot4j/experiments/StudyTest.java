package org.ot4j.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.model.kantorovich.Mke;
import org.ot4j.network.Networks;
import org.ot4j.training.Moment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class StudyTest {
    private final List<String> runs = new ArrayList<>();
    private final StringWriter errors = new StringWriter();
    private CommandLine line;
    @TempDir private Path folder;

    /** Measures its seed; model b breaks its bound with seed 2. */
    @Command(name = "pretended")
    private final class Pretended extends Study {
        Pretended() {
            super("nowhere.csv", "quick");
        }

        @Override
        protected List<String> models() {
            return List.of("a", "b");
        }

        @Override
        protected void run(String model, long seed) {
            runs.add(model + seed + " " + steps(100));
            results()
                    .add(
                            "pretended",
                            model,
                            seed,
                            "half",
                            seed / 2.0,
                            seed == 1 ? 0.25 : Double.NaN);
            bound(!model.equals("b") || seed != 2, model, seed, "half = 1");
        }
    }

    @BeforeEach
    void prepare() {
        line = new CommandLine(new Pretended()).setErr(new PrintWriter(errors));
    }

    private int study(String... options) {
        var all = new ArrayList<>(List.of(options));
        all.add("--out=" + folder.resolve("results/rows.csv"));
        return line.execute(all.toArray(String[]::new));
    }

    @Test
    void everyModelRunsWithEverySeedAndRowsAreAdded() throws IOException {
        assertEquals(0, study("--seeds=1,3", "--models=b"));
        assertEquals(0, study("--seeds=4"));
        assertEquals(List.of("b1 100", "b3 100", "a4 100", "b4 100"), runs);
        assertEquals(
                """
                experiment,model,seed,scale,metric,value,paper
                pretended,b,1,quick,half,0.500000,0.25
                pretended,b,3,quick,half,1.50000,
                pretended,a,4,quick,half,2.00000,
                pretended,b,4,quick,half,2.00000,
                """,
                Files.readString(folder.resolve("results/rows.csv")));
    }

    @Test
    void whatTheResultsHaveIsLeftOutUnlessItIsAskedForAgain() throws IOException {
        study("--seeds=1");
        String before = Files.readString(folder.resolve("results/rows.csv"));
        study("--seeds=1,2", "--models=a");
        assertEquals(List.of("a1 100", "b1 100", "a2 100"), runs);
        study("--seeds=1", "--models=a", "--again");
        assertEquals("a1 100", runs.get(3));
        assertEquals(
                before.lines().sorted().toList(),
                Files.readString(folder.resolve("results/rows.csv"))
                        .lines()
                        .filter(row -> !row.contains(",2,"))
                        .sorted()
                        .toList());
    }

    /** Trains a small model, and fails in the middle as often as it is told to. */
    @Command(name = "interrupted")
    private static final class Interrupted extends Study {
        private int failures;
        private float[] weights;

        Interrupted(int failures) {
            super("nowhere.csv", "quick");
            this.failures = failures;
        }

        @Override
        protected List<String> models() {
            return List.of("a line");
        }

        @Override
        protected void run(String name, long seed) {
            try (var model =
                    Mke.primal(Distortion.squaredEuclidean())
                            .prior(Prior.standardNormal(1))
                            .generator(Networks.linear())
                            .build()) {
                var data = GaussianMixture.line(0.5, 1).sample(20, 1);
                train(
                        model,
                        data,
                        520,
                        training -> training.batchSize(10).onEpoch(this::failInTheMiddle),
                        name,
                        seed);
                weights = model.generator().weights().values();
                results().add("pretended", name, seed, "slope", weights[0]);
            }
        }

        private void failInTheMiddle(Moment moment) {
            if (moment.step() == 510 && failures-- > 0) {
                throw new IllegalStateException("cut");
            }
        }
    }

    @Test
    void aTrainingThatWasCutGoesOnFromItsCheckpoint() {
        float[] whole = weights(new Interrupted(0), "whole", 0);
        var cut = new Interrupted(1);
        weights(cut, "cut", 1);
        assertTrue(Files.exists(folder.resolve("cut/interrupted/a-line-520-1.ot4j")));
        assertFalse(Files.exists(folder.resolve("cut.csv")));
        assertArrayEquals(whole, weights(cut, "cut", 0));
    }

    private float[] weights(Interrupted study, String name, int code) {
        var errors = new StringWriter();
        assertEquals(
                code,
                new CommandLine(study)
                        .setErr(new PrintWriter(errors))
                        .execute(
                                "--seeds=1",
                                "--out=" + folder.resolve(name + ".csv"),
                                "--checkpoints=" + folder.resolve(name)),
                errors::toString);
        return study.weights;
    }

    @Test
    void aBrokenBoundIsTheExitCodeOfAStudyThatRanToItsEnd() {
        assertEquals(1, study());
        assertEquals(10, runs.size());
    }

    @Test
    void stepsAreTheUsualOnesOrThoseAskedFor() {
        study("--seeds=1", "--models=a", "--steps=7");
        assertEquals(List.of("a1 7"), runs);
    }

    @Test
    void whatIsUnknownIsToldBeforeAnythingRuns() {
        assertEquals(2, study("--models=a,c"));
        assertTrue(
                errors.toString().startsWith("--models = c: expected some of a,b"),
                () -> errors + "");
        assertEquals(2, study("--steps=0"));
        assertEquals(2, study("--seeds=one"));
        assertEquals(List.of(), runs);
    }

    /** A study that an executor can make. */
    @Command(name = "sent")
    static final class Sent extends Study {
        Sent() {
            super("nowhere.csv", "quick");
        }

        @Override
        protected List<String> models() {
            return List.of("a", "b");
        }

        @Override
        protected void run(String model, long seed) {
            if (model.equals("b") && seed == 3) {
                throw new IllegalStateException("no luck");
            }
            results().add("sent", model, seed, "steps", steps(100));
            bound(seed != 2, model, seed, "seed 2");
        }
    }

    @Test
    void onSparkTheRowsAreTheSameAndAFailureEndsAlone() throws IOException {
        for (String master : new String[] {"--again", "--master=local[2]"}) {
            Path rows = folder.resolve("sent" + master.length() + ".csv");
            int code =
                    new CommandLine(new Sent())
                            .setErr(new PrintWriter(errors))
                            .execute(
                                    "--seeds=1-2,5",
                                    "--steps=7",
                                    "--models=a",
                                    "--out=" + rows,
                                    master);
            assertEquals(1, code, "the bound that seed 2 breaks");
            assertEquals(
                    """
                    experiment,model,seed,scale,metric,value,paper
                    sent,a,1,quick,steps,7.00000,
                    sent,a,2,quick,steps,7.00000,
                    sent,a,5,quick,steps,7.00000,
                    """,
                    Files.readString(rows));
        }
        Path rows = folder.resolve("failed.csv");
        int code =
                new CommandLine(new Sent())
                        .execute("--seeds=3", "--out=" + rows, "--master=local[2]");
        assertEquals(1, code);
        assertEquals(2, Files.readAllLines(rows).size(), "the row of model a");
    }

    @Test
    void seedsThatAreNoRangeAreRefused() {
        assertEquals(2, study("--seeds=5-1"));
        assertEquals(2, study("--seeds=x"));
        assertTrue(errors.toString().contains("--seeds = x: expected whole numbers"), "" + errors);
    }
}
