package org.ot4j.kernel.magic;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "List the code that is in force, as JShell's /list does",
        description =
                "Shows what the cells have evaluated: definitions that were replaced are left out, and so"
                        + " are magics and the imports of every notebook.",
        footer = {"", "Example: %%list costMatrix"})
final class ListMagic implements Magic {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "only the definitions of this name, or the code of this number")
    private String name;

    @Option(
            names = {"-a", "--all"},
            description = "also what was replaced or rejected")
    private boolean all;

    @Override
    public Object run(Session session, String body) {
        List<Snippet> found =
                session.snippets(all).stream()
                        .filter(s -> name == null || name.equals(s.id()) || isNamed(s, name))
                        .toList();
        if (found.isEmpty() && name != null) {
            throw new MagicError("there is no code of the name or number " + name);
        }
        return new Text(found.stream().map(ListMagic::text).collect(Collectors.joining("\n")));
    }

    private static boolean isNamed(Snippet snippet, String name) {
        return Session.name(snippet).equals(name);
    }

    private static String text(Snippet snippet) {
        String head = String.format("%4s : ", snippet.id());
        return head + snippet.source().strip().replace("\n", "\n" + " ".repeat(head.length()));
    }
}
