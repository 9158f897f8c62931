package org.ot4j.plot;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.plotly.components.Figure;

/**
 * Pictures that follow each other. Where nothing moves it is a filmstrip: up to six of the frames.
 *
 * @param captions one for each frame, such as its time
 */
record Film(List<Content> frames, List<String> captions) implements Content {
    private static final int STRIP = 6;
    private static final int COLUMNS = 3;
    private static final double SHARE = 0.56; // of a frame's size in the strip
    private static final int LEAST = 60;

    private static final int WHOLE = 3_000;
    private static final int SHORTEST = 40;
    private static final int LONGEST = 500;

    /** How long the last frame is shown before the film begins again, in milliseconds. */
    static final int REST = 1_000;

    /** A film whose frames have the same axes. */
    static Chart of(List<Chart> charts, List<String> captions) {
        Bounds all =
                charts.stream()
                        .filter(chart -> chart.content() instanceof Cartesian)
                        .flatMap(chart -> ((Cartesian) chart.content()).layers().stream())
                        .map(Layer::bounds)
                        .reduce(Bounds.NONE, Bounds::and);
        List<Content> frames = new ArrayList<>();
        for (Chart chart : charts) {
            frames.add(
                    chart.content() instanceof Cartesian axes
                            ? axes.with(new Extent(all))
                            : chart.content());
        }
        Frame first = charts.get(0).frame();
        return new Chart(new Film(List.copyOf(frames), List.copyOf(captions)), first);
    }

    /** How long a frame is shown, in milliseconds; a film takes three seconds if it can. */
    int millis() {
        return Math.max(SHORTEST, Math.min(LONGEST, WHOLE / frames.size()));
    }

    private Chart strip(Frame frame) {
        int n = Math.min(STRIP, frames.size());
        Frame small =
                frame.size(
                        Math.max(LEAST, (int) (SHARE * frame.width())),
                        Math.max(LEAST, (int) (SHARE * frame.height())));
        List<Chart> shown =
                IntStream.range(0, n)
                        .map(
                                k ->
                                        n == 1
                                                ? 0
                                                : Math.round(
                                                        (float) k * (frames.size() - 1) / (n - 1)))
                        .mapToObj(i -> new Chart(frames.get(i), small.title(captions.get(i))))
                        .toList();
        return new Chart(
                new Row(shown, Math.min(COLUMNS, n)),
                Frame.sized(0, 0).title(frame.title()).theme(frame.theme()));
    }

    @Override
    public int width(Frame frame) {
        return strip(frame).width();
    }

    @Override
    public int height(Frame frame) {
        return strip(frame).height();
    }

    @Override
    public void paint(Canvas canvas, Frame frame, double x, double y) {
        strip(frame).paint(canvas, x, y);
    }

    /** One frame as a chart of its own. */
    private Chart frame(Frame frame, int i) {
        String title =
                frame.title().isEmpty() ? captions.get(i) : frame.title() + ": " + captions.get(i);
        return new Chart(frames.get(i), frame.title(title));
    }

    /** Its frames as pictures of one size. */
    List<BufferedImage> images(Frame frame) {
        List<Chart> charts =
                IntStream.range(0, frames.size()).mapToObj(i -> frame(frame, i)).toList();
        int width = charts.stream().mapToInt(Chart::width).max().orElseThrow();
        int height = charts.stream().mapToInt(Chart::height).max().orElseThrow();
        List<BufferedImage> images = new ArrayList<>();
        for (Chart chart : charts) {
            var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            var g = image.createGraphics();
            g.setColor(frame.shown().paper());
            g.fillRect(0, 0, width, height);
            g.drawImage(chart.image(), 0, 0, null);
            g.dispose();
            images.add(image);
        }
        return images;
    }

    /**
     * A drawing that moves by itself, but stands still for readers who asked their system for less
     * motion, and where rules of style are not known.
     */
    String movingSvg(Frame frame) {
        int n = frames.size();
        var parts = new StringBuilder();
        int width = 0;
        int height = 0;
        for (int i = 0; i < n; i++) {
            Chart chart = frame(frame, i);
            width = Math.max(width, chart.width());
            height = Math.max(height, chart.height());
            parts.append("<g class=\"frame\" style=\"animation-delay:")
                    .append(i * millis())
                    .append("ms\"")
                    .append(i == 0 ? "" : " visibility=\"hidden\"")
                    .append(">\n")
                    .append(chart.svg(false))
                    .append("</g>\n");
        }
        int whole = n * millis() + REST;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\""
                                + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%d\""
                                + " height=\"%d\" viewBox=\"0 0 %d %d\">%n<style>"
                                + "@keyframes one{0%%{visibility:visible}%.4f%%,100%%{visibility:hidden}}"
                                + "@keyframes last{0%%{visibility:visible}%.4f%%,100%%{visibility:hidden}}"
                                + ".frame{animation:one %dms steps(1) infinite}"
                                + ".frame:last-child{animation-name:last}"
                                + "svg:hover .frame{animation-play-state:paused}"
                                + "@media (prefers-reduced-motion:reduce){.frame{animation:none}}"
                                + "</style>%n",
                        width,
                        height,
                        width,
                        height,
                        100.0 * millis() / whole,
                        100.0 * (millis() + REST) / whole,
                        whole)
                + parts
                + "</svg>\n";
    }

    /** Tablesaw's figures do not move. */
    @Override
    public Figure figure(Frame frame) {
        return null;
    }

    /** The frames as plotly's, with a slider and a button below; null if plotly cannot draw one. */
    @Override
    public Map<String, Object> plotly(Frame frame) {
        List<Map<String, Object>> drawn = new ArrayList<>();
        for (Content content : frames) {
            Map<String, Object> figure = content.plotly(frame);
            if (figure == null) {
                return null;
            }
            drawn.add(figure);
        }
        return FilmFigure.of(drawn, captions, millis());
    }

    /** A film of drawings, if plotly cannot draw its frames. */
    @Override
    public Map<String, Object> scene(Frame frame) {
        if (plotly(frame) != null) {
            return null;
        }
        boolean following = frame.shown() == Theme.AUTO;
        return Map.of(
                "kind",
                "film",
                "label",
                frame.title().isEmpty() ? "film" : frame.title(),
                "frames",
                frames.stream().map(content -> new Chart(content, frame).svg(following)).toList(),
                "captions",
                captions.stream().map(Words::name).toList(),
                "millis",
                millis(),
                "rest",
                REST);
    }
}
