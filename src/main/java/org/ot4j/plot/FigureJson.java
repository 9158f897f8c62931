package org.ot4j.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.unbescape.html.HtmlEscape;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Converts a Tablesaw figure to the JSON that plotly takes. Tablesaw writes JavaScript for an older
 * plotly: names without quotes, numbers as strings, titles as plain strings, and text in single
 * quotes, escaped for HTML, where a backslash or a line break breaks the script.
 */
public final class FigureJson {
    private static final JsonMapper READER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final MathContext DIGITS = new MathContext(6);

    /** Fields where plotly shows users' text; their values may be categories of an axis. */
    private static final Set<String> WORDS =
            Set.of("title", "text", "hovertext", "ticktext", "labels", "x", "y", "z");

    /** Colours of plotly's own parts of a figure, such as axes: {@code light} and {@code dark}. */
    private static final Map<String, Object> TEMPLATES = readTemplates();

    private FigureJson() {}

    /**
     * A figure as nested maps and lists: {@code data} and {@code layout}. If {@link
     * Plots#theme(Theme)} has set a theme for all charts, the figure has it too.
     */
    public static Map<String, Object> of(Figure figure) {
        Map<String, Object> json = maps(json(figure));
        return Theme.usual() == Theme.AUTO ? json : themed(json, Theme.usual());
    }

    /**
     * An HTML page that shows a figure offline, or a picture if there is no figure.
     *
     * @param title title of the page
     * @param figure {@code data} and {@code layout}, or null
     * @param still HTML shown if there is no figure or scripts do not run
     */
    public static String page(String title, Map<String, Object> figure, String still) {
        return Html.page(title, figure, still, Theme.usual());
    }

    /**
     * A figure whose text plotly shows as it is, not as its own kind of HTML, and in the same
     * places as the picture of the same chart.
     */
    static Map<String, Object> literal(Figure figure, Content content, Frame frame) {
        ObjectNode json = json(figure);
        escapeWords(json);
        ObjectNode layout = (ObjectNode) json.get("layout");
        heading(layout, content.heading(frame));
        // At the axes, where the margin leaves room for it, and not over the frame's line.
        layout.putObject("legend").put("x", 1).put("bgcolor", "rgba(0,0,0,0)");
        if (layout.get("margin") instanceof ObjectNode margin) {
            margin.put("autoexpand", false); // by what a browser measures its names to be longer
        }
        double[] lengths = content.labelLengths(frame);
        label(layout.get("xaxis"), frame.xLabel(), lengths[0]);
        label(layout.get("yaxis"), frame.yLabel(), lengths[1]);
        return maps(json);
    }

    private static void heading(ObjectNode layout, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        ObjectNode title = layout.putObject("title");
        title.put(
                "text",
                lines.stream().map(FigureJson::escaped).collect(Collectors.joining("<br>")));
        title.putObject("font").put("size", Cartesian.TITLE_SIZE).put("weight", "bold");
        title.put("x", 0.5).put("xref", "paper").put("xanchor", "center");
        title.put("y", 1).put("yref", "container").put("yanchor", "top");
        // Plotly aligns one line by the top of its capitals, and several by the first one's
        // baseline.
        title.putObject("pad").put("t", lines.size() == 1 ? 8 : 19);
    }

    private static void label(JsonNode axis, String label, double length) {
        if (axis instanceof ObjectNode object && !label.isEmpty()) {
            ObjectNode title = object.putObject("title");
            title.put("text", escaped(Words.cut(label, Cartesian.LABEL_SIZE, length)));
            title.putObject("font").put("size", Cartesian.LABEL_SIZE);
        }
    }

    /**
     * A figure in the colours of a theme, except where it has its own. A figure that follows the
     * reader's theme says so in {@code layout.meta}, for the page that shows it.
     *
     * @param figure {@code data} and {@code layout}, to which the theme is added
     */
    static Map<String, Object> themed(Map<String, Object> figure, Theme theme) {
        @SuppressWarnings("unchecked")
        var layout = (Map<String, Object>) figure.get("layout");
        layout.put("template", TEMPLATES.get(theme == Theme.DARK ? "dark" : "light"));
        if (theme == Theme.AUTO) {
            layout.put("meta", Map.of("ot4j", "auto"));
        }
        return figure;
    }

    /** What a page needs to show a figure light or dark. */
    static Map<String, Object> templates() {
        return TEMPLATES;
    }

