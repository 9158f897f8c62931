package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ot4j.base.Estimate;
import org.ot4j.data.DataSet;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.evaluation.Comparison.Judge;
import org.ot4j.model.LatentModel;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.model.autoencoder.Wae;
import org.ot4j.network.Networks;
import org.ot4j.transport.Transport;
import tech.tablesaw.api.Table;

class ComparisonTest {
    private final Comparison results =
            new Comparison()
                    .add("VAE", "FID", 1, 60)
                    .add("VAE", "FID", 2, 62)
                    .add("VAE", "FID", 3, 64)
                    .add("C|VAE", "FID", 1, Estimate.normal(50.25, 0.5, "jackknife"))
                    .add("VAE", "modes", 1, 25)
                    .paper("VAE", "FID", 63);

    @Test
    void oneRowAModelWithTheIntervalOverSeeds() {
        Table table = results.table();
        assertEquals(List.of("model", "FID", "FID (paper)", "modes"), table.columnNames());
        // 2 / sqrt(3) · 4.302653 = 4.97
        assertEquals("62.0 ± 5.0", table.getString(0, "FID"));
        assertEquals("50.25 ± 0.98", table.getString(1, "FID"));
        assertEquals("63", table.getString(0, "FID (paper)"));
        assertEquals("25", table.getString(0, "modes"));
        assertEquals("", table.getString(1, "modes"));
        assertEquals(62, results.value("VAE", "FID").value());
        assertNull(results.value("VAE", "KID"));
    }

    @Test
    void savesCsvAndMarkdown(@TempDir Path folder) throws Exception {
        String markdown = Files.readString(results.save(folder + "/out/a.md"));
        assertEquals(
                """
                | model | FID | FID (paper) | modes |
                | --- | --- | --- | --- |
                | VAE | 62.0 ± 5.0 | 63 | 25 |
                | C\\|VAE | 50.25 ± 0.98 |  |  |
                """,
                markdown);
        Table csv = Table.read().csv(results.save(folder + "/out/a.csv").toFile());
        assertEquals(5, csv.rowCount());
        assertEquals(
                50.25,
                csv.where(csv.stringColumn("model").isEqualTo("C|VAE"))
                        .doubleColumn("value")
                        .get(0));
        assertTrue(csv.columnNames().contains("estimator"));
        assertThrows(IllegalArgumentException.class, () -> results.save("a.txt"));
    }

    @Test
    void readsRecordedRunsOfOneExperiment(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recorded.csv");
        Files.writeString(
                file,
                """
                experiment,model,seed,scale,metric,value,paper
                digits,VAE,1,quick,FID,60,
                digits,VAE,2,quick,FID,64,
                digits,"WAE, MMD",1,quick,steps,500,
                faces,VAE,1,paper,FID,80.5,82
                """);
        Comparison digits = Comparison.read(file.toString(), "digits");
        assertEquals(62, digits.value("VAE", "FID").value());
        assertEquals(500, digits.value("WAE, MMD", "steps").value());
        assertEquals(List.of("model", "FID"), digits.table("FID").columnNames());
        Table faces = Comparison.read(file.toString(), "faces").table();
        assertEquals("80.5", faces.getString(0, "FID"));
        assertEquals("82", faces.getString(0, "FID (paper)"));
        assertThrows(IllegalArgumentException.class, () -> digits.table("KID"));
        var noSuch =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Comparison.read(file.toString(), "cats"));
        assertTrue(noSuch.getMessage().contains("digits"), noSuch.getMessage());
        assertThrows(
                IllegalArgumentException.class, () -> Comparison.read(folder + "/no.csv", "faces"));
        Files.writeString(file, "experiment,model\nfaces,VAE\n");
        assertThrows(
                IllegalArgumentException.class, () -> Comparison.read(file.toString(), "faces"));
    }

    @Test
    void aMalformedNumberIsNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("recorded.csv");
        String head = "experiment,model,seed,metric,value,paper\ndigits,VAE,1,FID,60,\n";
        for (String row : new String[] {"x,FID,60,", "2,FID,6o,", "2,FID,60,sixty"}) {
            Files.writeString(file, head + "digits,VAE," + row + "\n");
            var e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Comparison.read(file.toString(), "digits"));
            assertTrue(e.getMessage().contains(file + ", line 3, row 1 of"), e.getMessage());
        }
    }

    @Test
    void markdownKeepsALineARowAndNoMarkup() {
        String text = new Comparison().add("a|b\n<img src=x>", "p < 1", 1, 2.5).toMarkdown();
        assertEquals("| model | p < 1 |\n| --- | --- |\n| a\\|b &lt;img src=x> | 2.5 |\n", text);
    }

    private static Vae vae() {
        return Vae.builder()
                .prior(Prior.standardNormal(1))
                .encoder(Networks.linear())
                .decoder(Networks.linear())
                .likelihood(Likelihood.gaussian().fixed(1))
                .build();
    }

    private static Wae wae() {
        return Wae.mmd()
                .prior(Prior.standardNormal(1))
                .encoder(Networks.linear())
                .decoder(Networks.linear())
                .build();
    }

    @Test
    void theLoopOverModelsAndSeedsIsOneCall() {
        DataSet x = GaussianMixture.ring(3, 1, 0.1).sample(60, 1);
        Map<String, Supplier<LatentModel>> models = new LinkedHashMap<>();
        models.put("WAE", () -> wae());
        models.put("VAE", () -> vae());
        var seen = new ArrayList<LatentModel>();
        var results =
                Comparison.train(
                        models,
                        model -> model.train(x).epochs(2),
                        (model, scores) -> {
                            seen.add(model);
                            scores.add("W2", Transport.wasserstein(model.sample(60, 1), x, 2))
                                    .add("error", Metrics.reconstruction(x, model.reconstruct(x)))
                                    .add("seed", scores.seed());
                        },
                        4,
                        9);
        assertEquals(List.of("WAE", "VAE"), results.table().stringColumn("model").asList());
        assertEquals(12, results.longTable().rowCount());
        assertEquals(6.5, results.value("VAE", "seed").value());
        try (var again = vae()) {
            again.train(x).epochs(2).seed(9).fit();
            var rows = results.longTable();
            var mine =
                    rows.where(
                            rows.stringColumn("model")
                                    .isEqualTo("VAE")
                                    .and(rows.stringColumn("metric").isEqualTo("W2"))
                                    .and(rows.longColumn("seed").isEqualTo(9)));
            assertEquals(
                    Transport.wasserstein(again.sample(60, 1), x, 2),
                    mine.doubleColumn("value").get(0),
                    1e-9);
        }
        assertThrows(IllegalStateException.class, () -> seen.get(0).sample(1, 1), "closed");
    }

    @Test
    void theLoopNamesBadInput() {
        Judge<Vae> none = (model, scores) -> {};
        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Comparison.train(
                                        Map.of("VAE", ComparisonTest::vae), m -> null, none, 1, 1));
        assertEquals("seeds = [1, 1]: expected each once", e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Comparison.train(Map.of("VAE", ComparisonTest::vae), m -> null, none));
        assertThrows(
                IllegalArgumentException.class,
                () -> Comparison.train(Map.<String, Supplier<Vae>>of(), m -> null, none, 1));
    }
}
