package org.ot4j.kernel.magic;

import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Parameters;

@Command(
        header = "List the magics, or explain a magic or a class",
        footer = {"", "Example: %%help timeit", "Example: %%help Sinkhorn"})
final class HelpMagic implements Magic {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "a magic, with or without %%, or a class")
    private String name;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty() ? List.copyOf(Magics.all().keySet()) : List.of();
    }

    @Override
    public Object run(Session session, String body) {
        return new Text(
                name == null ? list(session) : explain(session, name.replaceFirst("^%+", "")));
    }

    private static String list(Session session) {
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
        text.append(String.format("%nof the Java kernel:%n"));
        session.kernelMagics()
                .forEach((uses, does) -> text.append(String.format("%-20s %s%n", uses, does)));
        return text.append("\n%help NAME explains a magic or a class; those above also have -h.")
                .toString();
    }

    private static String explain(Session session, String name) {
        var maker = Magics.all().get(name);
        if (maker != null) {
            return Magics.parser(name, maker.get()).getUsageMessage(Ansi.OFF);
        }
        for (var magic : session.kernelMagics().entrySet()) {
            if (magic.getKey().matches("%" + Pattern.quote(name) + "( .*)?")) {
                return magic.getKey() + "\n" + magic.getValue() + ".";
            }
        }
        String type = session.describe(name);
        if (type == null) {
            throw new MagicError(
                    "there is no magic "
                            + name
                            + ", and no class of that name is imported; expected one of "
                            + Magics.all().keySet()
                            + " or a class such as Sinkhorn");
        }
        return type;
    }
}
