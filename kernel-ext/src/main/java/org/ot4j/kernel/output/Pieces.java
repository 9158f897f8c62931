package org.ot4j.kernel.output;

/** Cuts long text without splitting lines, if possible, or characters. */
final class Pieces {
    private Pieces() {}

    /**
     * The end of a piece of a text: after a line if the piece is not too short, never within a
     * character.
     */
    static int end(CharSequence text, int from, int most) {
        if (text.length() - from <= most) {
            return text.length();
        }
        int end = from + most;
        for (int i = end; i > from + most / 2; i--) {
            if (text.charAt(i - 1) == '\n') {
                return i;
            }
        }
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
