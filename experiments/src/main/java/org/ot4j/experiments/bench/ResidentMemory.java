package org.ot4j.experiments.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much memory this process holds, where the system says so: Linux does. */
final class ResidentMemory {
    private static final Path SELF = Path.of("/proc/self");
    private static final long PATIENCE_MILLIS = 300;
    private static final int COLLECTIONS = 2;

    private ResidentMemory() {}

    /** The most MiB held since the start or the last {@link #forgetPeak}. */
    static OptionalDouble peakMib() {
        return mib("VmHWM:");
    }

    /** The MiB held now. */
    static OptionalDouble nowMib() {
        return mib("VmRSS:");
    }

    private static OptionalDouble mib(String name) {
        try (var lines = Files.lines(SELF.resolve("status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** Lets the peak begin at what is held now; false where the system does not allow it. */
    static boolean forgetPeak() {
        try {
            Files.writeString(SELF.resolve("clear_refs"), "5");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives all that is free, in the heap and outside it, back to the system. */
    static void release() throws InterruptedException {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        String least = machine.getVMOption("MinHeapFreeRatio").getValue();
        String most = machine.getVMOption("MaxHeapFreeRatio").getValue();
        machine.setVMOption("MinHeapFreeRatio", "0");
        machine.setVMOption("MaxHeapFreeRatio", "0");
        // The first may still find the heap as large as what it has just freed.
        for (int k = 0; k < COLLECTIONS; k++) {
            System.gc();
            awaitShrinking();
        }
        machine.setVMOption("MaxHeapFreeRatio", most);
        machine.setVMOption("MinHeapFreeRatio", least);
        trimNative();
    }

    /** The heap's free regions go back by and by, after the collection. */
    private static void awaitShrinking() throws InterruptedException {
        long last = Long.MAX_VALUE;
        for (long now = heap(); now < last; now = heap()) {
            last = now;
            Thread.sleep(PATIENCE_MILLIS);
        }
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    /** What C's allocator keeps; not every JDK can. */
    private static void trimNative() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException e) {
            // Then the next case may use it again, and seems to need less.
        }
    }
}
