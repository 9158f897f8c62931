package org.ot4j.kernel.magic;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.ot4j.base.Progress;
import picocli.CommandLine.Command;

@Command(
        header = "Run a cell and show only its errors",
        footer = {"", "Example: %%%%quiet above a cell"})
final class QuietMagic implements Magic {
    @Override
    public boolean onLine() {
        return false;
    }

    @Override
    public boolean onCell() {
        return true;
    }

    @Override
    public Object run(Session session, String body) {
        PrintStream out = System.out;
        var nothing =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var bars = Progress.setDisplay(state -> {});
        System.setOut(nothing);
        try {
            session.evaluate(body);
        } finally {
            System.setOut(out);
            Progress.setDisplay(bars);
        }
        return null;
    }
}
