package org.ot4j.transport.entropic;

/** The potentials that a kernel was built around, and the ε. */
abstract class AbsorbingKernel implements ScalingKernel {
    double epsilon;
    double[] f;
    double[] g;

    @Override
    public final double[] f() {
        return f;
    }

    @Override
    public final double[] g() {
        return g;
    }

    @Override
    public final double epsilon() {
        return epsilon;
    }
}
