package org.ot4j.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.kernel.shell.UserShell;

/** The imports that a notebook and JShell start with: one list for both. */
final class StartUp {
    private static final String RESOURCE = "startup.jsh";

    private StartUp() {}

    /** Evaluates the list; a failing line must not prevent the kernel from starting. */
    static void run(BaseKernel kernel) {
        var lines = new LinkedHashSet<>(KernelImports.take(kernel));
        lines.addAll(snippets().lines().toList());
        for (String line : UserShell.add(kernel, List.copyOf(lines))) {
            try {
                kernel.evalRaw(line);
            } catch (RuntimeException e) {
                System.err.println("ot4j: this start-up line failed: " + line);
            }
        }
    }

    static String snippets() {
        try (InputStream in = StartUp.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
