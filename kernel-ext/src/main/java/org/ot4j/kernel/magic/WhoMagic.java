package org.ot4j.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.VarSnippet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "The variables of this notebook, with type and value",
        footer = {"", "Example: %%who"})
final class WhoMagic implements Magic {
    private static final int WIDTH = 60;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "explain this magic")
    private boolean help;

    @Override
    public Object run(Session session, String body) {
        List<VarSnippet> variables = session.variables();
        var values = new ArrayList<String>();
        for (VarSnippet variable : variables) {
            values.add(Values.line(session.evaluate(variable.name()), WIDTH));
        }
        return Table.create(
                "variables",
                StringColumn.create("name", variables.stream().map(VarSnippet::name)),
                StringColumn.create("type", variables.stream().map(VarSnippet::typeName)),
                StringColumn.create("value", values));
    }
}
