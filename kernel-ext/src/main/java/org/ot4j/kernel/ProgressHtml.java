package org.ot4j.kernel;

import java.util.Locale;
import org.ot4j.base.ProgressState;
import org.ot4j.internal.HtmlText;

/** A progress state as one line of HTML, in plain tags that Jupyter's sanitiser lets through. */
final class ProgressHtml {
    private ProgressHtml() {}

    static String row(ProgressState state) {
        var html = new StringBuilder("<div style=\"padding-left:");
        html.append(2 * state.depth()).append("em\">");
        html.append(!state.finished() ? "" : state.stopped() ? "■ stopped: " : "✓ ");
        html.append(HtmlText.escape(state.task())).append(' ');
        if (state.finished()) {
            html.append(state.done());
        } else if (state.total() > 0) {
            html.append(
                    String.format(
                            Locale.ROOT,
                            "<progress value=\"%.4f\" max=\"1\"></progress> %d / %d",
                            state.fraction(),
                            state.done(),
                            state.total()));
        } else {
            html.append("<progress></progress> ").append(state.done());
        }
        if (!state.detail().isEmpty()) {
            html.append(" · ").append(HtmlText.escape(state.detail()));
        }
        var left = state.remaining();
        if (state.finished()) {
            html.append(" · ").append(ProgressState.clock(state.elapsed()));
        } else if (left != null) {
            html.append(" · ").append(ProgressState.clock(left)).append(" left");
        }
        return html.append("</div>").toString();
    }
}
