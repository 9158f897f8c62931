package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An array that nobody has to close: its memory is freed when nothing refers to it any more.
 *
 * <p>A manager refers to its arrays, so this one is in none; it only knows one, for what is
 * computed from it. And as the collector does not see the engine's memory, it is called when much
 * of that is in the hands of such arrays.
 */
public final class Unowned extends PtNDArray {
    private static final Cleaner CLEANER = Cleaner.create();

    /** Bytes handed out and not freed since the last call after which the collector is called. */
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
     * A copy that nobody has to close. To be made when what led to the array is done with: a small
     * array among the large ones that came before it would keep their memory from being used again.
     *
     * @param manager to which what is computed from the copy belongs
     */
    public static NDArray copy(NDArray array, NDManager manager) {
        PtNDArray copy = JniUtils.clone((PtNDArray) array);
        // From here on the engine's array has two owners in Java, of which this one is forgotten.
        copy.detach();
        long bytes = array.size() * array.getDataType().getNumOfBytes();
        return new Unowned((PtNDManager) manager, copy.getHandle(), bytes);
    }

    /** Frees it at once. */
    @Override
    public void close() {
        super.close();
        cleanable.clean();
    }

    /** What is left to do when nobody refers to the array. */
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
