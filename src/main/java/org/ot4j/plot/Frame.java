package org.ot4j.plot;

/**
 * What surrounds a picture's content.
 *
 * @param title may be empty
 * @param width width of the whole, without the legend, in pixels
 * @param height height of the whole, in pixels
 * @param xLabel may be empty
 * @param yLabel may be empty
 * @param xRange lowest and highest x shown, or null for all
 * @param yRange lowest and highest y shown, or null for all
 * @param theme null if the chart has none of its own
 */
record Frame(
        String title,
        int width,
        int height,
        String xLabel,
        String yLabel,
        double[] xRange,
        double[] yRange,
        Theme theme) {

    static Frame sized(int width, int height) {
        return new Frame("", width, height, "", "", null, null, null);
    }

    Frame title(String text) {
        return new Frame(text, width, height, xLabel, yLabel, xRange, yRange, theme);
    }

    Frame size(int newWidth, int newHeight) {
        return new Frame(title, newWidth, newHeight, xLabel, yLabel, xRange, yRange, theme);
    }

    Frame labels(String x, String y) {
        return new Frame(title, width, height, x, y, xRange, yRange, theme);
    }

    Frame xRange(double low, double high) {
        return new Frame(
                title, width, height, xLabel, yLabel, new double[] {low, high}, yRange, theme);
    }

    Frame yRange(double low, double high) {
        return new Frame(
                title, width, height, xLabel, yLabel, xRange, new double[] {low, high}, theme);
    }

    Frame theme(Theme newTheme) {
        return new Frame(title, width, height, xLabel, yLabel, xRange, yRange, newTheme);
    }

    /** The chart's own theme, or that of all charts. */
    Theme shown() {
        return theme == null ? Theme.usual() : theme;
    }
}
