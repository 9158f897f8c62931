package org.ot4j.kernel.magic;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        header = "Time one run of a line or a cell, including compilation",
        footer = {"", "Example: %%time Transport.exact(x, y)"})
final class TimeMagic implements Magic {
    @Mixin private Code code;

    @Override
    public boolean takesJava() {
        return true;
    }

    @Override
    public boolean onCell() {
        return true;
    }

    @Override
    public Object run(Session session, String body) {
        String source = code.above(body);
        long start = System.nanoTime();
        Object value = session.evaluate(source);
        System.out.println("time: " + Durations.text((System.nanoTime() - start) / 1e9));
        return value;
    }
}
