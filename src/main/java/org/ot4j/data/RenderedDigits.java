package org.ot4j.data;

import ai.djl.ndarray.types.Shape;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import org.ot4j.internal.Check;
import org.ot4j.internal.Permutations;

/**
 * Digits drawn by the library, white on black: pictures (1, side, side) in ten classes that need no
 * download and no file.
 *
 * <p>Unless {@link #fonts} names some, the digits are pen strokes of random thickness, slant and
 * proportions, which look the same on every machine, with fonts or without.
 *
 * <pre>{@code
 * var digits = RenderedDigits.standard().sample(2_000, 42);
 * var noisy = RenderedDigits.standard().rotation(30).noise(0.1).sample(2_000, 42);
 * }</pre>
 */
public final class RenderedDigits {
    /** Pen strokes in the unit square, y downwards: M and L take a point, C three. */
    private static final String[] STROKES = {
        "M .5 .1 C .14 .1 .14 .9 .5 .9 C .86 .9 .86 .1 .5 .1",
        "M .34 .26 L .53 .1 L .53 .9",
        "M .25 .3 C .25 .03 .75 .03 .75 .3 C .75 .5 .3 .7 .24 .9 L .78 .9",
        "M .27 .2 C .4 .02 .74 .08 .72 .3 C .7 .45 .55 .48 .45 .48"
                + " C .6 .48 .77 .55 .75 .72 C .73 .95 .35 .97 .24 .78",
        "M .62 .9 L .62 .1 L .2 .65 L .8 .65",
        "M .72 .1 L .33 .1 L .3 .45 C .45 .36 .76 .4 .75 .66 C .74 .95 .38 .96 .25 .8",
        "M .68 .12 C .4 .2 .26 .45 .27 .68 C .28 .95 .73 .97 .74 .68 C .75 .42 .35 .42 .28 .66",
        "M .23 .1 L .77 .1 L .42 .9",
        "M .5 .47 C .2 .4 .25 .1 .5 .1 C .75 .1 .8 .4 .5 .47"
                + " C .15 .55 .2 .9 .5 .9 C .8 .9 .85 .55 .5 .47",
        "M .73 .34 C .7 .05 .28 .05 .26 .33 C .25 .58 .65 .6 .73 .34 C .74 .6 .7 .75 .6 .9"
    };

    private final int side;
    private final double rotation;
    private final double noise;
    private final List<String> fonts;

    private RenderedDigits(int side, double rotation, double noise, List<String> fonts) {
        this.side = side;
        this.rotation = rotation;
        this.noise = noise;
        this.fonts = fonts;
    }

    /** 28 x 28 pixels, rotated by up to 12 degrees, without noise. */
    public static RenderedDigits standard() {
        return new RenderedDigits(28, 12, 0, List.of());
    }

    /** Pictures of {@code pixels} by {@code pixels}. */
    public RenderedDigits side(int pixels) {
        Check.that(pixels >= 8 && pixels <= 512, "pixels", pixels, "in [8, 512]");
        return new RenderedDigits(pixels, rotation, noise, fonts);
    }

    /** Rotates each digit by an angle drawn uniformly from [-degrees, degrees]. */
    public RenderedDigits rotation(double degrees) {
        Check.inRange(degrees, 0, 180, "degrees");
        return new RenderedDigits(side, degrees, noise, fonts);
    }

    /** Adds Gaussian noise of this standard deviation to each pixel, clipped to [0, 1]. */
    public RenderedDigits noise(double std) {
        return new RenderedDigits(side, rotation, Check.inRange(std, 0, 1, "std"), fonts);
    }

    /**
     * Draws with fonts instead of strokes, one at random for each digit, plain or bold, such as
     * {@code "SansSerif"} and {@code "Serif"}. Their appearance depends on the machine; on a
     * machine without fonts, {@link #sample} fails.
     */
    public RenderedDigits fonts(String... families) {
        Check.atLeast(families.length, 1, "families.length");
        return new RenderedDigits(side, rotation, noise, List.of(families));
    }

