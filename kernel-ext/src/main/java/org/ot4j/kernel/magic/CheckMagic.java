package org.ot4j.kernel.magic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.ot4j.kernel.check.Check;
import org.ot4j.kernel.check.CheckFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Check the answer to an exercise of a lab",
        description = {
            "Looks at the variables and methods that your cells have defined, and says whether they are"
                    + " right, and if not, what is wrong. Run it as often as you like.",
            "The checks of a lab are in the folder checks beside its notebook."
        },
        footer = {"", "Example: %%check 1a"})
final class CheckMagic implements Magic {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "an exercise, or the number of a lab for all of its exercises; none lists them")
    private String name;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            description = "time limit for each check (default: ${DEFAULT-VALUE})")
    private double seconds = 60;

    @Override
    public Object run(Session session, String body) throws IOException {
        if (!(seconds > 0)) {
            throw new MagicError("--seconds " + seconds + ": expected more than 0");
        }
        List<Check> checks = CheckFile.in(Path.of("").toAbsolutePath());
        if (checks.isEmpty()) {
            throw new MagicError("there are no checks here; a lab keeps them in the folder checks");
        }
        if (name == null) {
            return new Text(
                    checks.stream()
                            .map(c -> c.name() + "  " + c.title())
                            .collect(Collectors.joining("\n")));
        }
        List<Check> chosen = chosen(checks);
        for (Check check : chosen.subList(0, chosen.size() - 1)) {
            session.show(session.check(check, seconds));
        }
        return session.check(chosen.get(chosen.size() - 1), seconds);
    }

    private List<Check> chosen(List<Check> checks) {
        List<Check> exact = checks.stream().filter(c -> c.name().equals(name)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<Check> all =
                checks.stream().filter(c -> c.name().matches("\\Q" + name + "\\E\\D+")).toList();
        if (all.isEmpty()) {
            throw new MagicError(
                    "there is no check "
                            + name
                            + "; expected one of "
                            + checks.stream().map(Check::name).collect(Collectors.joining(", ")));
        }
        return all;
    }
}
