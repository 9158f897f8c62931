package org.ot4j.plot;

import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.HtmlText;

/** Titles, labels and names as they are drawn: no longer than fits a chart. */
final class Words {
    /** A chart's width grows with its names: this many letters leave the chart enough room. */
    static final int LONGEST_NAME = 40;

    private static final int LONGEST = 200;
    private static final int MOST_LINES = 3;
    private static final String CUT = "…";

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
                : line.substring(0, line.offsetByCodePoints(0, most - 1)) + CUT;
    }

    /**
     * A title in lines, broken at spaces if possible; text beyond the third line is cut.
     *
     * @param size of the letters, which are bold
     * @param width of a line in pixels
     */
    static List<String> lines(String title, double size, double width) {
        var lines = new ArrayList<String>();
        String rest = line(title).strip();
        while (!rest.isEmpty() && lines.size() < MOST_LINES) {
            int end = prefix(rest, size, width);
            if (end < rest.length() && lines.size() == MOST_LINES - 1) {
                lines.add(cut(rest, size, width));
                break;
            }
            int blank = rest.lastIndexOf(' ', end);
            end = end == rest.length() || blank <= 0 ? end : blank;
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        return lines;
    }

    /** One line that ends in … if it would be longer than a width in pixels. */
    static String cut(String text, double size, double width) {
        String line = line(text);
        if (prefix(line, size, width) == line.length()) {
            return line;
        }
        return line.substring(0, prefix(line, size, width - size)).strip() + CUT;
    }

    /** Length of the start of a text that fits a width; at least its first letter. */
    private static int prefix(String text, double size, double width) {
        double used = 0;
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            used += size * width(letter);
            if (used > width && at > 0) {
                return at;
            }
            at += Character.charCount(letter);
        }
        return text.length();
    }

    /**
     * A bold letter's width as a share of its size, on the wide side: pages are drawn with other
     * fonts than pictures, of which DejaVu Sans is the widest.
     */
    private static double width(int letter) {
        if ("iljI.,:;'|! ".indexOf(letter) >= 0) {
            return 0.4;
        }
        if ("frt()[]-/\\\"".indexOf(letter) >= 0) {
            return 0.55;
        }
        if ("mwMW@%—".indexOf(letter) >= 0 || letter >= 0x1100) {
            return letter > 0xFFFF ? 1.3 : 1.1;
        }
        return Character.isUpperCase(letter) ? 0.85 : 0.72;
    }
}
