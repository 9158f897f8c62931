package org.ot4j.kernel.shell;

import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.spi.ExecutionEnv;
import org.ot4j.internal.Check;
import org.ot4j.kernel.inside.Inside;

/**
 * The documentation of a name in Java code: signatures, each with its Javadoc. The library's
 * Javadoc comes from a source jar beside its own jar; without it, only signatures are shown.
 */
public final class Documents {
    private static final int WIDTH = 90;
    private static final int LONGEST_START_MS = 60_000;

    private static final Set<String> NO_ARGUMENTS =
            Set.of("getClass(", "hashCode(", "notify(", "notifyAll(", "toString(");

    private final JShell shell;
    private SourceCodeAnalysis analysis;

    public Documents(JShell shell) {
        this.shell = shell;
    }

    /** The text for the name at a position of a cell; null if it is unknown. */
    public synchronized String inspect(String code, int at) {
        int end = at;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        String before = code.substring(0, end);
        int line = Math.max(before.lastIndexOf('\n'), before.lastIndexOf(';')) + 1;
        for (String asked : List.of(before, before.substring(line))) {
            for (String ending : List.of("(", "")) {
                List<Documentation> found = ask(asked + ending);
                if (!found.isEmpty()) {
                    return text(found);
                }
            }
        }
        return null;
    }

    /** The documentation of a class and its methods; null if there is no class of that name. */
    public synchronized String ofType(String name) {
        if (!name.matches("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*")) {
            return null;
        }
        var found =
                ask(name).stream()
                        .filter(d -> d.signature().matches("([\\w$.]*\\.)?" + name + "(<.*)?"))
                        .findFirst();
        if (found.isEmpty()) {
            return null;
        }
        var text = new StringBuilder(found.get().signature()).append(told(found.get(), false));
        var seen = new HashSet<String>();
        for (String owner : List.of(name + ".", "((" + name + ") null).")) {
            var methods = new TreeSet<String>();
            for (var offer : analysis.completionSuggestions(owner, owner.length(), new int[1])) {
                if (offer.continuation().contains("(")) {
                    methods.add(offer.continuation().replaceFirst("\\(.*", "("));
                }
            }
            for (String method : Completion.members(withBrackets(methods), true)) {
                for (var one : ask(owner + method.replace(")", ""))) {
                    if (seen.add(one.signature())) {
                        text.append("\n\n").append(one.signature()).append(told(one, false));
                    }
                }
            }
        }
        return text.toString();
    }

    /** As JShell offers the methods that every object has. */
    private static List<String> withBrackets(Set<String> methods) {
        return methods.stream()
                .map(m -> NO_ARGUMENTS.contains(m) ? m + ")" : m)
                .collect(Collectors.toList());
    }

    private static String told(Documentation documentation, boolean whole) {
        return told(documentation.javadoc(), whole);
    }

    private List<Documentation> ask(String code) {
        if (analysis == null) {
            analysis = shell.sourceCodeAnalysis();
            addSources(analysis);
        }
        return analysis.documentation(code, code.length(), true);
    }

    /**
     * Lets the JShell tool, started with this environment, show the library's documentation on Tab.
     * The tool does not expose its analysis, so this waits for its own thread.
     */
    static void addLater(ExecutionEnv env) {
        var thread = new Thread(() -> addWhenThere(env), "sources of ot4j");
        thread.setDaemon(true);
        thread.start();
    }

    private static void addWhenThere(ExecutionEnv env) {
        try {
            Object shell = Inside.get(env, "this$0");
            for (int i = 0; i < LONGEST_START_MS / 10; i++) {
                if (Inside.get(shell, "sourceCodeAnalysis")
                        instanceof SourceCodeAnalysis analysis) {
                    addSources(analysis);
                    return;
                }
                Thread.sleep(10);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version of JShell: signatures alone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** JShell looks only for JDK sources; the list of locations is internal. */
    private static void addSources(SourceCodeAnalysis analysis) {
        try {
            Path jar =
                    Path.of(
                            Check.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            String name = jar.getFileName().toString().replaceFirst("\\.jar$", "-sources.jar");
            Path sources = jar.resolveSibling(name);
            if (!Files.isRegularFile(sources) || sources.equals(jar)) {
                return;
            }
            Method known = Inside.method(analysis.getClass(), "findSources");
            var all = new ArrayList<Object>((List<?>) known.invoke(analysis)); // of the JDK
            all.add(sources);
            Inside.set(analysis, "availableSources", all);
        } catch (ReflectiveOperationException | URISyntaxException | RuntimeException e) {
            // Another version of JShell, or one that is closed: signatures alone.
        }
    }

    /** A single entry is shown in full, several with the first sentence of each. */
    private static String text(List<Documentation> found) {
        return found.stream()
                .map(d -> d.signature() + told(d.javadoc(), found.size() == 1))
                .distinct()
                .collect(Collectors.joining("\n\n"));
    }

    private static String told(String javadoc, boolean whole) {
        if (javadoc == null || javadoc.isBlank()) {
            return "";
        }
        String text = JavadocText.plain(javadoc);
        text = JavadocText.wrap(whole ? text : JavadocText.firstSentence(text), WIDTH);
        return "\n    " + text.replace("\n", "\n    ");
    }
}
