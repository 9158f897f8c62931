package org.ot4j.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/**
 * A strict JSON reader where Gson is lenient: no duplicate keys, nothing after the end, no deep
 * nesting. It also checks that everything in the text was understood.
 */
final class StrictJson {
    private static final int DEPTH = 32;
    private static final long LONGEST = 10_000;

    /** Numbers that a constructor normalises may come back with different last digits. */
    private static final double ROUNDING = 1e-9;

    private StrictJson() {}

    /** Reads a text. */
    static JsonElement parse(String json) {
        try (var in = new JsonReader(new StringReader(json))) {
            JsonElement element = next(in, 0);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonParseException("there is more text after the end");
            }
            return element;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new JsonParseException("no JSON: " + e.getMessage(), e);
        }
    }

    private static JsonElement next(JsonReader in, int depth) throws IOException {
        if (depth > DEPTH) {
            throw new JsonParseException("nested more than " + DEPTH + " deep at " + in.getPath());
        }
        switch (in.peek()) {
            case BEGIN_ARRAY:
                var array = new JsonArray();
                in.beginArray();
                while (in.hasNext()) {
                    array.add(next(in, depth + 1));
                }
                in.endArray();
                return array;
            case BEGIN_OBJECT:
                var object = new JsonObject();
                in.beginObject();
                while (in.hasNext()) {
                    String key = in.nextName();
                    if (object.has(key)) {
                        throw new JsonParseException(key + " appears twice");
                    }
                    object.add(key, next(in, depth + 1));
                }
                in.endObject();
                return object;
            case STRING:
                return new JsonPrimitive(in.nextString());
            case NUMBER:
                return new JsonPrimitive(number(in));
            case BOOLEAN:
                return new JsonPrimitive(in.nextBoolean());
            default:
                in.nextNull();
                return JsonNull.INSTANCE;
        }
    }

    private static BigDecimal number(JsonReader in) throws IOException {
        var number = new BigDecimal(in.nextString());
        // As an integer it would take memory in proportion to the value of its exponent.
        if (Math.abs((long) number.scale()) > LONGEST) {
            throw new JsonParseException("a number is too long at " + in.getPath());
        }
        return number;
    }

    /**
     * Fails if {@code understood}, written again, differs from what was read; the message names the
     * place.
     */
    static void compare(JsonElement read, JsonElement understood, String place) {
        if (read instanceof JsonObject object && understood instanceof JsonObject other) {
            for (String key : other.keySet()) {
                check(object.has(key), place(place, key), "is missing");
            }
            for (String key : object.keySet()) {
                check(other.has(key), place(place, key), "is unknown");
                compare(object.get(key), other.get(key), place(place, key));
            }
        } else if (read instanceof JsonArray array && understood instanceof JsonArray other) {
            check(array.size() == other.size(), place, "has " + array.size() + " entries");
            for (int i = 0; i < array.size(); i++) {
                compare(array.get(i), other.get(i), place + "[" + i + "]");
            }
        } else {
            check(same(read, understood), place, "= " + shorten(read) + " is no fitting value");
        }
    }

    private static boolean same(JsonElement read, JsonElement understood) {
        if (read instanceof JsonPrimitive a
                && understood instanceof JsonPrimitive b
                && a.isNumber()
                && b.isNumber()) {
            if (b.getAsNumber() instanceof Double || b.getAsNumber() instanceof Float) {
                double x = a.getAsDouble();
                double y = b.getAsDouble();
                return x == y || Math.abs(x - y) <= ROUNDING * Math.abs(y);
            }
            return a.getAsBigDecimal().compareTo(b.getAsBigDecimal()) == 0;
        }
        return read.equals(understood);
    }

    private static String shorten(JsonElement value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static String place(String outer, String key) {
        return outer.isEmpty() ? key : outer + "." + key;
    }

    private static void check(boolean ok, String place, String what) {
        if (!ok) {
            throw new JsonParseException((place.isEmpty() ? "the text" : place) + " " + what);
        }
    }
}
