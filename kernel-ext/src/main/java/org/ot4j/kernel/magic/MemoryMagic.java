package org.ot4j.kernel.magic;

import ai.djl.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show heap, process and live arrays, and the change since the last call",
        footer = {"", "Example: %%memory --gc"})
final class MemoryMagic implements Magic {
    private static final int MOST = 10;

    private static int lastArrays;
    private static long lastBytes;

    @Option(names = "--gc", description = "collect garbage first")
    private boolean collect;

    @Override
    public Object run(Session session, String body) {
        if (collect) {
            System.gc();
        }
        Engine.getInstance();
        List<LiveArrays> alive = LiveArrays.count();
        int arrays = alive.stream().mapToInt(LiveArrays::arrays).sum();
        long bytes = alive.stream().mapToLong(LiveArrays::bytes).sum();
        var lines = new ArrayList<String>();
        lines.add(Memory.text());
        lines.add(
                String.format(
                        "%d arrays alive, %s; %+d arrays since last asked, %s%s",
                        arrays,
                        Memory.size(bytes),
                        arrays - lastArrays,
                        bytes < lastBytes ? "-" : "+",
                        Memory.size(Math.abs(bytes - lastBytes))));
        alive.stream()
                .sorted(Comparator.comparingLong(LiveArrays::bytes).reversed())
                .limit(MOST)
                .forEach(
                        m ->
                                lines.add(
                                        String.format(
                                                "  %-28s %6d arrays %12s",
                                                m.manager(), m.arrays(), Memory.size(m.bytes()))));
        remember(arrays, bytes);
        return new Text(String.join("\n", lines));
    }

    private static void remember(int arrays, long bytes) {
        lastArrays = arrays;
        lastBytes = bytes;
    }
}
