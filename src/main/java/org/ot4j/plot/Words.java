package org.ot4j.plot;

import org.ot4j.base.HtmlText;

/** Titles, labels and names as they are drawn: on one line, and not longer than a chart bears. */
final class Words {
    /** A chart's width grows with its names: as many letters as leave the chart its place. */
    static final int LONGEST_NAME = 40;

    private static final int LONGEST = 200;

    private Words() {}

    /** A title or label. */
    static String line(String text) {
        return fit(text, LONGEST);
    }

    /** A name in a legend or beside a line of pictures. */
    static String name(String text) {
        return fit(text, LONGEST_NAME);
    }

    private static String fit(String text, int most) {
        String line = HtmlText.line(text);
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
