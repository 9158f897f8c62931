package org.ot4j.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pictures below a folder. Links are followed, as in torchvision; a folder that contains itself
 * is entered once. What programs leave behind is ignored: hidden files and folders, and those that
 * archives and file servers create.
 */
final class PictureTree extends SimpleFileVisitor<Path> {
    static final Set<String> ENDINGS =
            new TreeSet<>(Set.of("jpg", "jpeg", "png", "pgm", "ppm", "pbm", "pnm", "bmp", "gif"));

    private static final Set<String> LEFT_BEHIND = Set.of("__MACOSX", "@eaDir", "lost+found");

    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private final Set<String> folders = new TreeSet<>();
    private final List<IOException> unread = new ArrayList<>();

    private PictureTree(Path root) {
        this.root = root;
    }

    static PictureTree of(Path root) throws IOException {
        var tree = new PictureTree(root);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, tree);
        // Not in the order of the file system: the order must be the same on all systems.
        tree.files.sort(Comparator.comparing(tree::relative));
        return tree;
    }

    /** The pictures in the order of their paths. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** The names of the folders directly inside, in order. */
    List<String> folders() {
        return List.copyOf(folders);
    }

    /** The reasons why some folders could not be read. */
    List<IOException> unread() {
        return List.copyOf(unread);
    }

    /** A path relative to the root, with slashes on every system. */
    String relative(Path file) {
        return root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private boolean isLeftBehind(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return !path.equals(root) && (name.startsWith(".") || LEFT_BEHIND.contains(name));
    }

    private static boolean isNamedLikeAPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (isLeftBehind(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (root.equals(folder.getParent())) {
            folders.add(folder.getFileName().toString());
        }
        return FileVisitResult.CONTINUE;
    }

    /** A broken link counts as a picture that cannot be read. */
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if ((attributes.isRegularFile() || attributes.isSymbolicLink())
                && !isLeftBehind(file)
                && isNamedLikeAPicture(file)) {
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (!(e instanceof FileSystemLoopException) && !isLeftBehind(file)) {
            unread.add(e);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
        if (e != null) {
            unread.add(e);
        }
        return FileVisitResult.CONTINUE;
    }
}
