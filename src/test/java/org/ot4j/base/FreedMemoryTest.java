package org.ot4j.base;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.ot4j.network.Tensors;

class FreedMemoryTest {
    private static final int BLOCKS = 100;

    @Test
    void whatLiveArraysHoldBackGoesBack() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "no Linux");
        try (var manager = Tensors.newManager()) {
            // glibc maps large blocks, and returns these at once, until a larger one was freed.
            manager.ones(new Shape(8 << 20), DataType.INT8).close();
            var freed = new ArrayList<NDArray>();
            for (int i = 0; i < BLOCKS; i++) {
                freed.add(manager.ones(new Shape(2 << 20), DataType.INT8));
                // Stays. As large as the other, so that it lies beside it, in no older gap.
                manager.ones(new Shape(2 << 20), DataType.INT8);
            }
            freed.forEach(NDArray::close);
            long kept = residentMib();
            FreedMemory.giveBack();
            long after = residentMib();
            assertTrue(after < kept - BLOCKS, kept + " MiB, then " + after);
        }
    }

    /** As a program does that uses DJL by itself: it is seen by what is loaded, not by who did. */
    @Test
    void anEngineThatSomebodyElseStartedIsSeen() {
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "no Linux");
        Engine.getEngine("PyTorch").newBaseManager().close();
        assertTrue(FreedMemory.loaded());
    }

    private static long residentMib() throws Exception {
        String line =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .findFirst()
                        .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
    }
}
