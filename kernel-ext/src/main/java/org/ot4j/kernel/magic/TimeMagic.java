package org.ot4j.kernel.magic;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Time one run of a line or a cell, compiling included",
        footer = {"", "Example: %%time Transport.exact(x, y)"})
final class TimeMagic implements Magic {
    @Parameters(arity = "0..*", paramLabel = "CODE", description = "Java, on the same line")
    private List<String> code;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "explain this magic")
    private boolean help;

    @Override
    public boolean onCell() {
        return true;
    }

    @Override
    public Object run(Session session, String body) {
        String source = Code.of(code, body);
        long start = System.nanoTime();
        Object value = session.evaluate(source);
        System.out.println("time: " + Durations.text((System.nanoTime() - start) / 1e9));
        return value;
    }
}
