package org.ot4j.kernel.shell;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.ot4j.kernel.inside.Inside;

/**
 * Many imports in one compilation. JShell's public API compiles after each import, which takes a
 * third of a kernel's start-up time; its internal method takes a set. The API also runs the parser
 * on each line to see what it is, which takes as long as that compilation; these are known to be
 * imports.
 */
final class ImportBatch {
    private final JShell shell;
    private final Object eval;

    private ImportBatch(JShell shell) throws ReflectiveOperationException {
        this.shell = shell;
        eval = Inside.get(shell, "eval");
    }

    /**
     * Adds imports to a shell.
     *
     * @return the imports that are still not in force, to be tried another way: all of them if the
     *     internals of this version of JShell differ or are closed
     */
    static List<String> add(JShell shell, List<String> imports) {
        try {
            return new ImportBatch(shell).add(imports);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return imports;
        }
    }

    private List<String> add(List<String> imports) throws ReflectiveOperationException {
        Method wrap = Inside.method(eval.getClass(), "processImport", String.class, String.class);
        Method compile = Inside.method(eval.getClass(), "compileAndLoad", Set.class);
        Class<?> diagnostics = Class.forName("jdk.jshell.DiagList");
        Constructor<?> noDiagnostics = maker(diagnostics);
        Constructor<?> unit =
                maker(
                        Class.forName("jdk.jshell.Unit"),
                        JShell.class,
                        Snippet.class,
                        Snippet.class,
                        diagnostics);
        var snippets = new ArrayList<Snippet>();
        var units = new LinkedHashSet<Object>();
        for (String line : imports) {
            for (Object snippet : (List<?>) wrap.invoke(eval, line, line)) {
                snippets.add((Snippet) snippet);
                units.add(unit.newInstance(shell, snippet, null, noDiagnostics.newInstance()));
            }
        }
        compile.invoke(eval, units);
        var rest = new ArrayList<>(imports);
        for (Snippet snippet : snippets) {
            if (shell.status(snippet) == Snippet.Status.VALID) {
                rest.remove(snippet.source());
            }
        }
        return rest;
    }

    private static Constructor<?> maker(Class<?> type, Class<?>... arguments)
            throws ReflectiveOperationException {
        Constructor<?> maker = type.getDeclaredConstructor(arguments);
        maker.setAccessible(true);
        return maker;
    }
}
