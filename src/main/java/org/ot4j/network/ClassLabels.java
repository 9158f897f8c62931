package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ot4j.internal.Check;

/**
 * The classes of the samples that this thread is about, for networks that are {@linkplain
 * Conditioned told} the class: the training loop sets those of each batch, and a model those of
 * what it samples.
 *
 * @param classes of the rows, in order: each of as many rows in turn as fit, so that one class is
 *     that of all rows; -1 for none
 * @param guidance how far a flow goes beyond what it would do without the class; 1 for not at all
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes it
public record ClassLabels(int[] classes, double guidance) {
    private static final ThreadLocal<ClassLabels> CURRENT = new ThreadLocal<>();

    /**
     * A row for each of n, of numbers that are 1 for its class and 0 for the others.
     *
     * @param count number of classes
     * @param each how often each number stands
     * @return [n, count · each]
     */
    public NDArray planes(NDManager manager, long n, int count, int each) {
        Check.that(n % classes.length == 0, "rows", n, "a multiple of " + classes.length);
        int repeats = Math.toIntExact(n / classes.length);
        return Tensors.fill(
                manager,
                values -> {
                    for (int label : classes) {
                        for (int k = 0; k < repeats * count * each; k++) {
                            values.put(k / each % count == label ? 1 : 0);
                        }
                    }
                },
                n,
                (long) count * each);
    }

    /** Those of this thread; null if there are none. */
    public static ClassLabels current() {
        return CURRENT.get();
    }

    /** What {@code body} returns, while the rows of this thread have these classes. */
    public static <T> T with(ClassLabels labels, Supplier<T> body) {
        ClassLabels before = CURRENT.get();
        CURRENT.set(labels);
        try {
            return body.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** What {@code body} returns, while the rows of this thread have these classes. */
    public static <T> T with(int[] classes, Supplier<T> body) {
        return with(new ClassLabels(classes, 1), body);
    }

    /**
     * What {@code body} returns, while the rows of this thread have the classes of some samples.
     *
     * @param all the class of each sample, or null if they have none
     * @param samples which of them
     */
    public static <T> T ofSamples(int[] all, int[] samples, Supplier<T> body) {
        return all == null
                ? body.get()
                : with(IntStream.of(samples).map(i -> all[i]).toArray(), body);
    }

    /**
     * What {@code body} returns for some of n rows, while these have their own classes.
     *
     * @param from the first of the rows
     * @param to the row after the last
     */
    public static <T> T part(long from, long to, long n, Supplier<T> body) {
        ClassLabels all = CURRENT.get();
        if (all == null || all.classes().length == 1 || to - from == n) {
            return body.get();
        }
        long each = n / all.classes().length;
        int[] some =
                Arrays.copyOfRange(all.classes(), (int) (from / each), (int) ((to - 1) / each) + 1);
        return with(new ClassLabels(some, all.guidance()), body);
    }
}
