package org.ot4j.base;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Where the library starts the engine. DJL would fetch from the internet what it misses; here the
 * first use says which line to add to the build instead.
 */
public final class PyTorch {
    private static Engine engine;

    private PyTorch() {}

    /**
     * The engine.
     *
     * @throws IllegalStateException if a jar that it needs is not on the class path; the message
     *     has the lines to add
     */
    public static synchronized Engine engine() {
        if (engine == null) {
            EngineJars.require();
            Engine started = Engine.getEngine("PyTorch");
            keepMemory(started);
            engine = started;
        }
        return engine;
    }

    /** Whether it was started here. */
    static synchronized boolean started() {
        return engine != null;
    }

    /**
     * Makes the C library keep freed memory for the next step in place of giving it back: glibc
     * raises its thresholds for that to the size (and twice the size) of the largest block freed so
     * far, up to 32 MiB. Seen without it: 1,000 page faults in each step of a small network.
     */
    private static void keepMemory(Engine engine) {
        try (NDManager manager = engine.newBaseManager()) {
            manager.create(new Shape(31L << 20), DataType.INT8).close();
        }
    }

    /**
     * A manager under the engine's root on the default device.
     *
     * @throws IllegalStateException if a jar that the engine needs is not on the class path
     */
    public static NDManager newManager() {
        return engine().newBaseManager();
    }

    /**
     * A manager under the engine's root in the machine's memory, not the GPU's.
     *
     * @throws IllegalStateException if a jar that the engine needs is not on the class path
     */
    public static NDManager newCpuManager() {
        return engine().newBaseManager(Device.cpu());
    }
}
