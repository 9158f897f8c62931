package org.ot4j.kernel.magic;

import picocli.CommandLine.Command;

@Command(
        header = "List the variables, as JShell's /vars does; the same as %%who",
        footer = {"", "Example: %%vars"})
final class VarsMagic implements Magic {
    @Override
    public Object run(Session session, String body) {
        return new WhoMagic().run(session, body);
    }
}
