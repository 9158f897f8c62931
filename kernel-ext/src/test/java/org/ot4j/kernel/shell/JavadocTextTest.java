package org.ot4j.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JavadocTextTest {
    @Test
    void tagsAndLineBreaksGoAndParagraphsAndExamplesStay() {
        String javadoc =
                """
                 The optimum of {@code a < b}, see {@link Plan#cost()} and
                 the {@linkplain Measure#of(double[][]) cloud}.

                 <p>Needs <em>&lt;1 s</em>.

                 <pre>{@code
                 for (int i = 0; i < 3; i++) {
                     step(i);
                 }
                 }</pre>

                 @param n how
                     many
                 @return the cost
                 @equation VEGAN 1
                 @equation C-VAE Alg. 1
                """;
        assertEquals(
                """
                The optimum of a < b, see Plan.cost() and the cloud.
                Needs <1 s.
                for (int i = 0; i < 3; i++) {
                    step(i);
                }
                param n: how many
                return: the cost
                equation: VEGAN 1
                equation: C-VAE Alg. 1""",
                JavadocText.plain(javadoc));
    }

    @Test
    void sentenceEndsBeforeACapitalLetterOnly() {
        assertEquals(
                "By VEGAN Eq. 1, fast.", JavadocText.firstSentence("By VEGAN Eq. 1, fast. More."));
        assertEquals("No end", JavadocText.firstSentence("No end"));
    }

    @Test
    void longLinesAreBrokenAndShortOnesKept() {
        assertEquals("one two\nthree\n  four", JavadocText.wrap("one two three\n  four", 8));
        assertEquals("unbreakable\nx", JavadocText.wrap("unbreakable x", 4));
    }
}
