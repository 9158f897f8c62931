package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The version of plotly's script is written once, in the parent POM. */
class PlotlyVersionTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("..").normalize();

    private static String version() throws IOException {
        var pom = Files.readString(root().resolve("pom.xml"));
        var found = Pattern.compile("<plotly.version>([\\d.]+)<").matcher(pom);
        assertTrue(found.find());
        return found.group(1);
    }

    /** Maven runs tests in the module, an IDE maybe in the checkout. */
    private static Path root() {
        return Files.exists(ROOT.resolve("mvnw")) ? ROOT : Path.of("").toAbsolutePath();
    }

    @Test
    void pagesHoldTheScriptOfThatVersion() throws IOException {
        String page = Plots.scatter(new double[][] {{0, 1}, {1, 0}}).html();
        assertTrue(page.contains("plotly.js v" + version()));
    }

    @Test
    void noSourceNamesIt() throws IOException {
        String version = version();
        for (String folder : List.of("src/main", "kernel-ext/src", "launcher", "experiments/src")) {
            try (var files = Files.walk(root().resolve(folder))) {
                var sources =
                        files.filter(f -> f.toString().matches(".*\\.(java|py|js|json|properties)"))
                                .toList();
                for (Path file : sources) {
                    assertEquals(-1, Files.readString(file).indexOf(version), file.toString());
                }
            }
        }
    }
}
