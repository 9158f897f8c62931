package org.ot4j.kernel.shell;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Javadoc as plain text. */
final class JavadocText {
    private static final Pattern LABELLED =
            Pattern.compile("\\{@link(?:plain)?\\s+[^\\s}(]*(?:\\([^)]*\\))?\\s+([^}]+)}");
    private static final Pattern NAMED = Pattern.compile("\\{@link(?:plain)?\\s+#?([^}]+)}");
    private static final Pattern CODE = Pattern.compile("\\{@(?:code|literal)\\s+([^}]*)}");
    private static final Pattern SENTENCE =
            Pattern.compile("^.*?[.!?](?=\\s+\\p{Lu}|\\s*$)", Pattern.DOTALL);

    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>(?:\\{@code)?(.*?)}?\\s*</pre>", Pattern.DOTALL);

    /** Placeholders for a line end and a blank that are kept. */
    private static final char LINE = '\uE000';

    private static final char BLANK = '\uE001';

    private JavadocText() {}

    /**
     * Joins lines into paragraphs, removes tags, and puts {@code @param} and other block tags
     * below.
     */
    static String plain(String javadoc) {
        String text = EXAMPLE.matcher(javadoc.strip()).replaceAll(JavadocText::kept);
        text = text.replaceAll("(?m)^[ \\t]+", "");
        text = LABELLED.matcher(text).replaceAll("$1");
        text =
                NAMED.matcher(text)
                        .replaceAll(m -> Matcher.quoteReplacement(m.group(1).replace('#', '.')));
        text = CODE.matcher(text).replaceAll("$1");
        text = text.replaceAll("\\s*\n@(param|throws) (\\S+)\\s+", LINE + "$1 $2: ");
        text = text.replaceAll("\\s*\n@(return|see|since|equation)\\s+", LINE + "$1: ");
        text = text.replaceAll("\\s*<(p|li)>\\s*", String.valueOf(LINE));
        text = text.replaceAll("</?[a-zA-Z][^>]*>", "").replaceAll("\\s+", " ");
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        return text.replaceAll(" *" + LINE + "+ *", "\n").replace(BLANK, ' ').strip();
    }

    private static String kept(MatchResult example) {
        String code = example.group(1).replaceAll("(?m)^ ", "").strip();
        return Matcher.quoteReplacement(LINE + code.replace('\n', LINE).replace(' ', BLANK) + LINE);
    }

    /** Breaks lines at blanks so that none is longer than a width, if possible. */
    static String wrap(String text, int width) {
        return text.replaceAll("(.{1," + width + "})(?: +|$|(?=\n))", "$1\n")
                .replaceAll("\n{2,}", "\n")
                .stripTrailing();
    }

    static String firstSentence(String text) {
        var sentence = SENTENCE.matcher(text);
        return sentence.find() ? sentence.group() : text;
    }
}
