package org.ot4j.papers;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * Makes docs/equations.md from the papers' statements, as src/test/resources/org/ot4j/papers lists
 * them, and from the block tags with which classes and methods say that they own one. From the
 * repository's root, with nothing built:
 *
 * <pre>java src/test/java/org/ot4j/papers/EquationsPage.java</pre>
 */
final class EquationsPage {
    static final String COMMAND = "java src/test/java/org/ot4j/papers/EquationsPage.java";

    private static final String STATEMENTS = "src/test/resources/org/ot4j/papers/statements.txt";
    private static final String PAGE = "docs/equations.md";
    private static final List<String> SOURCES = List.of("src", "spark", "experiments");
    private static final String TESTS = "src/test/java";
    private static final String HEAD =
            """
            # Where each equation is
            Every numbered equation, algorithm and statement of the four [papers](papers.md), with the class or method that
            computes it, or puts together what does, and the tests that cite it; what is proved rather than computed has the test
            that shows it. The code says the same in a tag, which one search finds: `grep -rn "@equation C-VAE 18" src`. Where a
            formula differs from the print, [papers.md](papers.md#known-slips) says why. This page is written by
            `COMMAND`: do not edit it.
            """;
    private static final Pattern TAG = Pattern.compile("(?m)^\\s*@" + "equation\\b(.*)$");

    private final Path root;
    private final List<Statement> statements;
    private final List<Owner> owners = new ArrayList<>();
    private final Map<String, TreeSet<String>> tests;
    private final List<String> faults = new ArrayList<>();

    /**
     * A line of the list.
     *
     * @param reference a paper's key and the number or name in that paper
     * @param reason why nothing computes it; empty where something does
     */
    record Statement(String reference, String name, String formula, String reason) {
        String key() {
            return reference.substring(0, reference.indexOf(' '));
        }

        /** The reference without its key, as people write it. */
        String label() {
            String label = reference.substring(key().length() + 1);
            return Character.isDigit(label.charAt(0)) ? "Eq. " + label : label;
        }

        private static Statement of(String line) {
            String[] parts = line.split(" \\| ", -1);
            if (parts.length < 3 || parts.length > 4 || !parts[0].contains(" ")) {
                throw new IllegalArgumentException(
                        STATEMENTS
                                + ": \""
                                + line
                                + "\": expected reference | name | formula,"
                                + " and perhaps | reason");
            }
            return new Statement(parts[0], parts[1], parts[2], parts.length == 4 ? parts[3] : "");
        }
    }

    /** Where a tag stands: the file from the root, and the class with the member. */
    record Owner(String reference, String file, String member) {}

    /** Reads the list and the tags. */
    EquationsPage(Path root) throws IOException {
        this.root = root;
        try (Stream<String> lines = Files.lines(root.resolve(STATEMENTS))) {
            statements =
                    lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(Statement::of)
                            .toList();
        }
        for (Path file : tagged()) {
            read(file);
        }
        tests = Citations.in(root.resolve(TESTS));
        compare();
    }

    List<Statement> statements() {
        return statements;
    }

    List<Owner> owners() {
        return List.copyOf(owners);
    }

    /** What is wrong, in words; empty where each statement has what the list says. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** The page as it is. */
    String stored() throws IOException {
        Path page = root.resolve(PAGE);
        return Files.exists(page) ? Files.readString(page) : "";
    }

