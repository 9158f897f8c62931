package org.ot4j.internal;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Atomic file writes: a file is always either the old one or the new one, never something in
 * between. It is written beside the target, forced to disk, then renamed over it. The library
 * writes all its files this way.
 *
 * <ul>
 *   <li>Missing folders are created. A symbolic link stays, and its target is replaced.
 *   <li>A new file has the usual permissions (umask); a file that replaces another keeps the
 *       permissions of the old one.
 *   <li>An interrupt neither stops a write nor is lost: data is not written through a channel,
 *       because a channel closes when its thread is interrupted.
 *   <li>A failed write leaves nothing behind. Temporary files of a killed process are removed by
 *       the next write to the same folder; a running process is recognised by the lock it holds on
 *       its file.
 * </ul>
 */
public final class WholeFile {
    private static final String START = ".ot4j-";
    private static final String END = ".tmp";
    private static final int LINKS = 40;
    private static final int TRIES = 5;
    private static final AtomicLong COUNT = new AtomicLong();

    /** Temporary files of this process; testing their locks would release them. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the content; need not flush or close. */
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /**
     * Writes a file.
     *
     * @return {@code file}
     * @throws UncheckedIOException if it cannot be written; the message names the file and the
     *     reason
     */
    public static Path write(Path file, byte[] content) {
        return write(file, out -> out.write(content));
    }

    /**
     * Writes a file.
     *
     * @return {@code file}
     * @throws UncheckedIOException if it cannot be written; the message names the file and the
     *     reason
     */
    public static Path write(Path file, Content content) {
        Check.notNull(file, "file");
        try {
            Path target = target(file);
            BasicFileAttributes old = attributes(target);
            if (old != null && old.isOther()) {
                // A device or a pipe is written to directly: there is nothing to replace.
                try (var out = new BufferedOutputStream(new FileOutputStream(target.toFile()))) {
                    content.writeTo(out);
                }
                return file;
            }
            replace(target, old != null, content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + reason(e), e);
        }
    }

    /**
     * Fails if {@link #write} would fail, before there is any work to lose: if there is a folder in
     * place of the file, if the folder cannot be created or written to, or if the file is
     * protected. Missing folders are created.
     *
     * @throws IllegalArgumentException with the name, the file and the reason
     */
    public static void checkWritable(Path file, String name) {
        Check.notNull(file, name);
        try {
            Path target = target(file);
            BasicFileAttributes old = attributes(target);
            if (old == null || !old.isOther()) {
                try (var probe = new Temporary(target.getParent())) {
                    probe.stream().write(0);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    name + " = " + file + ": expected a file that can be written, " + reason(e), e);
        }
    }

    private static void replace(Path target, boolean exists, Content content) throws IOException {
        removeLeftovers(target.getParent());
        try (var temporary = new Temporary(target.getParent())) {
            if (exists) {
                copyRights(target, temporary.path());
            }
            var out = new BufferedOutputStream(temporary.stream(), 1 << 16);
            content.writeTo(out);
            out.flush();
            temporary.stream().getFD().sync();
            temporary.moveTo(target);
        }
        try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Some systems cannot force a folder; the rename itself is still atomic.
        }
    }

    /** The file itself, with symbolic links resolved; fails if it cannot exist. */
    private static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        requireFolders(target);
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target)).toAbsolutePath();
        }
        BasicFileAttributes old = attributes(target);
        if (target.getFileName() == null || old != null && old.isDirectory()) {
            throw new FileSystemException(target.toString(), null, "it is a folder");
        }
        if (old != null && !Files.isWritable(target)) {
            throw new FileSystemException(target.toString(), null, "it is protected");
        }
        if (!Files.isDirectory(target.getParent())) {
            Files.createDirectories(target.getParent());
        }
        return target;
    }

    /** The nearest existing parent must be a folder; the system's own message is less clear. */
    private static void requireFolders(Path target) throws IOException {
        Path above = target.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above != null && !Files.isDirectory(above)) {
            throw new FileSystemException(target.toString(), null, above + " is not a folder");
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void copyRights(Path from, Path to) throws IOException {
        var source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        var copy = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (source == null || copy == null) {
            return;
        }
        PosixFileAttributes rights = source.readAttributes();
        try {
            if (!rights.owner().equals(copy.getOwner())) {
                copy.setOwner(rights.owner());
            }
            if (!rights.group().equals(copy.readAttributes().group())) {
                copy.setGroup(rights.group());
            }
        } catch (IOException e) {
            // Only the superuser can give files away; the content matters more than its owner.
        }
        if (!rights.permissions().equals(copy.readAttributes().permissions())) {
            copy.setPermissions(rights.permissions());
        }
    }

    private static void removeLeftovers(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, START + "*" + END)) {
            for (Path file : files) {
                if (!OWN.contains(file)) {
                    removeUnlessLocked(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Leftovers are a nuisance, but no reason not to write.
        }
    }

    private static void removeUnlessLocked(Path file) {
        try (var out = new FileOutputStream(file.toFile(), true);
                FileLock lock = out.getChannel().tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // Not ours to remove, or the system has no locks.
        }
    }

    /**
     * The reason for a failure, without the path, in words even if Java has only an exception class
     * for it.
     */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no right to write to " + denied.getFile();
        }
        if (e instanceof FileSystemLoopException) {
            return "its symbolic links lead in a circle";
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is not a folder";
        }
        if (e instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /**
     * A file beside the target, locked while this process lives and deleted unless it was moved.
     */
    private static final class Temporary implements AutoCloseable {
        private final Path path;
        private final FileOutputStream out;

        Temporary(Path folder) throws IOException {
            for (int tries = 0; ; tries++) {
                Path fresh =
                        folder.resolve(
                                START
                                        + ProcessHandle.current().pid()
                                        + "-"
                                        + Long.toHexString(System.nanoTime())
                                        + "-"
                                        + COUNT.incrementAndGet()
                                        + END);
                OWN.add(fresh);
                FileOutputStream stream = null;
                try {
                    Files.createFile(fresh);
                    stream = new FileOutputStream(fresh.toFile());
                    lock(stream);
                    if (Files.exists(fresh) || tries == TRIES) {
                        path = fresh;
                        out = stream;
                        return;
                    }
                    // Another process took it for a leftover before we locked it.
                    stream.close();
                } catch (IOException | RuntimeException e) {
                    OWN.remove(fresh);
                    if (stream != null) {
                        stream.close();
                        Files.deleteIfExists(fresh);
                    }
                    throw e;
                }
                OWN.remove(fresh);
            }
        }

        private static void lock(FileOutputStream stream) {
            try {
                stream.getChannel().tryLock();
            } catch (IOException | RuntimeException e) {
                // A system without locks does not remove leftovers either.
            }
        }

        Path path() {
            return path;
        }

        FileOutputStream stream() {
            return out;
        }

        void moveTo(Path target) throws IOException {
            // Windows cannot move an open file.
            out.close();
            try {
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(path);
                OWN.remove(path);
            }
        }
    }
}
