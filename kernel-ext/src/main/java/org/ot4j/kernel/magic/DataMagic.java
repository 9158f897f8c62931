package org.ot4j.kernel.magic;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "List the data sets, or load one into a variable",
        footer = {"", "Example: %%data mnist -n 2000 --as digits"})
final class DataMagic implements Magic {
    private static final Pattern NOT_A_NAME = Pattern.compile("[^A-Za-z0-9]+(.?)");

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "a data set that %%data lists")
    private String name;

    @Option(
            names = "-n",
            paramLabel = "N",
            description = "number of samples, drawn at random (default: all, or 2000 if generated)")
    private Integer samples;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "of drawn or generated samples (default: ${DEFAULT-VALUE})")
    private long seed = 42;

    @Option(
            names = "--as",
            paramLabel = "VARIABLE",
            description = "the variable (default: the name)")
    private String variable;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty()
                ? DataShelf.all().stream().map(DataChoice::name).toList()
                : List.of();
    }

    @Override
    public Object run(Session session, String body) {
        List<DataChoice> choices = DataShelf.all();
        if (name == null) {
            return list(choices);
        }
        if (samples != null && samples < 1) {
            throw new MagicError("-n " + samples + ": expected at least 1");
        }
        DataChoice choice =
                choices.stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new MagicError(
                                                "there is no data set "
                                                        + name
                                                        + "; expected one of "
                                                        + names(choices)));
        return session.define(
                variable == null ? variableFor(name) : variable, choice.code(samples, seed));
    }

    private static Table list(List<DataChoice> choices) {
        return Table.create(
                "data sets; %data NAME loads one",
                StringColumn.create("name", choices.stream().map(DataChoice::name)),
                StringColumn.create("what", choices.stream().map(DataChoice::what)),
                StringColumn.create("where", choices.stream().map(DataChoice::where)),
                StringColumn.create("size", choices.stream().map(DataMagic::size)));
    }

    private static String size(DataChoice choice) {
        if (choice.made()) {
            return "";
        }
        return choice.download() > 0
                ? "fetches " + Memory.size(choice.download())
                : Memory.size(DataShelf.size(choice.files()));
    }

    private static String names(List<DataChoice> choices) {
        return choices.stream().map(DataChoice::name).collect(Collectors.joining(", "));
    }

    /** The name in Java style: {@code fashion-mnist} becomes {@code fashionMnist}. */
    private static String variableFor(String name) {
        return NOT_A_NAME
                .matcher(name.replaceFirst("\\.csv$", ""))
                .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }
}
