package org.ot4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The places of data files: the folder named by the system property {@code ot4j.data} or else the
 * environment variable {@code OT4J_DATA}, then {@code data/} in the working folder or the nearest
 * folder above it. Downloads go to {@code data/}.
 */
public final class DataFolder {
    private DataFolder() {}

    /** The folders to search, in order; they need not exist. */
    public static List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        String named = System.getProperty("ot4j.data", System.getenv("OT4J_DATA"));
        if (named != null && !named.isBlank()) {
            roots.add(Path.of(named));
        }
        roots.add(downloads());
        return roots;
    }

    /** The first root that has {@code path}, a file or folder, or null. */
    public static Path find(String path) {
        for (Path root : roots()) {
            if (Files.exists(root.resolve(path))) {
                return root.resolve(path);
            }
        }
        return null;
    }

    /** The folder for downloads and caches: {@code data/} in or above the working folder. */
    public static Path downloads() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("data"))) {
                return folder.resolve("data");
            }
        }
        return here.resolve("data");
    }
}
