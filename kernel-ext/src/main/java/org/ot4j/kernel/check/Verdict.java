package org.ot4j.kernel.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ot4j.internal.HtmlText;

/**
 * The result of a check: right, or the first wrong value with a hint.
 *
 * @param token what whoever asked for the check recognises its result by; null if nobody asked
 */
public record Verdict(
        boolean right,
        String name,
        String title,
        String what,
        String found,
        String expected,
        String hint,
        String token) {
    static Verdict right(Check check) {
        return new Verdict(true, check.name(), check.title(), null, null, null, null, null);
    }

    static Verdict wrong(Check check, Wrong wrong) {
        return new Verdict(
                false,
                check.name(),
                check.title(),
                wrong.what,
                wrong.found,
                wrong.expected,
                wrong.hint,
                null);
    }

    static Verdict wrong(Check check, String hint) {
        return wrong(check, new Wrong(null, null, null, hint));
    }

    /** The same verdict with a token. */
    public Verdict signed(String token) {
        return new Verdict(right, name, title, what, found, expected, hint, token);
    }

    /** For programs: what {@link #text} says, by keys; without those that are null. */
    public Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", name);
        facts.put("title", title);
        facts.put("right", right);
        rows().forEach(row -> facts.put(row[0], row[1]));
        if (token != null) {
            facts.put("token", token);
        }
        return facts;
    }

    private String head() {
        return (right ? "✓ " : "✗ ") + name;
    }

    private List<String[]> rows() {
        var rows = new ArrayList<String[]>();
        add(rows, "looked at", what);
        add(rows, "found", found);
        add(rows, "expected", expected);
        add(rows, "hint", hint);
        return rows;
    }

    private static void add(List<String[]> rows, String label, String text) {
        if (text != null) {
            rows.add(new String[] {label, text});
        }
    }

    /** As text: a line, and below it what is wrong. */
    public String text() {
        var text = new StringBuilder(head() + " " + title + (right ? "" : ": not yet"));
        for (String[] row : rows()) {
            text.append(String.format("%n    %-10s %s", row[0], row[1]));
        }
        return text.toString();
    }

    /** As HTML that Jupyter's sanitiser lets through. */
    public String html() {
        String colour = right ? "#2e9e4f" : "#d1495b";
        var html = new StringBuilder();
        html.append("<div style=\"border-left: 4px solid ").append(colour);
        html.append("; padding: 2px 12px; margin: 2px 0\"><b style=\"color: ").append(colour);
        html.append("\">").append(head()).append("</b> ").append(escape(title));
        for (String[] row : rows()) {
            html.append("<br><span style=\"color: gray\">").append(row[0]).append("</span> ");
            html.append(code(row[1]));
        }
        return html.append("</div>").toString();
    }

    /** Words in backquotes are code. */
    private static String code(String text) {
        return escape(text).replaceAll("`([^`]*)`", "<code>$1</code>");
    }

    private static String escape(String text) {
        return HtmlText.escape(text);
    }

    @Override
    public String toString() {
        return text();
    }
}
