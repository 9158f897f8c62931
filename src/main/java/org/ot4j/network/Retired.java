package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.NativeResource;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Engine arrays that must no longer be used but that another thread may still be reading: DJL's
 * calls take an array's address and hold no reference to it. Their memory is therefore freed a
 * little later.
 */
public final class Retired {
    private static final long SECONDS = 5;

    private static final ScheduledExecutorService LATER =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        var thread = new Thread(work, "ot4j retired arrays");
                        thread.setDaemon(true);
                        return thread;
                    });

    private Retired() {}

    /**
     * Closes a manager and its arrays: any later use throws an {@link IllegalStateException}, while
     * a use already in progress completes normally.
     *
     * @param memory the Java memory that may hold the arrays; null if there is none
     */
    public static void close(NDManager manager, Object memory) {
        for (NDArray array : manager.getManagedArrays()) {
            if (array instanceof PtNDArray engines) {
                Long address = handle(engines).getAndSet(null);
                if (address != null) {
                    later(address, memory);
                }
            }
        }
        manager.close();
    }

    /** Frees an array by its address once no thread can still be reading it. */
    static void later(long address, Object memory) {
        LATER.schedule(
                () -> {
                    JniUtils.deleteNDArray(address);
                    Reference.reachabilityFence(memory);
                },
                SECONDS,
                TimeUnit.SECONDS);
    }

    /** DJL releases an address only together with the memory there. */
    @SuppressWarnings("unchecked")
    private static AtomicReference<Long> handle(PtNDArray array) {
        try {
            return (AtomicReference<Long>) Lazy.HANDLE.get(array);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Lazy {
        static final Field HANDLE = field();

        private static Field field() {
            try {
                Field field = NativeResource.class.getDeclaredField("handle");
                field.setAccessible(true);
                return field;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("unexpected version of the engine", e);
            }
        }
    }
}
