package org.ot4j.kernel.magic;

import java.util.List;
import java.util.Map;
import jdk.jshell.VarSnippet;
import picocli.CommandLine.Command;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "List the variables of this notebook, with type and value",
        footer = {"", "Example: %%who"})
final class WhoMagic implements Magic {
    private static final int WIDTH = 60;

    @Override
    public Object run(Session session, String body) {
        List<VarSnippet> variables = session.variables();
        Map<String, Object> all = session.values();
        List<String> values =
                variables.stream().map(v -> Values.line(all.get(v.name()), WIDTH)).toList();
        return Table.create(
                "variables",
                StringColumn.create("name", variables.stream().map(VarSnippet::name)),
                StringColumn.create("type", variables.stream().map(VarSnippet::typeName)),
                StringColumn.create("value", values));
    }
}
