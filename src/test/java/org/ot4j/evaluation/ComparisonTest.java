package org.ot4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertEquals(
                java.util.List.of("model", "FID", "FID (paper)", "modes"), table.columnNames());
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
}
