package org.ot4j.base;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory of the engine that was freed, and that the C library keeps for the next allocation. During
 * a training that saves thousands of page faults a step; afterwards it is only lost: glibc gives
 * back what lies at the end of its heap, and one small array there holds gigabytes below it.
 */
public final class FreedMemory {
    private static volatile boolean here = Platform.isLinux();

    private static volatile boolean seen;

    private FreedMemory() {}

    /** Whether DJL has loaded the engine for somebody else. */
    static boolean loaded() {
        if (!seen) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
                seen = lines.anyMatch(line -> line.contains("libtorch_cpu"));
            } catch (IOException | UncheckedIOException e) {
                // Then it is not known, and the memory stays where it is.
            }
        }
        return seen;
    }

    /**
     * Gives it back to the system: at the end of a training or of a notebook's cell, in some
     * milliseconds. Does nothing where the engine is not in use, by whomever it was started, or the
     * C library is not glibc.
     */
    public static void giveBack() {
        if (here && (PyTorch.started() || loaded())) {
            try {
                NativeLibrary.getProcess()
                        .getFunction("malloc_trim")
                        .invokeInt(new Object[] {Long.valueOf(0)});
            } catch (LinkageError e) {
                here = false;
            }
        }
    }
}
