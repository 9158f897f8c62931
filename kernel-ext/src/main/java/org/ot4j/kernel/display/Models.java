package org.ot4j.kernel.display;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ot4j.internal.HtmlText;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Network;
import org.ot4j.plot.Plots;
import org.ot4j.training.Game;
import org.ot4j.training.Run;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Models with their networks, and runs with their curves. */
final class Models {
    /** Columns of a history before its terms: epoch, step, learning rate. */
    private static final int BEFORE_TERMS = 3;

    private Models() {}

    static Bundle of(Game model) {
        String head = model.name();
        if (model instanceof GenerativeModel generative) {
            head += ", codes from " + Distributions.name(generative.prior());
        }
        Table networks;
        try {
            networks = networks(model);
            head += "; " + players(model);
        } catch (IllegalStateException e) {
            return Bundle.text(head + ", not trained yet");
        }
        return Bundle.text(head + "\n" + networks.print().strip())
                .html("<p><b>" + HtmlText.escape(head) + "</b></p>\n" + Tables.html(networks));
    }

    /** The goal of each player, such as {@code critic maximises, generator minimises}. */
    private static String players(Game model) {
        return model.players().stream()
                .map(p -> p.name() + " " + p.goal().name().toLowerCase(Locale.ROOT) + "s")
                .collect(Collectors.joining(", "));
    }

    private static Table networks(Game model) {
        var name = StringColumn.create("network");
        var input = StringColumn.create("input");
        var output = StringColumn.create("output");
        var layers = IntColumn.create("layers");
        var weights = IntColumn.create("weights");
        for (Network network : model.networks()) {
            name.append(network.name());
            input.append(network.inputShape().toString());
            output.append(network.outputShape().toString());
            layers.append(network.summary().rowCount() - 2); // without input and total
            weights.append(network.weights().size());
        }
        return Table.create("networks", name, input, output, layers, weights);
    }

    static Bundle of(Run run) throws IOException {
        Table history = run.history();
        int rows = history.rowCount();
        if (rows == 0) {
            return Bundle.text(run.toString());
        }
        var facts = new Facts(run.toString());
        var terms = history.columnNames().subList(BEFORE_TERMS, history.columnCount());
        for (String term : terms) {
            facts.add(term, history.doubleColumn(term).get(rows - 1));
        }
        if (rows < 2) {
            return facts.bundle();
        }
        var chart =
                Plots.curves(history, "epoch", terms.toArray(new String[0])).title(run.toString());
        return Figures.add(Bundle.text(facts.text()), chart);
    }
}