    /** Draws n digits in random order; the numbers of digits per class differ by at most one. */
    public DataSet sample(int n, long seed) {
        Check.atLeast(n, 1, "n");
        Random random = Seeds.random(seed);
        int[] order = Permutations.upward(n, random);
        int pixels = side * side;
        var values = new byte[Math.multiplyExact(n, pixels)];
        var labels = new int[n];
        // Drawn large and averaged down: gives finer greys, and the same result on every graphics
        // pipeline.
        int scale = Math.max(1, 112 / side);
        var canvas = new BufferedImage(scale * side, scale * side, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        for (int i = 0; i < n; i++) {
            int row = order[i];
            labels[row] = i % 10;
            draw(g, canvas, labels[row], random);
            reduce(canvas, scale, values, row * pixels, random);
        }
        g.dispose();
        var samples = new Samples.Bytes(values, 0, n, pixels);
        return new DataSet("rendered digits", new Shape(1, side, side), samples, null, List.of())
                .withLabels(labels);
    }

    private void draw(Graphics2D g, BufferedImage canvas, int digit, Random random) {
        int size = canvas.getWidth();
        g.setComposite(AlphaComposite.Src);
        g.setColor(Color.BLACK);
        g.fillRect(0, 0, size, size);
        g.setColor(Color.WHITE);
        double angle = Math.toRadians(rotation * (2 * random.nextDouble() - 1));
        double slant = 0.2 * (random.nextDouble() - 0.5);
        double wide = 0.7 + 0.25 * random.nextDouble();
        double high = 0.8 + 0.15 * random.nextDouble();
        double dx = 0.04 * (2 * random.nextDouble() - 1);
        double dy = 0.04 * (2 * random.nextDouble() - 1);
        float thickness = (float) (0.05 + 0.06 * random.nextDouble());
        var place = new AffineTransform();
        place.translate(size * (0.5 + dx), size * (0.5 + dy));
        place.rotate(angle);
        place.shear(-slant, 0);
        place.scale(size * wide, size * high);
        place.translate(-0.5, -0.5);
        if (fonts.isEmpty()) {
            var stroke = new BasicStroke(thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            g.fill(place.createTransformedShape(stroke.createStrokedShape(path(STROKES[digit]))));
        } else {
            g.fill(place.createTransformedShape(glyph(g, digit, random)));
        }
    }

    private java.awt.Shape glyph(Graphics2D g, int digit, Random random) {
        String family = fonts.get(random.nextInt(fonts.size()));
        int style = random.nextBoolean() ? Font.BOLD : Font.PLAIN;
        java.awt.Shape outline;
        try {
            var font = new Font(family, style, 100);
            outline =
                    font.createGlyphVector(g.getFontRenderContext(), String.valueOf(digit))
                            .getOutline();
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IllegalStateException(
                    "this machine has no fonts; leave out fonts(...) to draw with strokes", e);
        }
        Rectangle2D box = outline.getBounds2D();
        var fit = new AffineTransform();
        fit.translate(0.5, 0.5);
        fit.scale(0.8 / box.getHeight(), 0.8 / box.getHeight());
        fit.translate(-box.getCenterX(), -box.getCenterY());
        return fit.createTransformedShape(outline);
    }

    private static Path2D path(String strokes) {
        var path = new Path2D.Double();
        String[] words = strokes.split(" ");
        for (int i = 0; i < words.length; ) {
            String command = words[i++];
            var p = new double[command.equals("C") ? 6 : 2];
            for (int k = 0; k < p.length; k++) {
                p[k] = Double.parseDouble(words[i++]);
            }
            switch (command) {
                case "M" -> path.moveTo(p[0], p[1]);
                case "L" -> path.lineTo(p[0], p[1]);
                default -> path.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
            }
        }
        return path;
    }

    private void reduce(BufferedImage canvas, int scale, byte[] target, int at, Random random) {
        int size = canvas.getWidth();
        int[] levels = canvas.getRaster().getSamples(0, 0, size, size, 0, (int[]) null);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int sum = 0;
                for (int k = 0; k < scale * scale; k++) {
                    sum += levels[(y * scale + k / scale) * size + x * scale + k % scale];
                }
                double v = sum / (255.0 * scale * scale);
                if (noise > 0) {
                    v = Math.max(0, Math.min(1, v + noise * random.nextGaussian()));
                }
                target[at + y * side + x] = (byte) Math.round(255 * v);
            }
        }
    }
}