    private static Map<String, Object> readTemplates() {
        try (InputStream in = FigureJson.class.getResourceAsStream("templates.json")) {
            return Collections.unmodifiableMap(
                    READER.readValue(in, new TypeReference<Map<String, Object>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As text that is safe inside a script element of a page. */
    static String script(Object json) {
        try {
            // An end tag or the start of a comment would end the page's script element.
            return READER.writeValueAsString(json)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and lists can be written", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> maps(ObjectNode json) {
        return READER.convertValue(json, Map.class);
    }

    private static ObjectNode json(Figure figure) {
        ObjectNode json = NODES.objectNode();
        ArrayNode data = json.putArray("data");
        Trace[] traces = figure.getTraces();
        for (int i = 0; i < traces.length; i++) {
            data.add(clean(parse(traces[i].asJavascript(i))));
        }
        JsonNode layout =
                figure.getLayout() == null
                        ? NODES.objectNode()
                        : clean(parse(figure.getLayout().asJavascript()));
        titles((ObjectNode) layout);
        json.set("layout", layout);
        return json;
    }

    /** The object literal in a statement like {@code var trace0 = {...};}. */
    private static JsonNode parse(String statement) {
        int from = statement.indexOf('{');
        int to = statement.lastIndexOf('}');
        try {
            return READER.readTree(strict(statement, from, to + 1));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Tablesaw's figure has a part that is not JSON", e);
        }
    }

    /**
     * Tablesaw's two kinds of strings as JSON's one. In double quotes, Tablesaw already writes
     * JSON. In single quotes, text is as given except for HTML's special characters, including the
     * single quote.
     */
    private static String strict(String literal, int from, int to) throws JsonProcessingException {
        var out = new StringBuilder();
        for (int i = from; i < to; i++) {
            char c = literal.charAt(i);
            if (c == '\'') {
                int end = literal.indexOf('\'', i + 1);
                String text = HtmlEscape.unescapeHtml(literal.substring(i + 1, end));
                out.append(READER.writeValueAsString(text));
                i = end;
            } else if (c == '"') {
                int end = i + 1;
                while (literal.charAt(end) != '"') {
                    end += literal.charAt(end) == '\\' ? 2 : 1;
                }
                out.append(literal, i, end + 1);
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static JsonNode clean(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, clean(object.get(name))));
            return object;
        }
        if (node instanceof ArrayNode array) {
            boolean numbers = false;
            boolean words = false;
            for (int i = 0; i < array.size(); i++) {
                JsonNode part = clean(array.get(i));
                array.set(i, part);
                numbers |= isNumber(part);
                words |= !isNumber(part) && !part.asText().equals("NaN"); // which is a gap
            }
            numbers &= !words;
            for (int i = 0; numbers && i < array.size(); i++) {
                array.set(i, number(Double.parseDouble(array.get(i).asText())));
            }
            return array;
        }
        return node.isDouble() ? number(node.asDouble()) : node;
    }

    /** Six digits are more than a screen shows, and keep notebooks small. */
    private static JsonNode number(double value) {
        return Double.isFinite(value)
                ? NODES.numberNode(new BigDecimal(value).round(DIGITS).doubleValue())
                : NODES.nullNode();
    }

    private static boolean isNumber(JsonNode node) {
        if (!node.isTextual()) {
            return false;
        }
        try {
            return Double.isFinite(Double.parseDouble(node.asText()));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void titles(ObjectNode layout) {
        for (JsonNode part : layout) {
            if (part instanceof ObjectNode object) {
                title(object);
            }
        }
        title(layout);
    }

    private static void title(ObjectNode object) {
        if (object.path("title").isTextual()) {
            object.set("title", NODES.objectNode().set("text", object.get("title")));
        }
    }

    private static void escapeWords(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                JsonNode value = object.get(name);
                if (name.equals("name") && value.isTextual()) {
                    object.put(name, escaped(Words.name(value.asText())));
                } else if (WORDS.contains(name)) {
                    object.set(name, escaped(value));
                } else {
                    escapeWords(value);
                }
            }
        } else {
            node.forEach(FigureJson::escapeWords);
        }
    }

    private static JsonNode escaped(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(escaped(node.asText()));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, escaped(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            escapeWords(object);
        }
        return node;
    }

    /**
     * Plotly interprets a few tags, entities and, if MathJax is loaded, formulas between dollars.
     */
    static String escaped(String text) {
        return Words.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("$", "&#36;");
    }
}
