package org.ot4j.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The script of interactive pictures, for pages that hold one. */
final class PageScript {
    private static final List<String> FILES =
            List.of("assignment", "sinkhorn", "elements", "plan", "latentplane", "film", "mount");

    private PageScript() {}

    /** All files as one script, which adds one name to the page: {@code ot4jInteractive}. */
    static String text() {
        return FILES.stream()
                .map(PageScript::read)
                .collect(Collectors.joining("\n", "(function () {\n", "})();\n"));
    }

    private static String read(String name) {
        String file = "interactive/" + name + ".js";
        try (InputStream in = PageScript.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
