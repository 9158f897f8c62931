package org.ot4j.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The memory use of this process. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** Heap used and its limit; also the size of the whole process if the system reports it. */
    static String text() {
        var runtime = Runtime.getRuntime();
        String heap =
                size(runtime.totalMemory() - runtime.freeMemory())
                        + " of "
                        + size(runtime.maxMemory())
                        + " heap";
        long process = process();
        return process < 0 ? heap : heap + ", " + size(process) + " the whole process";
    }

    /** Resident bytes of the process, or -1 if unknown. */
    static long process() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            return -1; // not Linux
        }
        return -1;
    }

    static String size(long bytes) {
        return bytes < 10L << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%d MiB", bytes >> 20);
    }
}
