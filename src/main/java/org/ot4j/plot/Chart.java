package org.ot4j.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;
import tech.tablesaw.plotly.components.Figure;

/**
 * A chart that a notebook shows and a program saves. Immutable: methods that change something
 * return a changed copy.
 *
 * <pre>{@code
 * Plots.scatter(x).title("25 Gaussians").save("mixture.png");
 * }</pre>
 */
public final class Chart {
    private static final int PNG_SCALE = 2;

    private final Content content;
    private final Frame frame;

    Chart(Content content, Frame frame) {
        this.content = content;
        this.frame = frame;
    }

    /** With a title above it. */
    public Chart title(String title) {
        return new Chart(content, frame.title(Check.notNull(title, "title")));
    }

    /** With another size in pixels; a legend adds to the width. */
    public Chart size(int width, int height) {
        Check.that(width >= 60 && width <= 10_000, "width", width, "in [60, 10000]");
        Check.that(height >= 60 && height <= 10_000, "height", height, "in [60, 10000]");
        return new Chart(content, frame.size(width, height));
    }

    /** With names beside the axes. */
    public Chart labels(String x, String y) {
        return new Chart(content, frame.labels(Check.notNull(x, "x"), Check.notNull(y, "y")));
    }

    /** Showing x in [low, high]. */
    public Chart xRange(double low, double high) {
        Check.that(low < high, "low", low, "below high = " + high);
        return new Chart(content, frame.xRange(low, high));
    }

    /** Showing y in [low, high]. */
    public Chart yRange(double low, double high) {
        Check.that(low < high, "low", low, "below high = " + high);
        return new Chart(content, frame.yRange(low, high));
    }

    /** With a theme of its own; {@link Plots#theme(Theme)} sets the theme of all other charts. */
    public Chart theme(Theme theme) {
        return new Chart(content, frame.theme(Check.notNull(theme, "theme")));
    }

    /** The title; may be empty. */
    public String title() {
        return frame.title();
    }

    /** Width in pixels. */
    public int width() {
        return content.width(frame);
    }

    /** Height in pixels. */
    public int height() {
        return content.height(frame);
    }

    Content content() {
        return content;
    }

    Frame frame() {
        return frame;
    }

    void paint(Canvas canvas, double x, double y) {
        content.paint(canvas, frame, x, y);
    }

    /** The chart in pixels, {@link #width()} by {@link #height()}. */
    public BufferedImage image() {
        return image(1);
    }

    /** The chart with {@code scale} times as many pixels in each direction. */
    public BufferedImage image(double scale) {
        Check.inRange(scale, 0.1, 10, "scale");
        Theme theme = frame.shown();
        var image =
                new BufferedImage(
                        (int) Math.round(width() * scale),
                        (int) Math.round(height() * scale),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(theme.paper());
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.scale(scale, scale);
        paint(new PixelCanvas(g, theme), 0, 0);
        g.dispose();
        return image;
    }

    /** The bytes of a PNG file with twice the pixels, to show at {@link #width()}. */
    public byte[] png() {
        return Png.bytes(image(PNG_SCALE));
    }

    /** The text of an SVG file; a film moves. */
    public String svg() {
        return content instanceof Film film ? film.movingSvg(frame) : svg(false);
    }

    /**
     * An SVG element.
     *
     * @param following whether a page may turn it dark
     */
    String svg(boolean following) {
        Theme theme = frame.shown();
        var canvas = new SvgCanvas(width(), height(), theme, following);
        canvas.rectangle(0, 0, width(), height(), theme.paper());
        paint(canvas, 0, 0);
        return canvas.finish();
    }

    /**
     * An SVG element for a page that may be dark, or null if the chart has a fixed theme. The
     * element is light; its parts have the classes {@code ot4j-fill-N} and {@code ot4j-stroke-N},
     * whose colours for dark pages are in the resource {@code templates.json} beside this class.
     */
    public String followingSvg() {
        return frame.shown() == Theme.AUTO ? svg(true) : null;
    }

    /** The interactive form for plotly, or null if there is none, as for image grids and films. */
    public Figure figure() {
        return content.figure(frame);
    }

    /**
     * The plotly figure as nested maps and lists ({@code data} and {@code layout}, and of a film
     * {@code frames}), or null if there is none. Text is shown as it is, never as markup or a
     * formula.
     */
    public Map<String, Object> plotly() {
        Map<String, Object> figure = content.plotly(frame);
        return figure == null ? null : FigureJson.themed(figure, frame.shown());
    }

    /**
     * What the library's own script shows, as nested maps and lists, or null: pictures that answer
     * the mouse, and films that plotly cannot draw.
     */
    public Map<String, Object> scene() {
        return content.scene(frame);
    }

    /** An HTML page that shows the chart offline: interactive if possible, otherwise as SVG. */
    public String html() {
        return Html.page(this);
    }

    /**
     * Saves in the format of the file's ending: {@code .png} (twice the pixels), {@code .svg},
     * {@code .html} or, if it is a film, {@code .gif}. Missing folders are created; an existing
     * file is replaced completely or not at all.
     */
    public Path save(String file) {
        return save(Path.of(file));
    }

    /** Saves in the format of the file's ending; see {@link #save(String)}. */
    public Path save(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        byte[] bytes;
        if (name.endsWith(".png")) {
            bytes = png();
        } else if (name.endsWith(".svg")) {
            bytes = svg().getBytes(StandardCharsets.UTF_8);
        } else if (name.endsWith(".html")) {
            bytes = html().getBytes(StandardCharsets.UTF_8);
        } else if (content instanceof Film film && name.endsWith(".gif")) {
            bytes = Gif.bytes(film.images(frame), film.millis(), Film.REST);
        } else {
            String moving = content instanceof Film ? ".gif, " : "";
            throw Check.error(
                    "file", file, "a name that ends in " + moving + ".png, .svg or .html");
        }
        return WholeFile.write(file, bytes);
    }

    @Override
    public String toString() {
        return "Chart "
                + (title().isEmpty() ? "" : "\"" + title() + "\" ")
                + width()
                + " x "
                + height();
    }
}
