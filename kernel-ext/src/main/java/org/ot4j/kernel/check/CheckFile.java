package org.ot4j.kernel.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The checks in a lab's folder or in a cell: in files {@code checks/*.jsh}, and in the text below
 * {@code %%check}, a line {@code //// 1a Title} begins a check, lines {@code //// needs TYPE
 * NAME(TYPES)} declare the required definitions, and the Java code below uses {@link Answer}.
 */
public final class CheckFile {
    private static final Pattern HEAD = Pattern.compile("//// +(\\w+) +(\\S.*)");
    private static final String NEEDS = "needs";

    private CheckFile() {}

    /**
     * All checks in the folder {@code checks} of a lab's folder, in order; none if it does not
     * exist.
     */
    public static List<Check> in(Path folder) throws IOException {
        Path checks = folder.resolve("checks");
        var found = new ArrayList<Check>();
        if (Files.isDirectory(checks)) {
            try (var files = Files.list(checks)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".jsh")).sorted().toList()) {
                    read(Files.readAllLines(file), file.getFileName().toString(), found);
                }
            }
        }
        return found;
    }

    /**
     * The checks in a text, in order.
     *
     * @param source what messages call the text
     */
    public static List<Check> of(String text, String source) {
        var found = new ArrayList<Check>();
        read(text.lines().toList(), source, found);
        return found;
    }

    private static void read(List<String> lines, String source, List<Check> into) {
        String name = null;
        String title = null;
        int first = 0;
        var needs = new ArrayList<Need>();
        var code = new StringBuilder();
        for (int i = 0; i <= lines.size(); i++) {
            String line = i < lines.size() ? lines.get(i) : null;
            var head = HEAD.matcher(line == null ? "" : line);
            boolean isHead = head.matches();
            if (isHead && head.group(1).equals(NEEDS)) {
                needs.add(need(head.group(2), source, i + 1));
                code.append('\n'); // lines keep their numbers
            } else if (isHead || line == null) {
                if (name != null) {
                    into.add(
                            new Check(
                                    name,
                                    title,
                                    List.copyOf(needs),
                                    code.toString(),
                                    source,
                                    first));
                }
                name = isHead ? head.group(1) : null;
                title = isHead ? head.group(2) : null;
                first = i + 2;
                needs.clear();
                code.setLength(0);
            } else {
                code.append(line).append('\n');
            }
        }
    }

    private static Need need(String declaration, String source, int line) {
        try {
            return Need.parse(declaration);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    source + ", line " + line + ": " + e.getMessage(), e);
        }
    }
}
