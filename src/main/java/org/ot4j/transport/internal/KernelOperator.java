package org.ot4j.transport.internal;

/** A kernel K_ij = exp(-c_ij / ε) between n sources and m targets, as what it does to vectors. */
public interface KernelOperator {
    /** Number of sources, n. */
    int size();

    /** Writes K x to {@code out}, another array: [n], for x of shape [m]. */
    void times(double[] x, double[] out);

    /** The kernel with sources and targets exchanged. */
    KernelOperator transposed();
}
