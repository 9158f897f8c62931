package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(
        header = "Show versions, engine, devices, threads, memory and data folder",
        footer = {"", "Example: %%ot4j"})
final class Ot4jMagic implements Magic {
    @Override
    public Object run(Session session, String body) {
        Engine engine = Engine.getInstance();
        Integer seed = engine.getSeed();
        return new Text(
                String.join(
                        "\n",
                        row("Java", Runtime.version().toString()),
                        row("engine", engine.getEngineName() + " " + engine.getVersion()),
                        row("DJL", Engine.getDjlVersion()),
                        row("devices", Devices.text(engine)),
                        row("threads", JniUtils.getNumThreads() + " of the engine"),
                        row("seed", seed == null ? "not set" : seed.toString()),
                        row("memory", Memory.text()),
                        row("data", Objects.requireNonNullElse(System.getenv("OT4J_DATA"), "data")),
                        row(
                                "scale",
                                Objects.requireNonNullElse(System.getenv("OT4J_SCALE"), "quick"))));
    }

    private static String row(String name, String value) {
        return String.format("%-9s%s", name, value);
    }
}
