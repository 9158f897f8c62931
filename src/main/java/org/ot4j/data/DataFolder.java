package org.ot4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where data files lie: the folder named by the system property {@code ot4j.data} or else the
 * environment variable {@code OT4J_DATA}, then {@code data/} in the working folder or the nearest
 * folder above it. Downloads land in {@code data/}.
 */
public final class DataFolder {
    private DataFolder() {}

    /** The folders that are looked through, in order; they need not exist. */
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

    /** Where downloads and caches land: {@code data/} as above. */
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
