package org.ot4j.kernel.shell;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes on what JShell prints and, after an error in a line that begins with a notebook magic,
 * adds what to do about it.
 */
final class MagicNotes extends FilterOutputStream {
    /** The line that an error quotes. */
    private static final Pattern QUOTED = Pattern.compile("\\| +(%%?([A-Za-z]\\w*))(?: +(.*))?");

    /**
     * The marker below the line, at the first character of the error, since two markers are two
     * errors.
     */
    private static final Pattern MARK = Pattern.compile("\\|  \\^-*\\^?");

    private final Charset charset;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String note;

    MagicNotes(OutputStream out, Charset charset) {
        super(out);
        this.charset = charset;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        if (b != '\n') {
            line.write(b);
            return;
        }
        String text = line.toString(charset).stripTrailing();
        line.reset();
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            note = note(quoted.group(1), quoted.group(2), quoted.group(3));
        } else if (note != null && MARK.matcher(text).matches()) {
            out.write(("|  " + note + System.lineSeparator()).getBytes(charset));
            note = null;
        } else if (!text.startsWith("|")) {
            note = null;
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
        out.flush();
    }

    static String note(String magic, String name, String rest) {
        String instead =
                switch (name) {
                    case "plot" -> "show(Plots.curves(table)) or show(Plots.scatter(points)) draws";
                    case "time", "timeit" ->
                            magic.startsWith("%%") || rest == null || rest.isBlank()
                                    ? "leave out the line; what follows is Java"
                                    : "leave out the word; the rest is Java";
                    case "help" -> "press Tab twice after a name to read about it";
                    case "who" -> "/vars lists the variables";
                    case "vars", "list", "open" -> "write /" + name;
                    default -> "leave out the line";
                };
        return magic + " is a magic, which exists only in notebooks: " + instead + ".";
    }
}
