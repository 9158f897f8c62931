package org.ot4j.kernel.magic;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The Java code of a magic: the rest of its line, or the cell below it. */
final class Code {
    @Parameters(arity = "0..*", paramLabel = "CODE", description = "Java, on the same line")
    private List<String> words = List.of();

    /**
     * The code on the line, or otherwise that of the cell; {@code body} is null if there is none.
     */
    String above(String body) {
        String line = String.join(" ", words);
        if (body != null && !line.isEmpty()) {
            throw new MagicError("expected code on the line or in the cell below, not in both");
        }
        String code = body == null ? line : body;
        if (code.isBlank()) {
            throw new MagicError("expected Java code");
        }
        return code;
    }
}
