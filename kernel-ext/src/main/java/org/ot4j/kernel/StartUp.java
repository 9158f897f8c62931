package org.ot4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The imports that a notebook and JShell begin with: one list for both. */
final class StartUp {
    private static final String RESOURCE = "startup.jsh";

    private StartUp() {}

    static String snippets() {
        try (InputStream in = StartUp.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
