package org.ot4j.base;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;

/**
 * Starts the engine for the library. DJL would download missing files; here the first use fails
 * with a message that says which line to add to the build.
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

    /** Whether the library has started the engine. */
    static synchronized boolean started() {
        return engine != null;
    }

    /**
     * Makes the C library keep freed memory for the next step instead of returning it: glibc raises
     * its thresholds for that to the size (and twice the size) of the largest block freed so far,
     * up to 32 MiB. Without this, each step of a small network caused 1,000 page faults.
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
     * A manager under the engine's root in host memory, not on the GPU.
     *
     * @throws IllegalStateException if a jar that the engine needs is not on the class path
     */
    public static NDManager newCpuManager() {
        return engine().newBaseManager(Device.cpu());
    }

    /**
     * What is read from an array in host memory. Of an array on a GPU that is a copy, closed after
     * the reading with the manager that DJL makes for it; DJL itself would leave both in the
     * array's manager. An array that is computed in the reading has to be attached elsewhere there.
     */
    public static <T> T read(NDArray array, Function<NDArray, T> reading) {
        if (!array.getDevice().isGpu()) {
            return reading.apply(array);
        }
        NDArray copy = array.toDevice(Device.cpu(), true);
        NDManager own = copy.getManager();
        try {
            return reading.apply(copy);
        } finally {
            copy.close();
            if (own != array.getManager()) {
                own.close();
            }
        }
    }
}
