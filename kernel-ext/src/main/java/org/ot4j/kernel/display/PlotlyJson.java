package org.ot4j.kernel.display;

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
import org.unbescape.html.HtmlEscape;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A Tablesaw figure as the JSON that plotly takes. Tablesaw writes JavaScript for an older plotly:
 * names without quotes, numbers as strings, text escaped for HTML, titles as plain strings.
 */
final class PlotlyJson {
    private static final JsonMapper READER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final MathContext DIGITS = new MathContext(6);

    private PlotlyJson() {}

    /** The figure as nested maps and lists. */
    static Map<?, ?> of(Figure figure) throws JsonProcessingException {
        ObjectNode json = NODES.objectNode();
        ArrayNode data = json.putArray("data");
        Trace[] traces = figure.getTraces();
        for (int i = 0; i < traces.length; i++) {
            data.add(clean(literal(traces[i].asJavascript(i))));
        }
        JsonNode layout =
                figure.getLayout() == null
                        ? NODES.objectNode()
                        : clean(literal(figure.getLayout().asJavascript()));
        titles((ObjectNode) layout);
        json.set("layout", layout);
        return READER.convertValue(json, Map.class);
    }

    /** The object literal in a statement like {@code var trace0 = {...};}. */
    private static JsonNode literal(String statement) throws JsonProcessingException {
        int from = statement.indexOf('{');
        int to = statement.lastIndexOf('}');
        return READER.readTree(statement.substring(from, to + 1));
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
        if (node.isDouble()) {
            return number(node.asDouble());
        }
        if (node.isTextual()) {
            return TextNode.valueOf(HtmlEscape.unescapeHtml(node.asText()));
        }
        return node;
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
}
