package org.ot4j.kernel.output;

import java.util.Locale;

/** Limits how much one cell may print: anything beyond the limit is counted instead of shown. */
final class Allowance {
    /** The limit in characters per cell; a notebook with more can hardly be opened. */
    static final long MOST = 10_000_000;

    private final long most;
    private long shown;
    private long characters;
    private long lines;

    Allowance(long most) {
        this.most = most;
    }

    /** The part of a text that is shown, with a note when text is cut for the first time. */
    CharSequence take(CharSequence text) {
        int room = (int) Math.min(text.length(), most - shown);
        if (room > 0 && room < text.length() && Character.isHighSurrogate(text.charAt(room - 1))) {
            room--;
        }
        shown += room;
        if (room == text.length()) {
            return text;
        }
        boolean first = characters == 0;
        characters += text.length() - room;
        for (int i = room; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                lines++;
            }
        }
        return first
                ? text.subSequence(0, room)
                        + String.format(
                                Locale.ROOT,
                                "%n[ot4j: the cell has printed %,d characters; more is not shown]%n",
                                most)
                : "";
    }

    /** The note at the end of the cell on how much was cut; empty if everything was shown. */
    String note() {
        return characters == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "[ot4j: %,d characters in %,d lines were cut]%n",
                        characters,
                        lines);
    }
}
