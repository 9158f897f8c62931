package org.ot4j.kernel.magic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** Completions and help for a line with a magic. */
public final class MagicHints {
    private static final Pattern LINE = Pattern.compile("%%?(\\w+)(\\s.*)?");

    private final BaseKernel kernel;
    private final Session session;

    public MagicHints(BaseKernel kernel) {
        this.kernel = kernel;
        session = new Session(kernel);
    }

    /**
     * Completions for the text between two positions of a cell.
     *
     * @param matches the texts
     * @param start the first position
     * @param end the position after the last
     */
    public record Completion(List<String> matches, int start, int end) {}

    /** The completions at a position of a cell; null if its line has no magic of ours. */
    public Completion complete(String code, int at) {
        String before = code.substring(code.lastIndexOf('\n', at - 1) + 1, at);
        Matcher line = LINE.matcher(before);
        if (!line.matches() || line.group(2) == null || maker(line) == null) {
            return null;
        }
        Magic magic = maker(line).get();
        String rest = line.group(2).stripLeading();
        if (magic.takesJava() && !rest.startsWith("-")) {
            var java = kernel.complete(rest, rest.length());
            int shift = at - rest.length();
            return java == null
                    ? new Completion(List.of(), at, at)
                    : new Completion(
                            java.getReplacements(),
                            shift + java.getSourceStart(),
                            shift + java.getSourceEnd());
        }
        var words = new ArrayList<>(List.of(rest.split("\\s+", -1)));
        String word = words.remove(words.size() - 1);
        Collection<String> all =
                word.startsWith("-") ? options(line.group(1), magic) : offers(magic, words);
        return new Completion(
                all.stream().filter(m -> m.startsWith(word)).toList(), at - word.length(), at);
    }

    /**
     * The help for the magic on the line at a position of a cell; null if there is none of ours.
     */
    public String inspect(String code, int at) {
        int end = code.indexOf('\n', at);
        Matcher line =
                LINE.matcher(
                        code.substring(
                                code.lastIndexOf('\n', at - 1) + 1, end < 0 ? code.length() : end));
        return line.matches() && maker(line) != null
                ? Magics.parser(line.group(1), maker(line).get()).getUsageMessage(Ansi.OFF)
                : null;
    }

    private static Supplier<Magic> maker(Matcher line) {
        return Magics.all().get(line.group(1));
    }

    private List<String> offers(Magic magic, List<String> words) {
        try {
            return magic.offers(session, words);
        } catch (RuntimeException | MagicError e) {
            return List.of(); // a broken folder or variable is reported when the magic runs
        }
    }

    private static List<String> options(String name, Magic magic) {
        return Magics.parser(name, magic).getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .sorted()
                .toList();
    }
}
