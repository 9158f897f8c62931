package org.ot4j.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** A short fingerprint of the inputs of a stage, the same as long as nothing changes. */
final class Stamp {
    private final MessageDigest digest;

    Stamp() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Stamp text(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return this;
    }

    Stamp content(Path file) throws IOException {
        return text(Files.readString(file));
    }

    /** Adds names, sizes and times of all files in a folder, which need not exist. */
    Stamp tree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return text("none");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).sorted().forEach(this::file);
        }
        return this;
    }

    private void file(Path file) {
        try {
            text(file.toString());
            text(Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String value() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    static boolean matches(Path file, String value) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(value);
    }

    static void write(Path file, String value) throws IOException {
        if (!matches(file, value)) {
            Whole.write(file, value);
        }
    }
}
