package org.ot4j.kernel.display;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON as maps and lists, which the kernel can put into a message. */
final class Plain {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Plain() {}

    static Object of(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }
}
