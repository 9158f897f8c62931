package org.ot4j.launcher;

import java.util.ArrayList;
import java.util.List;

/** Options without which newer versions of Java print warnings that are none of the user's. */
final class Jvm {
    /** From here on Java warns where a library loads native code without being told that it may. */
    private static final int NATIVE_ACCESS = 22;

    /** From here on there is the option that keeps Java from warning of {@code sun.misc.Unsafe}. */
    private static final int UNSAFE_ACCESS = 23;

    private Jvm() {}

    /** For each JVM that runs the library or Maven, on the version that the launcher runs on. */
    static List<String> quiet() {
        int version = Runtime.version().feature();
        var options = new ArrayList<String>();
        if (version >= NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= UNSAFE_ACCESS) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }
}
