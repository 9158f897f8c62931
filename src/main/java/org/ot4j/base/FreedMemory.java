package org.ot4j.base;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Freed engine memory that the C library keeps for the next allocation. During training this saves
 * thousands of page faults per step; afterwards the memory is wasted: glibc returns only the end of
 * its heap, and one small array there can hold gigabytes below it.
 */
public final class FreedMemory {
    private static volatile boolean here = Platform.isLinux();

    private static volatile boolean seen;

    private FreedMemory() {}

    /** Whether DJL has already loaded the engine for other code. */
    static boolean loaded() {
        if (!seen) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
                seen = lines.anyMatch(line -> line.contains("libtorch_cpu"));
            } catch (IOException | UncheckedIOException e) {
                // Then we cannot tell, and the memory stays where it is.
            }
        }
        return seen;
    }

    /**
     * Returns the memory to the system: at the end of a training or of a notebook cell, within some
     * milliseconds. Does nothing if the engine has not been started by anyone or the C library is
     * not glibc.
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
