package org.ot4j.kernel.magic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the magics of a cell. {@code %name} is a magic where a statement can begin, on a line of
 * its own, or after {@code =}; {@code %%name} is one at the start of the cell. A percent sign in a
 * string, a text block, a character literal or a comment, or between two values, has its usual
 * meaning in Java.
 */
final class MagicScan {
    private static final Pattern CELL =
            Pattern.compile("\\s*%%(\\w[\\w-]*)([^\\r\\n]*)(?:\\R(.*))?", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("%(\\w[\\w-]*)([^\\r\\n]*)");
    private static final Pattern WORDS_BEFORE_STATEMENTS = Pattern.compile("else|do");

    private final String code;
    private final Function<MagicCall, String> java;
    private final StringBuilder out = new StringBuilder();

    /** The last character of the code, apart from blanks and comments; 0 at the beginning. */
    private char last;

    /** The last word, if the code ends with one. */
    private String word = "";

    /** Whether the current statement is inside an expression: after {@code = return (}. */
    private boolean value;

    /** The same for the statements around the open braces and brackets. */
    private final Deque<Boolean> around = new ArrayDeque<>();

    private int at;

    private MagicScan(String code, Function<MagicCall, String> java) {
        this.code = code;
        this.java = java;
    }

    /**
     * The cell with each magic replaced.
     *
     * @param java the expression that stands for a magic
     */
    static String replace(String code, Function<MagicCall, String> java) {
        Matcher cell = CELL.matcher(code);
        if (cell.matches()) {
            String body = cell.group(3) == null ? "" : cell.group(3);
            return java.apply(new MagicCall(cell.group(1), cell.group(2).strip(), body)) + ";";
        }
        return code.indexOf('%') < 0 ? code : new MagicScan(code, java).scan();
    }

    private String scan() {
        while (at < code.length()) {
            char c = code.charAt(at);
            if (Character.isWhitespace(c)) {
                copy(1);
            } else if (code.startsWith("//", at)) {
                copyTo(lineEnd());
            } else if (code.startsWith("/*", at)) {
                copyTo(after("*/", at + 2));
            } else if (code.startsWith("\"\"\"", at)) {
                token(endOfQuoted("\"\"\"") - at);
            } else if (c == '"') {
                token(endOfQuoted("\"") - at);
            } else if (c == '\'') {
                token(endOfQuoted("'") - at);
            } else if (c == '%' && isMagic()) {
                magic();
            } else if (Character.isJavaIdentifierPart(c)) {
                word();
            } else {
                sign(c);
            }
        }
        return out.toString();
    }

    private void copy(int n) {
        copyTo(at + n);
    }

    private void copyTo(int end) {
        out.append(code, at, end);
        at = end;
    }

    /** Copies text that ends with a character other than a brace or semicolon. */
    private void token(int n) {
        copy(n);
        last = code.charAt(at - 1);
        word = "";
    }

    private void word() {
        int end = at;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        String text = code.substring(at, end);
        token(end - at);
        word = text;
        value |= word.equals("return") || word.equals("yield") || word.equals("throw");
    }

    private void sign(char c) {
        switch (c) {
            case '{', '(' -> {
                around.push(value);
                value = false;
            }
            case '}', ')' -> value = !around.isEmpty() && around.pop();
            case ';' -> value = false;
            case '=' -> value |= "=!<>".indexOf(last) < 0 && !code.startsWith("==", at);
            default -> {}
        }
        token(1);
    }

    private int lineEnd() {
        int end = at;
        while (end < code.length() && code.charAt(end) != '\n' && code.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int after(String end, int from) {
        int found = code.indexOf(end, from);
        return found < 0 ? code.length() : found + end.length();
    }

    /**
     * A string or character literal ends with its quote, or at the end of the line if that is
     * missing.
     */
    private int endOfQuoted(String quote) {
        boolean block = quote.length() > 1;
        for (int i = at + quote.length(); i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '\\') {
                i++;
            } else if (code.startsWith(quote, i)) {
                return i + quote.length();
            } else if (!block && (c == '\n' || c == '\r')) {
                return i;
            }
        }
        return code.length();
    }

    private boolean isMagic() {
        if (!LINE.matcher(code).region(at, code.length()).lookingAt()) {
            return false;
        }
        boolean statement =
                switch (last) {
                    case 0, ';', '{', ':' -> true;
                    case '}' -> !value;
                    default -> WORDS_BEFORE_STATEMENTS.matcher(word).matches();
                };
        return last == '=' || statement && startsLine();
    }

    private boolean startsLine() {
        int start = Math.max(code.lastIndexOf('\n', at - 1), code.lastIndexOf('\r', at - 1)) + 1;
        return code.substring(start, at).isBlank();
    }

    private void magic() {
        Matcher line = LINE.matcher(code).region(at, code.length());
        line.lookingAt();
        out.append(java.apply(new MagicCall(line.group(1), line.group(2).strip(), null)));
        out.append(';');
        at = line.end();
        last = ';';
        word = "";
        value = false;
    }
}
