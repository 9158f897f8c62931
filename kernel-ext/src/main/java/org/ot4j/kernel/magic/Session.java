package org.ot4j.kernel.magic;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;
import jdk.jshell.JShell;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.kernel.check.Check;
import org.ot4j.kernel.check.Verdict;
import org.ot4j.kernel.shell.Documents;
import org.ot4j.kernel.shell.UserShell;

/** The kernel as magics see it. */
final class Session {
    private static final Set<SubKind> EXPRESSIONS =
            EnumSet.of(
                    SubKind.VAR_VALUE_SUBKIND,
                    SubKind.ASSIGNMENT_SUBKIND,
                    SubKind.OTHER_EXPRESSION_SUBKIND,
                    SubKind.TEMP_VAR_EXPRESSION_SUBKIND);

    /** What all code of magics names. */
    private static final String OURS = "org.ot4j.kernel.";

    private final BaseKernel kernel;

    Session(BaseKernel kernel) {
        this.kernel = kernel;
    }

    /** Evaluates code as a cell would, and returns its last value. */
    Object evaluate(String code) {
        return kernel.evalRaw(code);
    }

    /** Whether the code is a single expression with a value. Nothing is evaluated. */
    boolean isExpression(String code) {
        SourceCodeAnalysis analysis = UserShell.of(kernel).sourceCodeAnalysis();
        List<Snippet> snippets = analysis.sourceToSnippets(code);
        return snippets.size() == 1
                && EXPRESSIONS.contains(snippets.get(0).subKind())
                && analysis.analyzeCompletion(code).remaining().isBlank();
    }

    /** Whether the code begins with something that does not compile. Nothing is evaluated. */
    boolean isErroneous(String code) {
        return UserShell.of(kernel).sourceCodeAnalysis().sourceToSnippets(code).stream()
                .anyMatch(snippet -> snippet.kind() == Snippet.Kind.ERRONEOUS);
    }

    /** Whether cells can use a class. */
    boolean hasClass(String name) {
        try {
            Class.forName(name, false, UserShell.loader(kernel));
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Adds a jar to the class path of cells. */
    void addJar(String path) {
        UserShell.addJar(kernel, path);
    }

    /** Throws an exception from the notebook's code as if that code had thrown it directly. */
    void rethrow(Throwable thrown) {
        Handover.setThrown(thrown);
        evaluate(Handover.THROW);
        throw new IllegalStateException(thrown);
    }

    /** Checks whether an exercise is solved, with a time limit. */
    Verdict check(Check check, double seconds) {
        return check.run(UserShell.of(kernel), this::evaluate, seconds);
    }

    /** Shows a value below the cell, in addition to the cell's own value. */
    void show(Object value) {
        kernel.display(kernel.getRenderer().render(value));
    }

    /** The kernel's own magics, with descriptions. */
    Map<String, String> kernelMagics() {
        return KernelMagics.all(kernel);
    }

    /** The documentation of a class, with its methods; null if no such class is known. */
    String describe(String type) {
        return new Documents(UserShell.of(kernel)).ofType(type);
    }

    /**
     * What cells have evaluated, oldest first, apart from imports and what magics evaluate.
     *
     * @param all also what is no longer in force
     */
    List<Snippet> snippets(boolean all) {
        JShell shell = UserShell.of(kernel);
        return shell.snippets()
                .filter(s -> s.kind() != Snippet.Kind.IMPORT)
                .filter(s -> all || shell.status(s).isActive())
                .filter(s -> !s.source().contains(OURS))
                .toList();
    }

    /** The name of what a snippet defines; empty if it defines nothing. */
    static String name(Snippet snippet) {
        return snippet instanceof PersistentSnippet named ? named.name() : "";
    }

    /** The variables of the notebook, oldest first. */
    List<VarSnippet> variables() {
        return UserShell.of(kernel).variables().filter(v -> !v.name().startsWith("$")).toList();
    }

    /**
     * The values of all variables, oldest first, including those that JShell names $1, $2, ... for
     * expressions. They are requested together, because each evaluation is a compilation.
     */
    Map<String, Object> values() {
        JShell shell = UserShell.of(kernel);
        List<String> names =
                shell.variables()
                        .filter(v -> shell.status(v) == Snippet.Status.VALID)
                        .map(VarSnippet::name)
                        .toList();
        evaluate(Handover.code(names));
        var values = new LinkedHashMap<String, Object>();
        Object[] taken = Handover.taken();
        for (int i = 0; i < taken.length; i++) {
            values.put(names.get(i), taken[i]);
        }
        return values;
    }

    /** The values of one type, by the names of their variables. */
    <T> Map<String, T> values(Class<T> type) {
        var found = new LinkedHashMap<String, T>();
        values().forEach(
                        (name, value) -> {
                            if (type.isInstance(value)) {
                                found.put(name, type.cast(value));
                            }
                        });
        return found;
    }

    /**
     * Creates a variable of the notebook, shows its declaration, and returns its value. The value
     * is computed first: if that fails, no variable is created, and an old one of that name is
     * unchanged.
     */
    Object define(String name, String code) {
        if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
            throw new MagicError(
                    name + " is not a valid name for a variable; choose one with --as");
        }
        System.out.println("var " + name + " = " + code + ";");
        evaluate(Handover.code(List.of(code)));
        Object value = Handover.taken()[0];
        evaluate(Handover.declare(name, value));
        return value;
    }

    /** The value of a variable of the notebook. */
    Object variable(String name) {
        if (variables().stream().noneMatch(v -> v.name().equals(name))) {
            throw new MagicError("there is no variable " + name + "; %who lists them");
        }
        return evaluate(name);
    }
}
