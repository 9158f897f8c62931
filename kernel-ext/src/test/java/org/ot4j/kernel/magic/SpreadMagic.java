package org.ot4j.kernel.magic;

import java.util.Arrays;
import java.util.List;
import jdk.jshell.VarSnippet;
import org.ot4j.base.Rows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "Show mean and standard deviation of each column of points",
        footer = {"", "Example: %%spread x"})
final class SpreadMagic implements Magic {
    @Parameters(arity = "1", paramLabel = "NAME", description = "a variable that holds points")
    private String name;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return session.variables().stream().map(VarSnippet::name).toList();
    }

    @Override
    public Object run(Session session, String body) {
        double[][] points = Rows.checked(session.variable(name), name);
        var mean = DoubleColumn.create("mean");
        var deviation = DoubleColumn.create("standard deviation");
        for (int k = 0; k < points[0].length; k++) {
            int column = k;
            double[] values = Arrays.stream(points).mapToDouble(row -> row[column]).toArray();
            double centre = Arrays.stream(values).average().orElseThrow();
            double square = Arrays.stream(values).map(v -> (v - centre) * (v - centre)).sum();
            mean.append(centre);
            deviation.append(Math.sqrt(square / values.length));
        }
        return Table.create(name, mean, deviation);
    }
}
