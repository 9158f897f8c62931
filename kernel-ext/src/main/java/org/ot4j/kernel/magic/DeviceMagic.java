package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "The devices that there are",
        footer = {"", "Example: %%device"})
final class DeviceMagic implements Magic {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "explain this magic")
    private boolean help;

    @Override
    public Object run(Session session, String body) {
        return new Text(Devices.text(Engine.getInstance()));
    }
}
