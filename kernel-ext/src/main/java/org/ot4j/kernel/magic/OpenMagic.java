package org.ot4j.kernel.magic;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        header = "Run a script of JShell, as its /open does",
        description = {
            "PRINTING, one of JShell's own, defines print, println and printf; the other is DEFAULT.",
            "Lines with commands of JShell itself, such as /vars, are left out. %%load runs notebooks."
        },
        footer = {"", "Example: %%open PRINTING"})
final class OpenMagic implements Magic {
    private static final List<String> SCRIPTS = List.of("DEFAULT", "PRINTING");

    @Parameters(arity = "1", paramLabel = "FILE", description = "a file, or DEFAULT or PRINTING")
    private String file;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty() ? SCRIPTS : List.of();
    }

    @Override
    public Object run(Session session, String body) throws IOException {
        String text = SCRIPTS.contains(file) ? ofJShell(file) : read(Path.of(file));
        return session.evaluate(text.replaceAll("(?m)^/[a-z!?-].*$", ""));
    }

    private static String read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new MagicError(
                    "there is no file " + path.toAbsolutePath() + "; expected one, or " + SCRIPTS);
        }
        return Files.readString(path);
    }

    /** The tool jshell keeps its scripts to itself; a reader of its module finds them. */
    private static String ofJShell(String name) throws IOException {
        String resource = "jdk/jshell/tool/resources/" + name + ".jsh";
        var module = ModuleFinder.ofSystem().find("jdk.jshell").orElseThrow();
        try (ModuleReader reader = module.open()) {
            Optional<InputStream> found = reader.open(resource);
            if (found.isEmpty()) {
                throw new MagicError("this JDK has no script " + name);
            }
            try (InputStream in = found.get()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
