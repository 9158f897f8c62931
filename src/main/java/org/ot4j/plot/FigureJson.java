package org.ot4j.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.unbescape.html.HtmlEscape;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A Tablesaw figure as the JSON that plotly takes. Tablesaw writes JavaScript for an older plotly:
 * names without quotes, numbers as strings, titles as plain strings, text in single quotes escaped
 * for HTML, in which a backslash or a line end breaks the script.
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

    /** Where plotly shows what people wrote; what is in them may be categories of an axis. */
    private static final Set<String> WORDS =
            Set.of("title", "text", "hovertext", "ticktext", "labels", "x", "y", "z");

    private FigureJson() {}

    /** A figure as nested maps and lists: {@code data} and {@code layout}. */
    public static Map<String, Object> of(Figure figure) {
        return maps(json(figure));
    }

    /** The same where plotly is to show texts as they are, not as its own kind of HTML. */
    static Map<String, Object> literal(Figure figure) {
        ObjectNode json = json(figure);
        escapeWords(json);
        return maps(json);
    }

    /** As text that may stand within a script of a page. */
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
     * Tablesaw's two kinds of strings as JSON's one. In double quotes it writes JSON already. In
     * single quotes all is as it was given but for HTML's signs, the single quote among them.
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
            boolean numbers = array.size() > 0;
            for (int i = 0; i < array.size(); i++) {
                array.set(i, clean(array.get(i)));
                numbers &= isNumber(array.get(i));
            }
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

    /** Plotly knows a few tags, entities, and formulas between dollars where MathJax is there. */
    private static String escaped(String text) {
        return Words.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("$", "&#36;");
    }
}
