package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import org.ot4j.internal.Threads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show or set the number of threads per operation, in the engine and outside it",
        footer = {"", "Example: %%threads 1"})
final class ThreadsMagic implements Magic {
    @Parameters(arity = "0..1", paramLabel = "N", description = "at least 1")
    private Integer threads;

    @Override
    public Object run(Session session, String body) {
        Engine.getInstance();
        if (threads != null) {
            if (threads < 1) {
                throw new MagicError("N = " + threads + ": expected at least 1");
            }
            JniUtils.setNumThreads(threads);
            Threads.limit(threads);
        }
        return new Text(
                "%d threads of the engine, %d of the library's own loops"
                        .formatted(JniUtils.getNumThreads(), Threads.most()));
    }
}
