package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * One dialect of Java in all packages: a local variable that is set to a new object or array says
 * {@code var}; a class is imported, and named in full only where its simple name means another; a
 * comment of several lines fills them.
 */
class DialectTest {
    private static final List<String> TREES =
            List.of("src", "kernel-ext/src", "launcher", "experiments", "spark");
    private static final Pattern QUALIFIED =
            Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]\\w*");
    private static final Pattern TYPE =
            Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");
    private static final Pattern ENDED = Pattern.compile("[.:;,!?)]$");
    private static final int WIDTH = 100;

    @Test
    void sourcesAreWrittenInOneDialect() throws IOException {
        var root = Path.of("..").toAbsolutePath().normalize();
        var files = new ArrayList<Path>();
        for (String tree : TREES) {
            if (Files.isDirectory(root.resolve(tree))) {
                try (Stream<Path> all = Files.walk(root.resolve(tree))) {
                    all.filter(f -> f.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        assertTrue(files.size() > 400, "sources found: " + files.size());
        var faults = new ArrayList<String>();
        for (Path file : files) {
            tornComments(root, file, faults);
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, null, null, units);
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(unit, trees, root, faults).scan(unit, null);
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    /** A line that has room for the first word of the next was torn by a formatter. */
    private static void tornComments(Path root, Path file, List<String> faults) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i + 1 < lines.size(); i++) {
            String line = lines.get(i);
            String next = lines.get(i + 1).strip();
            if (line.strip().startsWith("// ") && next.startsWith("// ")) {
                String word = next.substring(3).split(" ", 2)[0];
                boolean fits = line.length() + 1 + word.length() <= WIDTH;
                if (fits
                        && !ENDED.matcher(line).find()
                        && (Character.isLowerCase(word.charAt(0)) || word.startsWith("("))) {
                    faults.add(root.relativize(file) + ":" + (i + 1) + ": a torn comment");
                }
            }
        }
    }

    /** All types that the files of a package declare. */
    private static Set<String> types(Path folder) {
        var names = new HashSet<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                TYPE.matcher(Files.readString(file)).results().forEach(m -> names.add(m.group(1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static final class Reader extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final Path root;
        private final List<String> faults;
        private final Map<Path, Set<String>> declared = new HashMap<>();

        Reader(CompilationUnitTree unit, Trees trees, Path root, List<String> faults) {
            this.unit = unit;
            this.trees = trees;
            this.root = root;
            this.faults = faults;
        }

        @Override
        public Void visitImport(ImportTree node, Void none) {
            return null;
        }

        @Override
        public Void visitVariable(VariableTree node, Void none) {
            Tree.Kind parent = getCurrentPath().getParentPath().getLeaf().getKind();
            boolean local =
                    parent == Tree.Kind.BLOCK
                            || parent == Tree.Kind.FOR_LOOP
                            || parent == Tree.Kind.CASE
                            || parent == Tree.Kind.TRY;
            if (local && node.getType() != null && node.getInitializer() != null) {
                String type = node.getType().toString();
                boolean same =
                        node.getInitializer() instanceof NewClassTree made
                                        && made.getClassBody() == null
                                        && raw(type).equals(raw(made.getIdentifier().toString()))
                                || node.getInitializer() instanceof NewArrayTree array
                                        && array.getType() != null;
                if (same) {
                    fault(node, type + " " + node.getName() + " = new …: var");
                }
            }
            return super.visitVariable(node, none);
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree node, Void none) {
            String text = node.toString();
            if (!QUALIFIED.matcher(text).matches()) {
                return super.visitMemberSelect(node, none);
            }
            String name = node.getIdentifier().toString();
            if (unit.getModule() == null && !isTaken(name, text)) {
                fault(node, text + ": import " + name);
            }
            return null;
        }

        /** Whether a simple name means something else here: by an import, or in the package. */
        private boolean isTaken(String name, String full) {
            boolean imported =
                    unit.getImports().stream()
                            .map(i -> i.getQualifiedIdentifier().toString())
                            .anyMatch(i -> i.endsWith("." + name) && !i.equals(full));
            Path folder = Path.of(unit.getSourceFile().toUri()).getParent();
            return imported || declared.computeIfAbsent(folder, DialectTest::types).contains(name);
        }

        private static String raw(String type) {
            return type.replaceAll("<.*", "");
        }

        private void fault(Tree tree, String what) {
            long at = trees.getSourcePositions().getStartPosition(unit, tree);
            Path file = root.relativize(Path.of(unit.getSourceFile().toUri()));
            faults.add(file + ":" + unit.getLineMap().getLineNumber(at) + ": " + what);
        }
    }
}
