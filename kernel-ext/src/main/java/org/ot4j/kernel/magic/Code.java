package org.ot4j.kernel.magic;

import java.util.List;

/** The Java that a magic is about: the rest of its line, or the cell below it. */
final class Code {
    private Code() {}

    static String of(List<String> words, String body) {
        String line = words == null ? "" : String.join(" ", words);
        if (body != null && !line.isEmpty()) {
            throw new MagicError("code stands on the line or in the cell below, not in both");
        }
        String code = body == null ? line : body;
        if (code.isBlank()) {
            throw new MagicError("expected Java code");
        }
        return code;
    }
}
