package org.ot4j.internal;

import java.util.regex.Pattern;
import org.unbescape.html.HtmlEscape;

/**
 * The one place where text becomes HTML: names of files, data sets, models and columns are
 * untrusted and must not become markup or script, or reorder the words around them.
 */
public final class HtmlText {
    /**
     * Invisible characters that change the visible text: control characters other than tab and line
     * ends, and characters that override the direction of writing (Unicode 15, UAX 9).
     */
    private static final Pattern UNSEEN =
            Pattern.compile(
                    "[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x9F"
                            + "\\u202A-\\u202E\\u2066-\\u2069\\uFFFE\\uFFFF]");

    private static final Pattern LINE_ENDS =
            Pattern.compile("\\s*[\\r\\n\\u0085\\u2028\\u2029]\\s*");

    private HtmlText() {}

    /**
     * Text for an element's content or an attribute in quotes: {@code & < > " '} as entities, and
     * invisible characters as �.
     */
    public static String escape(String text) {
        return HtmlEscape.escapeHtml5Xml(visible(text));
    }

    /**
     * Text with � in place of control characters and of characters that change the direction of
     * writing.
     */
    public static String visible(String text) {
        return UNSEEN.matcher(String.valueOf(text)).replaceAll("\uFFFD");
    }

    /** Text on one line, with � in the same places as in {@link #visible}. */
    public static String line(String text) {
        return visible(LINE_ENDS.matcher(String.valueOf(text)).replaceAll(" "));
    }
}
