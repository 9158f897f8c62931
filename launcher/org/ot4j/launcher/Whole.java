package org.ot4j.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Comparator;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Files that are complete or absent: when a write is cut short, the old file stays. New files get
 * the permissions that the umask leaves, replaced files keep theirs, and symbolic links stay links.
 */
final class Whole {
    /** What a killed process leaves: {@code .ot4j-PROCESS-NAME.tmp}. */
    private static final Pattern LEFT = Pattern.compile("\\.ot4j-(\\d+)-[0-9a-f-]{36}\\.tmp");

    /** Writes the content of a file. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private Whole() {}

    static void write(Path file, String text) throws IOException {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            write(to, in::transferTo);
        }
    }

    static void write(Path file, Content content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path target = followed(file.toAbsolutePath());
        sweep(target.getParent());
        Path fresh = fresh(target.getParent());
        try {
            // Follows the umask; createTempFile would give access to the owner only.
            try (var channel =
                    FileChannel.open(
                            fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var out = Channels.newOutputStream(channel);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            keepPermissions(target, fresh);
            move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A name for an incomplete file or folder, which {@link #sweep} recognises. */
    static Path fresh(Path folder) {
        long process = ProcessHandle.current().pid();
        return folder.resolve(".ot4j-" + process + "-" + UUID.randomUUID() + ".tmp");
    }

    /** Gives a complete file its name. */
    static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes what killed launchers left in a folder. */
    static void sweep(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var match = LEFT.matcher(file.getFileName().toString());
                if (match.matches() && !runs(Long.parseLong(match.group(1)))) {
                    delete(file);
                }
            }
        }
    }

    /** Deletes a file, or a folder with its contents. */
    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Path followed(Path file) throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        return Files.isSymbolicLink(file)
                ? followed(file.resolveSibling(Files.readSymbolicLink(file)))
                : file;
    }

    private static boolean runs(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        var old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (old != null && view != null && Files.exists(from)) {
            view.setPermissions(old.readAttributes().permissions());
        }
    }
}
