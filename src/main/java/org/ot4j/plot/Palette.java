package org.ot4j.plot;

import java.awt.Color;

/** Colours that colour-blind people can tell apart, as far as their number allows. */
public final class Palette {
    /** Okabe and Ito 2008, blue first, with grey last instead of black, to be visible on black. */
    private static final int[] OKABE_ITO = {
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0xF0E442, 0x808080
    };

    /** Tol 2021, discrete rainbow, without its palest colours. */
    private static final int[] TOL_RAINBOW = {
        0xCAACCB, 0xBA8DB4, 0xAE76A3, 0xAA6F9E, 0x994F88, 0x882E72, 0x1965B0, 0x437DBF, 0x5289C7,
        0x6195CF, 0x7BAFDE, 0x4EB265, 0x90C987, 0xCAE0AB, 0xF7F056, 0xF7CB45, 0xF6C141, 0xF4A736,
        0xF1932D, 0xEE8026, 0xE8601C, 0xE65518, 0xDC050C, 0xA5170E, 0x72190E
    };

    /** Viridis (matplotlib), at 0, 1/8, ..., 1. */
    private static final int[] VIRIDIS = {
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
    };

    private Palette() {}

    /**
     * The colour of class {@code i} of {@code n}: Okabe-Ito up to 8 classes, then Tol's rainbow.
     */
    public static Color color(int i, int n) {
        if (n <= OKABE_ITO.length) {
            return new Color(OKABE_ITO[i]);
        }
        int at = (int) Math.round((double) (i % n) * (TOL_RAINBOW.length - 1) / (n - 1));
        return new Color(TOL_RAINBOW[at]);
    }

    /** Viridis at t in [0, 1]; values outside are clipped. */
    public static Color viridis(double t) {
        double at = Math.max(0, Math.min(1, t)) * (VIRIDIS.length - 1);
        int low = (int) Math.min(VIRIDIS.length - 2, Math.floor(at));
        return mix(new Color(VIRIDIS[low]), new Color(VIRIDIS[low + 1]), at - low);
    }

    /** From transparent at 0 through pale blue to deep blue at 1, for densities under points. */
    static Color blues(double t) {
        double at = Math.max(0, Math.min(1, t));
        double opacity = 1 - Math.pow(1 - at, 4); // without a bend, which the eye takes for an edge
        return alpha(mix(new Color(0xC6DBEF), new Color(0x08519C), at), opacity);
    }

    static Color mix(Color a, Color b, double t) {
        return new Color(
                (int) Math.round(a.getRed() + t * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + t * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + t * (b.getBlue() - a.getBlue())));
    }

    static Color alpha(Color c, double alpha) {
        return new Color(c.getRed(), c.getGreen(), c.getBlue(), (int) Math.round(255 * alpha));
    }

    /** In the notation of CSS and plotly. */
    static String css(Color c) {
        return String.format("#%02x%02x%02x", c.getRed(), c.getGreen(), c.getBlue());
    }
}
