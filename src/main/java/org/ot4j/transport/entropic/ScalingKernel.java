package org.ot4j.transport.entropic;

/**
 * A kernel K_ij = exp((f_i + g_j - c_ij) / ε) with absorbed potentials f and g, on which a {@link
 * ScalingState} iterates.
 */
interface ScalingKernel {
    /** Says what a row of a pass gives to the columns. */
    @FunctionalInterface
    interface RowStep {
        /** Takes (K w)_i and returns x_i, with which row i enters Kᵀ x. */
        double apply(int part, int i, double sum);
    }

    /** The absorbed potential of the rows; must not be modified. */
    double[] f();

    /** The absorbed potential of the columns; must not be modified. */
    double[] g();

    double epsilon();

    /** Into how many parts the rows are cut. */
    int parts();

    /** Scalings beyond this, or below its inverse, are to be absorbed. */
    double drift();

    /** Builds the kernel anew around these potentials, which it keeps. */
    void absorb(double epsilon, double[] f, double[] g);

    /** Builds the kernel around potentials to set out from. */
    void absorbFeasible(double epsilon);

    /** The c,ε-transform of f over the sources: g_j = -ε log Σ_i a_i exp((f_i - c_ij) / ε). */
    double[] columnTransform(double epsilon, double[] f);

    /**
     * The c,ε-transform of g over the targets, f_i = -ε log Σ_j b_j exp((g_j - c_ij) / ε), times
     * {@code factor} and more by {@code offset}; then builds the kernel around both.
     */
    void transformRowsAndAbsorb(double epsilon, double[] g, double factor, double offset);

    /** Leaves out, if that is worth while, the entries that are as good as 0; says whether. */
    boolean truncate();

    /**
     * Computes s = K w row by row, asks {@code step} for x_i of each s_i, and writes Kᵀ x to {@code
     * out}.
     */
    void pass(double[] w, RowStep step, double[] out);

    /** Σ_ij c_ij P_ij for the plan P_ij = x_i K_ij y_j. */
    double linearCost(double[] x, double[] y);
}
