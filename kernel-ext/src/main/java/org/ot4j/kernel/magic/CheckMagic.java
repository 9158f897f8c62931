package org.ot4j.kernel.magic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ot4j.kernel.check.Check;
import org.ot4j.kernel.check.CheckFile;
import org.ot4j.kernel.check.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Check the answer to an exercise of a lab",
        description = {
            "Looks at the variables and methods that your cells have defined, and says whether they are"
                    + " right, and if not, what is wrong. Run it as often as you like.",
            "The checks of a lab are in the folder checks beside its notebook; %%%%check runs those in"
                    + " the cell below it instead."
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

    @Option(names = "--token", hidden = true, description = "returned with the verdict")
    private String token;

    /** nbgrader takes a cell for right unless it fails, and sets this while it executes. */
    private static final boolean GRADING = System.getenv("NBGRADER_EXECUTION") != null;

    @Override
    public boolean onCell() {
        return true;
    }

    @Override
    public Object run(Session session, String body) throws IOException {
        if (!(seconds > 0)) {
            throw new MagicError("--seconds " + seconds + ": expected more than 0");
        }
        List<Check> checks =
                body == null
                        ? CheckFile.in(Path.of("").toAbsolutePath())
                        : CheckFile.of(body, "the cell");
        if (checks.isEmpty() && body != null) {
            return new Text("these checks are your teacher's: they run when the lab is graded");
        }
        if (checks.isEmpty()) {
            throw new MagicError("there are no checks here; a lab keeps them in the folder checks");
        }
        if (name == null && body == null) {
            return new Text(
                    checks.stream()
                            .map(c -> c.name() + "  " + c.title())
                            .collect(Collectors.joining("\n")));
        }
        Verdict last = null;
        var wrong = new ArrayList<String>();
        for (Check check : name == null ? checks : chosen(checks)) {
            if (last != null) {
                session.show(last);
            }
            last = session.check(check, seconds).signed(token);
            if (!last.right()) {
                wrong.add(last.text());
            }
        }
        if (GRADING && !wrong.isEmpty()) {
            throw new MagicError(String.join("\n", wrong));
        }
        return Objects.requireNonNull(last);
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
