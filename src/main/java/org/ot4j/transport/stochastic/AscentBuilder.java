package org.ot4j.transport.stochastic;

/**
 * The settings of every stochastic ascent.
 *
 * @param <B> the builder of the solver
 */
public abstract sealed class AscentBuilder<B extends AscentBuilder<B>>
        permits SemiDiscrete.Builder, StochasticSolver.Builder {
    private long steps = 10_000;
    private int batchSize = 32;
    private double learningRate = 1;
    private Long seed;

    AscentBuilder() {}

    abstract B self();

    /** Number of stochastic steps; 10,000 by default. The error falls with the root of it. */
    public final B steps(long count) {
        steps = count;
        return self();
    }

    /** Samples in each step, on the dual of either side; 32 by default. */
    public final B batchSize(int size) {
        batchSize = size;
        return self();
    }

    /**
     * Size of the first step, in standard deviations of the cost on the semi-dual and in units of ε
     * on the dual; 1 by default.
     */
    public final B learningRate(double rate) {
        learningRate = rate;
        return self();
    }

    /** Seed of the samples; there is no default. */
    public final B seed(long number) {
        seed = number;
        return self();
    }

    final Ascent ascent() {
        return new Ascent(steps, batchSize, learningRate, seed);
    }
}
