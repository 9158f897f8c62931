package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ot4j.data.GaussianMixture;
import org.ot4j.data.RenderedDigits;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;

class InteractiveTest {
    private static final double[][] X = {{0, 0}, {1, 0}};
    private static final double[][] Y = {{0, 1}, {1, 2}};

    private static JsonNode scene(Chart chart) {
        return new ObjectMapper().valueToTree(chart.scene());
    }

    @Test
    void aSceneHasThePointsAndTheAxesOfItsPicture() throws Exception {
        Chart chart = Plots.interactive().plan(X, Y).title("a </script><b>");
        JsonNode scene = scene(chart);
        assertEquals("[[0.0,0.0],[1.0,0.0]]", scene.get("x").toString());
        assertTrue(scene.at("/axes/yHigh").asDouble() > 2, "room to move");
        assertTrue(scene.get("epsilon").isNull());
        var svg = ChartTest.parse(scene.get("svg").asText());
        assertEquals(2, svg.getElementsByTagName("circle").getLength(), "of the legend");
        assertNull(chart.plotly());
        var still = ChartTest.parse(chart.svg());
        assertEquals(6, still.getElementsByTagName("circle").getLength());
        String page = chart.html();
        assertFalse(page.contains("</script><b>"), "text, not markup");
        assertTrue(page.contains("<noscript><svg"));
        assertEquals("ot4j-stroke-1", scene.get("inkClass").asText());
        assertEquals("", scene(chart.theme(Theme.DARK)).get("inkClass").asText());
    }

    @Test
    void epsilonStartsInsideItsRange() {
        JsonNode range = scene(Plots.interactive().epsilon(X, Y)).get("epsilon");
        assertEquals(5, range.get("high").asDouble(), 1e-12, "the greatest cost");
        assertEquals(0.025, range.get("low").asDouble(), 1e-12);
        assertEquals(0.1, range.get("value").asDouble(), 1e-12);
    }

    @Test
    void aLatentPlaneHoldsThePicturesOfTheManifold() throws Exception {
        var vae =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(Networks.mlp(8))
                        .decoder(Networks.mlp(8))
                        .likelihood(Likelihood.bernoulli())
                        .build();
        vae.train(RenderedDigits.standard().side(8).sample(20, 1)).epochs(1).batchSize(10).fit();
        Chart chart = Plots.interactive().latentPlane(vae, 3);
        JsonNode scene = scene(chart);
        String sheet = scene.get("sheet").asText();
        byte[] png = Base64.getDecoder().decode(sheet.substring(sheet.indexOf(',') + 1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(24, image.getWidth());
        var manifold = (PictureGrid) Plots.latentManifold(vae, 3).content();
        assertEquals(manifold.pictures().get(5).getRGB(3, 4), image.getRGB(2 * 8 + 3, 8 + 4));
        assertEquals(0, scene.at("/codes/0/1").asDouble(), 1e-9, "the median");
        assertEquals(0.967, scene.at("/codes/0/2").asDouble(), 1e-3);
        assertEquals(0.967, scene.at("/codes/1/0").asDouble(), 1e-3, "the highest first");
    }

    @Test
    void aFilmThatPlotlyCannotDrawIsOfDrawings() {
        Chart film = Plots.film(3, t -> Plots.plan(new double[][] {{1 - t, t}, {t, 1 - t}}));
        assertNull(film.plotly());
        JsonNode scene = scene(film);
        assertEquals(3, scene.get("frames").size());
        assertEquals("t = 0.5", scene.at("/captions/1").asText());
        assertNull(Plots.film(new double[][][] {X, Y}).scene(), "plotly draws it");
        assertNotNull(Plots.film(new double[][][] {X, Y}).plotly());
    }

    /** JupyterLab and exported pages take all files of the folder. */
    @Test
    void noFileOfTheScriptIsForgotten() throws Exception {
        var one = Path.of(PageScript.class.getResource("interactive/mount.js").toURI());
        try (var files = Files.list(one.getParent())) {
            for (Path file : files.toList()) {
                assertTrue(PageScript.text().contains(Files.readString(file)), file.toString());
            }
        }
    }

    @Test
    void badPointsAreNamed() {
        var many = GaussianMixture.ring(8, 2, 0.1).sample(31, 1);
        Map<String, Executable> bad =
                Map.of(
                        "number of x = 31: expected at most 30",
                        () -> Plots.interactive().plan(many, many),
                        "number of y = 1: expected 2",
                        () -> Plots.interactive().plan(X, new double[][] {{0, 0}}),
                        "2: points in the plane",
                        () -> Plots.interactive().epsilon(new double[][] {{1}}, X));
        bad.forEach(
                (words, call) -> {
                    var e = assertThrows(IllegalArgumentException.class, call);
                    assertTrue(e.getMessage().contains(words), e.getMessage());
                });
    }
}
