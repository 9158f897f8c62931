package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        header = "Set the seed of the engine's random numbers",
        footer = {"", "Example: %%seed 42"})
final class SeedMagic implements Magic {
    @Parameters(arity = "1", paramLabel = "SEED", description = "a whole number")
    private int seed;

    @Override
    public Object run(Session session, String body) {
        Engine.getInstance().setRandomSeed(seed);
        return null;
    }
}
