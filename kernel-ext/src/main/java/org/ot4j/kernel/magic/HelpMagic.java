package org.ot4j.kernel.magic;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Parameters;

@Command(
        header = "List the magics, or explain one",
        footer = {"", "Example: %%help timeit"})
final class HelpMagic implements Magic {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "a magic, with or without %%")
    private String name;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty() ? List.copyOf(Magics.all().keySet()) : List.of();
    }

    @Override
    public Object run(Session session, String body) {
        return new Text(name == null ? list() : explain(name.replaceFirst("^%+", "")));
    }

    private static String list() {
        var text = new StringBuilder();
        Magics.all()
                .forEach(
                        (name, maker) -> {
                            Magic magic = maker.get();
                            String uses = magic.onLine() ? "%" + name : "";
                            uses += magic.onCell() ? " %%" + name : "";
                            String header =
                                    Magics.parser(name, magic)
                                            .getCommandSpec()
                                            .usageMessage()
                                            .header()[0];
                            text.append(String.format("%-20s %s%n", uses.strip(), header));
                        });
        return text.append("\n%help NAME explains one; each has -h too.").toString();
    }

    private static String explain(String name) {
        var maker = Magics.all().get(name);
        if (maker == null) {
            throw new MagicError(
                    "there is no magic " + name + "; expected one of " + Magics.all().keySet());
        }
        return Magics.parser(name, maker.get()).getUsageMessage(Ansi.OFF);
    }
}
