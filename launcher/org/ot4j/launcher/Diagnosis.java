package org.ot4j.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in one line what went wrong in a stage, from its log or from an exception. */
final class Diagnosis {
    private static final Map<Pattern, String> CAUSES = new LinkedHashMap<>();

    static {
        cause("No space left on device|not enough space on the disk", "the disk is full");
        cause("Read-only file system|Permission denied|Access is denied", "no write permission");
        cause(
                "ensurepip is not|No module named '?(venv|ensurepip)",
                "Python's venv module is"
                        + " missing (on Debian and Ubuntu: apt install python3-venv)");
        cause(
                "Failed to establish a new connection|NewConnectionError|name resolution"
                        + "|Unknown host|Name or service not known|Could not resolve host"
                        + "|Network is unreachable|Connection refused|Connect(ion)? timed out"
                        + "|Failed to connect|Couldn't connect|[Ff]ailed to fetch"
                        + "|ReadTimeoutError|ConnectTimeoutError|actively refused"
                        + "|from versions: none",
                "no network: the first set-up downloads from Maven Central and PyPI");
    }

    private Diagnosis() {}

    private static void cause(String pattern, String meaning) {
        CAUSES.put(Pattern.compile(pattern), meaning);
    }

    /** The failure of a stage whose output is in {@code log}. */
    static Failure of(String stage, Path log) {
        String text;
        try {
            text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            text = "";
        }
        for (var cause : CAUSES.entrySet()) {
            if (cause.getKey().matcher(text).find()) {
                return new Failure(stage + ": " + cause.getValue() + " (" + log + ")");
            }
        }
        return new Failure(stage + " failed (" + log + ")\n" + tell(text));
    }

    /** Maven's error lines, or the last lines of the log if there are none. */
    private static String tell(String text) {
        String errors =
                text.lines()
                        .filter(l -> l.startsWith("[ERROR]") && l.length() > 10)
                        .limit(12)
                        .collect(Collectors.joining("\n"));
        if (!errors.isEmpty()) {
            return errors;
        }
        var lines = text.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    /** The failure behind an exception of the file system. */
    static Failure of(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return new Failure("no write permission: " + text);
        }
        for (var cause : CAUSES.entrySet()) {
            if (cause.getKey().matcher(text).find()) {
                return new Failure(cause.getValue() + ": " + text);
            }
        }
        String kind = e instanceof FileSystemException ? "" : e.getClass().getSimpleName() + ": ";
        return new Failure("cannot continue: " + kind + text);
    }
}
