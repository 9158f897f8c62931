package org.ot4j.kernel.display;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.ot4j.plot.Chart;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.HistogramTrace;
import tech.tablesaw.plotly.traces.PieTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

class FigureSketchTest {
    private static final double[] X = {0, 1, 2, 3};
    private static final double[] Y = {100, 300, 200, 50};

    @Test
    void drawsPointsLinesBarsAndHistograms() throws IOException {
        assertInk("points", ScatterTrace.builder(X, Y).build());
        assertInk("line", ScatterTrace.builder(X, Y).mode(ScatterTrace.Mode.LINE).build());
        assertInk("bars", BarTrace.builder(new Object[] {0, 1, 2, 3}, Y).build());
        assertInk("histogram", HistogramTrace.builder(Y).build());
        assertInk(
                "both",
                ScatterTrace.builder(X, Y).build(),
                ScatterTrace.builder(X, Y).mode(ScatterTrace.Mode.LINE).build());
    }

    @Test
    void hasNoPictureOfOtherKinds() throws IOException {
        var pie = PieTrace.builder(new Object[] {"a", "b"}, new double[] {1, 2}).build();
        assertNull(FigureSketch.of(PlotlyJson.of(new Figure(pie))));
        assertNull(
                FigureSketch.of(
                        PlotlyJson.of(new Figure(pie, ScatterTrace.builder(X, Y).build()))));
    }

    private static void assertInk(String name, Trace... traces) throws IOException {
        var layout =
                Layout.builder("a title", "time", "height")
                        .xAxis(Axis.builder().title("time").build());
        Chart chart = FigureSketch.of(PlotlyJson.of(new Figure(layout.build(), traces)));
        BufferedImage image = chart.image();
        ImageIO.write(image, "png", new File("../target/sketch-" + name + ".png"));
        int coloured = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 255;
                int blue = rgb & 255;
                coloured += Math.abs(red - blue) > 60 ? 1 : 0;
            }
        }
        assertTrue(coloured > 50, name + ": " + coloured + " coloured pixels");
    }
}
