package org.ot4j.kernel.shell;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMETypeParseException;
import org.ot4j.internal.HtmlText;
import org.ot4j.kernel.display.Renderers;
import org.ot4j.plot.Chart;
import org.ot4j.plot.FigureJson;

/**
 * Shows in JShell what a notebook would show: figures and pictures as pages, everything else as
 * text.
 */
public final class Browser {
    private static final Renderer RENDERER = new Renderer();
    private static final MIMEType DRAWING = type("application/vnd.ot4j.chart");
    private static final MIMEType PLOTLY = type("application/vnd.plotly.v1+json");

    static {
        Renderers.register(RENDERER);
    }

    private Browser() {}

    /**
     * Shows a value as a notebook does. A chart, figure or picture, or a value that has one, such
     * as a run with its curves, opens as a page that needs no internet, in the browser named by the
     * environment variable BROWSER or otherwise in the desktop's browser; without a browser, the
     * page is only written. The path of the page is printed. Values without a picture are printed
     * as text.
     */
    public static void show(Object value) throws IOException {
        if (value instanceof Chart chart) {
            open(chart.html());
            return;
        }
        if (value == null) {
            System.out.println("null");
            return;
        }
        DisplayData shown = RENDERER.render(value);
        String text = String.valueOf(shown.getData(MIMEType.TEXT_PLAIN));
        System.out.println(text);
        Object figure = shown.getData(PLOTLY);
        Object png = shown.getData(MIMEType.IMAGE_PNG);
        if (figure != null || png != null) {
            String alt = text.lines().findFirst().orElse("");
            @SuppressWarnings("unchecked")
            var json = (Map<String, Object>) figure;
            open(FigureJson.page(alt, json, still(shown.getData(DRAWING), png, alt)));
        }
    }

    private static String still(Object drawing, Object png, String alt) {
        if (drawing != null) {
            return drawing.toString();
        }
        String words = HtmlText.escape(alt);
        return png == null
                ? "<p>" + words + "</p>"
                : "<img src=\"data:image/png;base64," + png + "\" alt=\"" + words + "\">";
    }

    private static void open(String html) throws IOException {
        Path page = Files.createTempFile("ot4j-", ".html");
        Files.writeString(page, html);
        System.out.println((opened(page.toUri()) ? "opened " : "the page is ") + page);
    }

    /** Whether there is a browser. */
    private static boolean opened(URI page) {
        String command = System.getenv("BROWSER");
        try {
            if (command != null && !command.isBlank()) {
                new ProcessBuilder(command, page.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return true;
            }
            if (!GraphicsEnvironment.isHeadless()
                    && Desktop.isDesktopSupported()
                    && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                Desktop.getDesktop().browse(page);
                return true;
            }
        } catch (IOException e) {
            System.out.println("cannot open a browser: " + e.getMessage());
        }
        return false;
    }

    private static MIMEType type(String name) {
        try {
            return MIMEType.parse(name);
        } catch (MIMETypeParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
