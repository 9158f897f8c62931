package org.ot4j.kernel.shell;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.ot4j.base.Check;

/**
 * What a name in Java code stands for: signatures, each with its Javadoc. That of the library comes
 * from a jar of its sources beside its own; without one, signatures are shown alone.
 */
public final class Documents {
    private static final int WIDTH = 90;

    private final JShell shell;
    private SourceCodeAnalysis analysis;

    public Documents(JShell shell) {
        this.shell = shell;
    }

    /** The text for the name at a place of a cell; null where nothing is known of it. */
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

    private List<Documentation> ask(String code) {
        if (analysis == null) {
            analysis = shell.sourceCodeAnalysis();
            addSources(analysis);
        }
        return analysis.documentation(code, code.length(), true);
    }

    /** JShell looks for sources of the JDK only; the list of where it looks is inside. */
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
            Method known = analysis.getClass().getDeclaredMethod("findSources");
            known.setAccessible(true);
            var all = new ArrayList<Object>((List<?>) known.invoke(analysis)); // of the JDK
            all.add(sources);
            Field field = analysis.getClass().getDeclaredField("availableSources");
            field.setAccessible(true);
            field.set(analysis, all);
        } catch (ReflectiveOperationException | URISyntaxException | RuntimeException e) {
            // Another version of JShell, or one that is closed: signatures alone.
        }
    }

    /** One is told whole, of several the first sentence each. */
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
