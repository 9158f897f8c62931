package org.ot4j.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The checkout of somebody else, such as the one that all users of a hub share: JNA and Java's
 * preferences go to the user's own folders then, which are their default. In a folder that it
 * cannot write, JNA warns in a cell and does not load, and freed memory stays with the process.
 */
final class CheckoutOfOthers {
    /** Properties that the launcher sets to folders inside the checkout. */
    private static final List<String> FOLDERS = List.of("jna.tmpdir", "java.util.prefs.userRoot");

    private CheckoutOfOthers() {}

    /** Leaves folders that this user cannot write; to be called before anything reads them. */
    static void leave() {
        for (String property : FOLDERS) {
            String folder = System.getProperty(property);
            if (folder != null && !writable(Path.of(folder))) {
                System.clearProperty(property);
            }
        }
    }

    /** Whether the folder, or the nearest one above it that is there, can be written. */
    private static boolean writable(Path folder) {
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return Files.isDirectory(at) && Files.isWritable(at);
            }
        }
        return false;
    }
}
