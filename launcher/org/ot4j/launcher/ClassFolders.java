package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The class path as folders, for the compiler in the kernel. Of jars it opens and lists all before
 * its first answer, which takes a quarter of the kernel's start; of folders it lists only those
 * that it needs. Without them kernels only start slower.
 */
final class ClassFolders {
    /** What no source can name: anonymous classes, and those for other versions of Java. */
    private static final Pattern UNNAMED =
            Pattern.compile("META-INF/.*|.*\\$\\d+\\.class|(.*/)?module-info\\.class");

    private final Layout layout;
    private final Stages stages;

    ClassFolders(Layout layout, Stages stages) {
        this.layout = layout;
        this.stages = stages;
    }

    /** The compiler's path for a folder of jars, or null if there is none. */
    static String of(Layout layout, Path lib) throws IOException {
        List<Path> folders = List.of(own(lib), others(layout, lib));
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                return null;
            }
        }
        return folders.get(0) + File.pathSeparator + folders.get(1);
    }

    /** Unpacks what is new: the project's own jars after each build, others once. */
    void prepare(Path lib) throws Exception {
        var own = new ArrayList<Path>();
        var others = new ArrayList<Path>();
        for (Path jar : jars(layout, lib)) {
            (jar.startsWith(lib) ? own : others).add(jar);
        }
        try {
            unpack(own, own(lib));
            if (!Files.isDirectory(others(layout, lib))) {
                stages.run(
                        "unpacking the class path for the compiler",
                        () -> unpack(others, others(layout, lib)));
            }
        } catch (IOException e) {
            stages.note("kernels will start slower: " + e);
        }
    }

    private static List<Path> jars(Layout layout, Path lib) throws IOException {
        var entries = Kernel.classPath(layout, lib).split(File.pathSeparator);
        return Stream.of(entries).map(Path::of).toList();
    }

    private static Path own(Path lib) {
        return lib.resolve("classes");
    }

    private static Path others(Layout layout, Path lib) throws IOException {
        var stamp = new Stamp();
        for (Path jar : jars(layout, lib)) {
            if (!jar.startsWith(lib)) {
                stamp.text(jar + " " + Files.size(jar));
            }
        }
        return layout.home().resolve("classes").resolve(stamp.value());
    }

    private static void unpack(List<Path> jars, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder.getParent());
        Whole.sweep(folder.getParent());
        Path fresh = Files.createDirectory(Whole.fresh(folder.getParent()));
        for (Path jar : jars) {
            unpack(jar, fresh);
        }
        Files.move(fresh, folder);
    }

    /** Unpacks a jar; a class that exists stays, since the first counts on a class path. */
    private static void unpack(Path jar, Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(".class") && !UNNAMED.matcher(name).matches()) {
                    Path file = folder.resolve(name).normalize();
                    if (file.startsWith(folder) && !Files.exists(file)) {
                        Files.createDirectories(file.getParent());
                        try (var in = zip.getInputStream(entry)) {
                            Files.copy(in, file);
                        }
                    }
                }
            }
        }
    }
}
