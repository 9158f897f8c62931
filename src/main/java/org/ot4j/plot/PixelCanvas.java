package org.ot4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws with Java2D. */
final class PixelCanvas implements Canvas {
    private static volatile boolean fonts = true;

    private final Graphics2D g;
    private final Theme theme;

    PixelCanvas(Graphics2D g, Theme theme) {
        this.g = g;
        this.theme = theme;
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    }

    @Override
    public Theme theme() {
        return theme;
    }

    @Override
    public void rectangle(double x, double y, double width, double height, Color fill) {
        g.setColor(fill);
        g.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void line(double[] x, double[] y, Color color, double width) {
        var path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(x[i]) || Double.isNaN(y[i])) {
                drawing = false;
            } else if (drawing) {
                path.lineTo(x[i], y[i]);
            } else {
                path.moveTo(x[i], y[i]);
                drawing = true;
            }
        }
        g.setColor(color);
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(path);
    }

    @Override
    public void polygon(double[] x, double[] y, Color fill) {
        var path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        path.closePath();
        g.setColor(fill);
        g.fill(path);
    }

    @Override
    public void dots(double[] x, double[] y, double radius, Color fill) {
        g.setColor(fill);
        var circle = new Ellipse2D.Double();
        for (int i = 0; i < x.length; i++) {
            circle.setFrame(x[i] - radius, y[i] - radius, 2 * radius, 2 * radius);
            g.fill(circle);
        }
    }

    @Override
    public void text(String given, double x, double y, Font font, Anchor anchor, boolean turned) {
        String text = Words.line(given);
        if (!fonts || text.isEmpty()) {
            return;
        }
        AffineTransform kept = g.getTransform();
        try {
            g.setColor(font.color());
            g.setFont(
                    new java.awt.Font(
                                    java.awt.Font.SANS_SERIF,
                                    font.bold() ? java.awt.Font.BOLD : java.awt.Font.PLAIN,
                                    12)
                            .deriveFont((float) font.size()));
            double width = g.getFontMetrics().getStringBounds(text, g).getWidth();
            g.translate(x, y);
            if (turned) {
                g.rotate(-Math.PI / 2);
            }
            double shift = anchor == Anchor.START ? 0 : anchor == Anchor.END ? -width : -width / 2;
            g.drawString(text, (float) shift, 0);
        } catch (RuntimeException | LinkageError | InternalError e) {
            // A machine without fonts: the picture is useful even without its text.
            fonts = false;
            System.err.println("ot4j: this machine has no fonts; pictures come without text");
        } finally {
            g.setTransform(kept);
        }
    }

    @Override
    public void image(BufferedImage image, double x, double y, double width, double height) {
        var place = AffineTransform.getTranslateInstance(x, y);
        place.scale(width / image.getWidth(), height / image.getHeight());
        g.drawImage(image, place, null);
    }

    @Override
    public void clip(double x, double y, double width, double height) {
        Shape box = new Rectangle2D.Double(x, y, width, height);
        g.setClip(box);
    }

    @Override
    public void unclip() {
        g.setClip(null);
    }
}
