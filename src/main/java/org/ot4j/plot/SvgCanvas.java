package org.ot4j.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.ot4j.internal.HtmlText;

/** Writes SVG 1.1. */
final class SvgCanvas implements Canvas {
    /** Clip ids must differ between pictures in one page. */
    private static final AtomicLong CLIPS = new AtomicLong();

    /** A notebook may also show what other processes drew. */
    private static final String SESSION = UUID.randomUUID().toString().substring(0, 8) + "-";

    private final StringBuilder out = new StringBuilder();
    private final Theme theme;
    private final boolean following;

    /**
     * Starts a picture.
     *
     * @param following whether the parts that differ between themes have names, for style rules of
     *     the page around it
     */
    SvgCanvas(int width, int height, Theme theme, boolean following) {
        this.theme = theme;
        this.following = following;
        out.append(
                String.format(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\""
                                + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%d\""
                                + " height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"Helvetica, Arial, sans-serif\">%n",
                        width, height, width, height));
    }

    @Override
    public Theme theme() {
        return theme;
    }

    String finish() {
        return out + "</svg>\n";
    }

    private static String number(double v) {
        String text = String.format(Locale.ROOT, "%.2f", v);
        text = text.replaceAll("\\.?0+$", "");
        return text.equals("-0") || text.isEmpty() ? "0" : text;
    }

    private static String color(Color c) {
        return String.format("#%02x%02x%02x", c.getRed(), c.getGreen(), c.getBlue());
    }

    private static String opacity(String name, Color c) {
        return c.getAlpha() == 255 ? "" : " " + name + "=\"" + number(c.getAlpha() / 255.0) + "\"";
    }

    private String fill(Color c) {
        return " fill=\"" + color(c) + "\"" + opacity("fill-opacity", c) + part("fill", c);
    }

    /** Names a part whose colour depends on the theme. */
    private String part(String use, Color c) {
        if (following) {
            for (int i = 0; i < theme.parts().size(); i++) {
                if (color(theme.parts().get(i)).equals(color(c))) {
                    return " class=\"ot4j-" + use + "-" + i + "\"";
                }
            }
        }
        return "";
    }

    private static String box(double x, double y, double width, double height) {
        return " x=\""
                + number(x)
                + "\" y=\""
                + number(y)
                + "\" width=\""
                + number(width)
                + "\" height=\""
                + number(height)
                + "\"";
    }

    @Override
    public void rectangle(double x, double y, double width, double height, Color fill) {
        out.append("<rect").append(box(x, y, width, height)).append(fill(fill)).append("/>\n");
    }

    @Override
    public void line(double[] x, double[] y, Color color, double width) {
        out.append(
                        "<path fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" stroke=\"")
                .append(color(color))
                .append('"')
                .append(opacity("stroke-opacity", color))
                .append(part("stroke", color))
                .append(" stroke-width=\"")
                .append(number(width))
                .append("\" d=\"");
        boolean drawing = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(x[i]) || Double.isNaN(y[i])) {
                drawing = false;
            } else {
                out.append(drawing ? 'L' : 'M')
                        .append(number(x[i]))
                        .append(' ')
                        .append(number(y[i]));
                drawing = true;
            }
        }
        out.append("\"/>\n");
    }

    @Override
    public void polygon(double[] x, double[] y, Color fill) {
        out.append("<polygon").append(fill(fill)).append(" points=\"");
        for (int i = 0; i < x.length; i++) {
            out.append(number(x[i])).append(',').append(number(y[i])).append(' ');
        }
        out.append("\"/>\n");
    }

    @Override
    public void dots(double[] x, double[] y, double radius, Color fill) {
        String r = "\" r=\"" + number(radius) + "\"/>";
        out.append("<g").append(fill(fill)).append('>');
        for (int i = 0; i < x.length; i++) {
            out.append("<circle cx=\"").append(number(x[i])).append("\" cy=\"");
            out.append(number(y[i])).append(r);
        }
        out.append("</g>\n");
    }

    @Override
    public void text(String text, double x, double y, Font font, Anchor anchor, boolean turned) {
        String where =
                turned
                        ? " transform=\"translate("
                                + number(x)
                                + " "
                                + number(y)
                                + ") rotate(-90)\""
                        : " x=\"" + number(x) + "\" y=\"" + number(y) + "\"";
        out.append("<text")
                .append(where)
                .append(" font-size=\"")
                .append(number(font.size()))
                .append('"')
                .append(font.bold() ? " font-weight=\"bold\"" : "")
                .append(" text-anchor=\"")
                .append(anchor.name().toLowerCase(Locale.ROOT))
                .append('"')
                .append(fill(font.color()))
                .append('>')
                .append(HtmlText.escape(Words.line(text)))
                .append("</text>\n");
    }

    @Override
    public void image(BufferedImage image, double x, double y, double width, double height) {
        out.append("<image")
                .append(box(x, y, width, height))
                .append(" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"")
                .append(" xlink:href=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(Png.bytes(image)))
                .append("\"/>\n");
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        String id = "ot4j-clip-" + (following ? SESSION : "") + CLIPS.incrementAndGet();
        out.append("<clipPath id=\"")
                .append(id)
                .append("\"><rect")
                .append(box(x, y, width, height))
                .append("/></clipPath><g clip-path=\"url(#")
                .append(id)
                .append(")\">\n");
    }

    @Override
    public void unclip() {
        out.append("</g>\n");
    }
}
