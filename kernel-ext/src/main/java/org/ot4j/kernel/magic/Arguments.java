package org.ot4j.kernel.magic;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The rest of a magic's line, split into words. */
final class Arguments {
    private Arguments() {}

    /** The words of a line that keeps its original text. */
    static final class Line extends AbstractList<String> {
        private final String text;
        private final List<String> words;

        Line(String text) {
            this.text = text;
            words = words(text);
        }

        String text() {
            return text;
        }

        @Override
        public String get(int i) {
            return words.get(i);
        }

        @Override
        public int size() {
            return words.size();
        }
    }

    /**
     * Words are separated by blanks; within double quotes blanks are kept, and {@code \"} is a
     * quote. Any other backslash is literal, as paths contain them.
     */
    static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                word.append('"');
                any = true;
                i++;
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }

    /** Options, followed by the rest of the line, such as Java code, as one verbatim word. */
    static List<String> andLine(String line, CommandSpec magic) {
        var words = new ArrayList<String>();
        String rest = line.strip();
        while (rest.startsWith("-")) {
            String word = rest.split("\\s", 2)[0];
            OptionSpec option = magic.findOption(word);
            boolean attached = option == null && startsWithOption(word, magic);
            if (option == null && !attached && !word.matches("--[a-z][a-z-]*")) {
                break; // a negative number, a variable counted down
            }
            words.add(word);
            rest = rest.substring(word.length()).strip();
            if (option != null && option.arity().max() > 0 && !rest.isEmpty()) {
                String value = rest.split("\\s", 2)[0];
                words.add(value);
                rest = rest.substring(value.length()).strip();
            }
        }
        if (!rest.isEmpty()) {
            words.add("--");
            words.add(rest);
        }
        return words;
    }

    /** Whether a word is an option and its value: {@code -r3}, {@code --rounds=3}. */
    private static boolean startsWithOption(String word, CommandSpec magic) {
        Set<String> names =
                magic.options().stream()
                        .filter(option -> option.arity().max() > 0)
                        .flatMap(option -> List.of(option.names()).stream())
                        .collect(Collectors.toSet());
        return names.stream().anyMatch(name -> word.matches(Pattern.quote(name) + "=?[\\d.]+"));
    }
}
