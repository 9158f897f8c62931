package org.ot4j.kernel.output;

import java.util.Locale;

/** How much one cell may print: what is beyond it is counted instead of shown. */
final class Allowance {
    /** Characters of a cell; a notebook with more can hardly be opened. */
    static final long MOST = 10_000_000;

    private final long most;
    private long shown;
    private long characters;
    private long lines;

    Allowance(long most) {
        this.most = most;
    }

    /** What is shown of a text; with a word about it where the first is cut. */
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

    /** What to say at the cell's end: how much was cut; nothing where all was shown. */
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
