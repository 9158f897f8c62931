package org.ot4j.kernel.magic;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.CellMagic;
import org.dflib.jjava.jupyter.kernel.magic.LineMagic;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All magics of this extension: their names, their registration, their help. */
public final class Magics {
    private static final Map<String, Supplier<Magic>> ALL = new TreeMap<>();

    static {
        ALL.put("check", CheckMagic::new);
        ALL.put("data", DataMagic::new);
        ALL.put("device", DeviceMagic::new);
        ALL.put("help", HelpMagic::new);
        ALL.put("list", ListMagic::new);
        ALL.put("memory", MemoryMagic::new);
        ALL.put("models", ModelsMagic::new);
        ALL.put("open", OpenMagic::new);
        ALL.put("ot4j", Ot4jMagic::new);
        ALL.put("plot", PlotMagic::new);
        ALL.put("quiet", QuietMagic::new);
        ALL.put("results", ResultsMagic::new);
        ALL.put("seed", SeedMagic::new);
        ALL.put("spark", SparkMagic::new);
        ALL.put("threads", ThreadsMagic::new);
        ALL.put("time", TimeMagic::new);
        ALL.put("timeit", TimeitMagic::new);
        ALL.put("vars", VarsMagic::new);
        ALL.put("who", WhoMagic::new);
    }

    private Magics() {}

    /** Makes the magics known to a kernel. */
    public static void register(BaseKernel kernel) {
        var session = new Session(kernel);
        ALL.forEach(
                (name, maker) -> {
                    LineMagic<Object, BaseKernel> line =
                            (k, words) -> run(name, maker.get(), session, line(words), null);
                    CellMagic<Object, BaseKernel> cell =
                            (k, words, body) -> run(name, maker.get(), session, line(words), body);
                    kernel.getMagicsRegistry().registerLineMagic(name, line);
                    kernel.getMagicsRegistry().registerCellMagic(name, cell);
                });
    }

    /** The line as it was written, if the kernel passes our own words. */
    private static String line(List<String> words) {
        return words instanceof Arguments.Line line ? line.text() : String.join(" ", words);
    }

    private static Object run(String name, Magic magic, Session session, String line, String body)
            throws Exception {
        if (body == null ? !magic.onLine() : !magic.onCell()) {
            throw new MagicError(
                    body == null
                            ? "%" + name + " must be above a cell: write %%" + name
                            : "%%" + name + " must be on a line: write %" + name);
        }
        CommandLine parser = parser(name, magic);
        List<String> words =
                magic.takesLine()
                        ? Arguments.andLine(line, parser.getCommandSpec())
                        : Arguments.words(line);
        try {
            var parsed = parser.parseArgs(words.toArray(new String[0]));
            if (parsed.isUsageHelpRequested()) {
                return new Text(parser.getUsageMessage(Ansi.OFF));
            }
        } catch (CommandLine.ParameterException e) {
            throw new MagicError(e.getMessage() + "\n" + parser.getUsageMessage(Ansi.OFF));
        }
        try {
            return magic.run(session, body);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new MagicError(e.getMessage());
        }
    }

    static CommandLine parser(String name, Magic magic) {
        var help =
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("explain this magic")
                        .build();
        return new CommandLine(CommandSpec.forAnnotatedObject(magic).addOption(help))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setCommandName((magic.onLine() ? "%" : "%%") + name)
                .setUsageHelpAutoWidth(false);
    }

    /** Name and factory of all magics, in alphabetical order. */
    static Map<String, Supplier<Magic>> all() {
        return ALL;
    }
}