    private List<Path> tagged() throws IOException {
        var files = new ArrayList<Path>();
        for (String folder : SOURCES) {
            if (Files.isDirectory(root.resolve(folder))) {
                try (Stream<Path> all = Files.walk(root.resolve(folder))) {
                    for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                        if (file.toString().endsWith(".java")
                                && TAG.matcher(withoutStars(Files.readString(file))).find()) {
                            files.add(file);
                        }
                    }
                }
            }
        }
        return files;
    }

    private static String withoutStars(String source) {
        return source.replaceAll("(?m)^\\s*/?\\*+", "");
    }

    /** The tags of a file, from what the compiler takes for the comments of its members. */
    private void read(Path file) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjects(file);
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null, manager, null, List.of("-proc:none"), null, sources);
            var docs = DocTrees.instance(task);
            String name = root.relativize(file).toString().replace('\\', '/');
            int before = owners.size();
            for (CompilationUnitTree unit : task.parse()) {
                new Members(docs, name).scan(unit, "");
            }
            long written = TAG.matcher(withoutStars(Files.readString(file))).results().count();
            if (owners.size() - before < written) {
                faults.add(name + ": a tag that is in no Javadoc of a class, method or field");
            }
        }
    }

    /** Goes through the members of a file with the names of the classes around them. */
    private final class Members extends TreePathScanner<Void, String> {
        private final DocTrees docs;
        private final String file;

        Members(DocTrees docs, String file) {
            this.docs = docs;
            this.file = file;
        }

        @Override
        public Void visitClass(ClassTree tree, String around) {
            String own = tree.getSimpleName().toString();
            String name = own.isEmpty() ? around : join(around, own);
            note(name);
            return super.visitClass(tree, name);
        }

        @Override
        public Void visitMethod(MethodTree tree, String around) {
            String name = tree.getName().toString();
            note(name.equals("<init>") ? around : join(around, name));
            return super.visitMethod(tree, around);
        }

        @Override
        public Void visitVariable(VariableTree tree, String around) {
            String name = join(around, tree.getName().toString());
            note(name);
            return super.visitVariable(tree, name);
        }

        private void note(String member) {
            String comment = docs.getDocComment(getCurrentPath());
            if (comment != null) {
                TAG.matcher(comment)
                        .results()
                        .forEach(tag -> owners.add(new Owner(tag.group(1).strip(), file, member)));
            }
        }

        private String join(String around, String name) {
            return around.isEmpty() ? name : around + "." + name;
        }
    }

    private void compare() {
        var keys = new TreeSet<String>();
        statements.forEach(s -> keys.add(s.key()));
        for (Owner owner : owners) {
            if (statements.stream().noneMatch(s -> s.reference().equals(owner.reference()))) {
                boolean known = keys.stream().anyMatch(k -> owner.reference().startsWith(k + " "));
                faults.add(
                        "\"%s\" at %s in %s: expected %s"
                                .formatted(
                                        owner.reference(),
                                        owner.member(),
                                        owner.file(),
                                        known
                                                ? "a statement of " + STATEMENTS
                                                : "a key of " + keys));
            }
        }
        for (Statement statement : statements) {
            List<String> of = owners(statement).map(Owner::member).toList();
            if (!statement.reason().isEmpty() && !of.isEmpty()) {
                faults.add(statement.reference() + ": listed as not computed, but owned by " + of);
            } else if (statement.reason().isEmpty() && of.size() != 1) {
                faults.add(statement.reference() + ": expected one owner, found " + of);
            }
        }
        if (statements.stream().map(Statement::reference).distinct().count() < statements.size()) {
            faults.add(STATEMENTS + ": a reference stands there twice");
        }
    }

    private Stream<Owner> owners(Statement statement) {
        return owners.stream()
                .filter(owner -> owner.reference().equals(statement.reference()))
                .sorted(Comparator.comparing(Owner::member));
    }

    /** The page as the list and the tags give it. */
    String text() {
        var text = new StringBuilder();
        text.append(HEAD.replace("COMMAND", COMMAND));
        String key = "";
        for (Statement statement : statements) {
            if (!key.equals(statement.key())) {
                key = statement.key();
                text.append("\n## ").append(key).append('\n');
                text.append("| | what it says | where | tests |\n| --- | --- | --- | --- |\n");
            }
            text.append("| ").append(statement.label());
            text.append(" | ").append(statement.name());
            text.append(": $").append(statement.formula()).append("$ | ");
            text.append(where(statement)).append(" | ");
            text.append(tests(statement)).append(" |\n");
        }
        return text.toString();
    }

    private String where(Statement statement) {
        if (!statement.reason().isEmpty()) {
            return "not computed: " + statement.reason();
        }
        return owners(statement).map(EquationsPage::link).findFirst().orElse("");
    }

    /** The tests that cite a statement, but for the one that owns it. */
    private String tests(Statement statement) {
        return tests.getOrDefault(statement.reference(), new TreeSet<>()).stream()
                .filter(file -> owners(statement).noneMatch(o -> o.file().endsWith("/" + file)))
                .map(
                        file -> {
                            String name = file.substring(file.lastIndexOf('/') + 1);
                            String plain = name.replace(".java", "");
                            return "[`" + plain + "`](../" + TESTS + "/" + file + ")";
                        })
                .collect(Collectors.joining("<br>"));
    }

    /** The class above its member: no Markdown reader breaks a long name. */
    private static String link(Owner owner) {
        int last = owner.member().lastIndexOf('.');
        String around = last < 0 ? owner.member() : owner.member().substring(0, last);
        String link = "[`" + around + "`](../" + owner.file() + ")";
        return last < 0 ? link : link + "<br>`" + owner.member().substring(last + 1) + "`";
    }

    /** What tests say of the papers in running text: "C-VAE Eq. 9 and 16", "WAE Algorithm 2". */
    private static final class Citations {
        private static final Pattern CITATION =
                Pattern.compile(
                        "\\b(VEGAN|WAE|C-VAE|GPC),?\\s+(Eq\\.|Algorithm|Theorem|Proposition|Corollary|"
                                + "Lemma|Remark)s?\\s+(\\d[\\d.]*(?:(?:,| and| or| to)\\s+\\d[\\d.]*)*)");
        private static final Pattern LABELLED =
                Pattern.compile("\\bGPC (?:MKE-GM|MKE|WGAN|WVAE)(?![\\w-])");
        private static final Pattern BREAK = Pattern.compile("\\s*\n\\s*(\\*|//)?\\s*");
        private static final Map<String, String> LABELS =
                Map.of(
                        "Eq.", "",
                        "Algorithm", "Alg. ",
                        "Theorem", "Thm. ",
                        "Proposition", "Prop. ",
                        "Corollary", "Cor. ",
                        "Lemma", "Lemma ",
                        "Remark", "Remark ");

        private Citations() {}

        /** The files below a folder that cite each reference, by their path from the folder. */
        static Map<String, TreeSet<String>> in(Path folder) throws IOException {
            var found = new TreeMap<String, TreeSet<String>>();
            if (!Files.isDirectory(folder)) {
                return found;
            }
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    if (name.endsWith("Test.java") && !name.contains("/papers/")) {
                        String text = BREAK.matcher(Files.readString(file)).replaceAll(" ");
                        for (String reference : references(text)) {
                            found.computeIfAbsent(reference, r -> new TreeSet<>()).add(name);
                        }
                    }
                }
            }
            return found;
        }

        private static List<String> references(String text) {
            var references = new ArrayList<String>();
            LABELLED.matcher(text).results().forEach(found -> references.add(found.group()));
            CITATION.matcher(text)
                    .results()
                    .forEach(
                            found -> {
                                String start = found.group(1) + " " + LABELS.get(found.group(2));
                                String[] words = found.group(3).replace(",", " ,").split("\\s+");
                                for (int k = 0; k < words.length; k++) {
                                    if (!Character.isDigit(words[k].charAt(0))) {
                                        continue;
                                    }
                                    String number = words[k].replaceAll("\\.$", "");
                                    references.add(start + number);
                                    if (k >= 2 && words[k - 1].equals("to")) {
                                        int from = Integer.parseInt(words[k - 2]);
                                        for (int n = from + 1; n < Integer.parseInt(number); n++) {
                                            references.add(start + n);
                                        }
                                    }
                                }
                            });
            return references;
        }
    }

    /** Writes the page, or says what is wrong. */
    public static void main(String[] arguments) throws IOException {
        var page = new EquationsPage(Path.of(""));
        if (!page.faults().isEmpty()) {
            page.faults().forEach(System.err::println);
            System.exit(1);
        }
        Files.writeString(Path.of(PAGE), page.text());
    }
}
