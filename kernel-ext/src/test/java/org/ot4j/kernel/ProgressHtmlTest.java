package org.ot4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ot4j.base.ProgressState;

class ProgressHtmlTest {
    @Test
    void whatRunsHasABarAndNamesAreEscaped() {
        var state =
                new ProgressState(
                        1, 1, "a <b>", 25, 100, "loss 1 & 2", Duration.ZERO, false, false);
        assertEquals(
                "<div style=\"padding-left:2em\">a &lt;b&gt; <progress value=\"0.2500\""
                        + " max=\"1\"></progress> 25 / 100 · loss 1 &amp; 2</div>",
                ProgressHtml.row(state));
    }

    @Test
    void whatEndedSaysHowAndHowLongItTook() {
        var done = new ProgressState(1, 0, "x", 9, 9, "", Duration.ofSeconds(61), true, false);
        String clock = ProgressState.clock(Duration.ofSeconds(61));
        assertEquals(
                "<div style=\"padding-left:0em\">✓ x 9 · " + clock + "</div>",
                ProgressHtml.row(done));
        var stopped = new ProgressState(1, 0, "x", 4, 9, "", Duration.ofSeconds(61), true, true);
        assertEquals(
                "<div style=\"padding-left:0em\">■ stopped: x 4 · " + clock + "</div>",
                ProgressHtml.row(stopped));
    }
}
