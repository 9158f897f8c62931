package org.ot4j.kernel.shell;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ot4j.plot.Chart;

/** Figures in JShell: {@code show(chart)} opens a page with the chart. */
public final class Browser {
    private Browser() {}

    /**
     * Opens a chart, as a page that needs no internet, in the browser that the variable BROWSER of
     * the environment names, or else in the desktop's; where there is none, the page is only
     * written.
     *
     * @return where the page is
     */
    public static Path show(Chart chart) throws IOException {
        Path page = Files.createTempFile("ot4j-", ".html");
        chart.save(page);
        open(page.toUri());
        return page;
    }

    private static void open(URI page) throws IOException {
        String command = System.getenv("BROWSER");
        if (command != null && !command.isBlank()) {
            new ProcessBuilder(command, page.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } else if (!GraphicsEnvironment.isHeadless()
                && Desktop.isDesktopSupported()
                && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            Desktop.getDesktop().browse(page);
        }
    }
}
