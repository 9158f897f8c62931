package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show the devices, or choose the one for new arrays and models",
        footer = {"", "Example: %%device cpu"})
final class DeviceMagic implements Magic {
    @Parameters(arity = "0..1", paramLabel = "DEVICE", description = "cpu, gpu, gpu1, ...")
    private String device;

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty() ? Devices.names(Engine.getInstance()) : List.of();
    }

    @Override
    public Object run(Session session, String body) {
        Engine engine = Engine.getInstance();
        if (device != null) {
            Devices.choose(engine, device);
        }
        return new Text(Devices.text(engine));
    }
}
