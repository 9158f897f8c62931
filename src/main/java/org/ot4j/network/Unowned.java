package org.ot4j.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.ot4j.base.PyTorch;

/**
 * An array that need not be closed: its memory is freed once nothing refers to it.
 *
 * <p>A manager refers to its arrays, so this array belongs to none; it only knows one, which owns
 * the results computed from it. The garbage collector does not see the engine's memory, so it is
 * invoked when such arrays hold a lot of it.
 */
public final class Unowned extends PtNDArray {
    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * Invoke the collector once this many bytes have been handed out and not freed since the last
     * call.
     */
    private static final long MUCH = 512L << 20;

    private static final AtomicLong HELD = new AtomicLong();
    private static final AtomicLong HELD_THEN = new AtomicLong();

    private final Cleaner.Cleanable cleanable;

    private Unowned(PtNDManager manager, long handle, long bytes) {
        super(manager, handle);
        manager.detachInternal(getUid());
        cleanable = CLEANER.register(this, new Release(this.handle, bytes));
        long held = HELD.addAndGet(bytes);
        if (held - HELD_THEN.get() > MUCH) {
            HELD_THEN.set(held);
            System.gc();
        }
    }

    /**
     * A copy that need not be closed. Make it once the intermediate results are no longer needed: a
     * small array allocated among large ones would keep their memory from being reused.
     *
     * @param manager owns the results computed from the copy
     */
    public static NDArray copy(NDArray array, NDManager manager) {
        PtNDArray copy = JniUtils.clone((PtNDArray) array);
        // From here on the engine's array has two owners in Java; this one is forgotten.
        copy.detach();
        NDScope.unregister(copy);
        long bytes = array.size() * array.getDataType().getNumOfBytes();
        return new Unowned((PtNDManager) manager, copy.getHandle(), bytes);
    }

    /**
     * What a GPU holds is read through a copy in host memory, which is closed at once. DJL would
     * make that copy in the array's manager: it would stay there, and a closed model has none.
     */
    @Override
    public ByteBuffer toByteBuffer(boolean tryDirect) {
        if (!getDevice().isGpu()) {
            return super.toByteBuffer(tryDirect);
        }
        try (NDManager host = PyTorch.newCpuManager()) {
            // For a moment the engine's array has two owners in Java.
            var twin = new PtNDArray((PtNDManager) host, getHandle());
            NDScope.unregister(twin);
            try (NDArray copy = twin.toDevice(Device.cpu(), true)) {
                return copy.toByteBuffer(false);
            } finally {
                twin.detach();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Frees the memory immediately. */
    @Override
    public void close() {
        super.close();
        cleanable.clean();
    }

    /** Frees the memory once nothing refers to the array. */
    private record Release(AtomicReference<Long> handle, long bytes) implements Runnable {
        @Override
        public void run() {
            HELD.addAndGet(-bytes);
            HELD_THEN.accumulateAndGet(HELD.get(), Math::min);
            Long engines = handle.getAndSet(null);
            if (engines != null) {
                Retired.later(engines, null);
            }
        }
    }
}
