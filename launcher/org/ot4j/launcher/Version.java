package org.ot4j.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The version in the POM, the commit if it is known, and the Java at work. */
final class Version {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>ot4j-parent</artifactId>\\s*<version>([^<]+)</version>");
    private static final String UNKNOWN = "unknown";

    private Version() {}

    static String text(Path root) throws IOException {
        var found = VERSION.matcher(Files.readString(root.resolve("pom.xml")));
        return String.format(
                "ot4j %s, commit %s, Java %s",
                found.find() ? found.group(1) : UNKNOWN,
                commit(root),
                System.getProperty("java.version"));
    }

    /** Git's own in a clone, otherwise what {@code git archive} has written into the file. */
    private static String commit(Path root) throws IOException {
        if (Files.exists(root.resolve(".git"))) { // not the one of a folder around this checkout
            return described(root);
        }
        Path file = root.resolve("launcher/commit.txt");
        String written = Files.exists(file) ? Files.readString(file).strip() : "";
        return written.matches("[0-9a-f]{7,}") ? written : UNKNOWN;
    }

    private static String described(Path root) {
        var git =
                new ProcessBuilder(
                        "git",
                        "describe",
                        "--always",
                        "--abbrev=40",
                        "--exclude=*",
                        "--dirty= with changes");
        git.directory(root.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        git.environment().keySet().removeIf(name -> name.matches("GIT_(DIR|WORK_TREE)"));
        try {
            Process process = git.start();
            byte[] answer = process.getInputStream().readAllBytes();
            String text = new String(answer, StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 && !text.isEmpty() ? text : UNKNOWN;
        } catch (IOException e) { // no git
            return UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
