package org.ot4j.training;

import org.ot4j.internal.Check;
import org.ot4j.network.Recipe;

/**
 * A rule that turns gradients into steps. An optimiser is only a configuration; its state between
 * steps is in a {@link Running}, one for each vector of weights, which checkpoints store.
 */
public sealed interface Optimizer extends Recipe {
    /** Starts with an empty state for {@code size} weights. */
    Running start(int size);

    /** Plain gradient descent. */
    static Sgd sgd() {
        return new Sgd(0, 0);
    }

    /** Gradient descent with heavy-ball momentum, as in PyTorch's SGD. */
    static Sgd momentum(double momentum) {
        return new Sgd(momentum, 0);
    }

    /** Adam with β = (0.9, 0.999) and ε = 1e-8. */
    static Adam adam() {
        return new Adam(0.9, 0.999, 1e-8, 0, false);
    }

    /** Adam with other decay rates, for example (0.5, 0.999) for GANs. */
    static Adam adam(double beta1, double beta2) {
        return new Adam(beta1, beta2, 1e-8, 0, false);
    }

    /** AdamW: Adam whose weight decay acts on the weights directly, not through the gradient. */
    static Adam adamW(double weightDecay) {
        return new Adam(0.9, 0.999, 1e-8, weightDecay, true);
    }

    /** RMSProp with smoothing 0.99 and ε = 1e-8, as in PyTorch. */
    static RmsProp rmsProp() {
        return new RmsProp(0.99, 1e-8);
    }

    /** The state of an optimiser for one vector of weights. */
    abstract class Running {
        private final float[][] slots;
        private long count;

        Running(int slots, int size) {
            this.slots = new float[slots][size];
        }

        /** Begins a step; {@link #apply} follows for all parts of the weights. */
        final void begin(double learningRate) {
            count++;
            prepare(count, learningRate);
        }

        /** Computes the quantities that all weights share in a step. */
        abstract void prepare(long count, double learningRate);

        /** Updates the weights [from, to) from their gradient. */
        abstract void apply(float[] w, float[] g, int from, int to);

        /** The moments, each of the size of the weights. */
        float[][] slots() {
            return slots;
        }

        Memory memory() {
            return new Memory(count, slots);
        }

        void restore(Memory memory) {
            Check.that(
                    memory.slots().length == slots.length
                            && (slots.length == 0 || memory.slots()[0].length == slots[0].length),
                    "optimiser's memory in the checkpoint",
                    memory.slots().length + " vectors",
                    slots.length + " vectors of the size of the weights");
            count = memory.count();
            for (int i = 0; i < slots.length; i++) {
                System.arraycopy(memory.slots()[i], 0, slots[i], 0, slots[i].length);
            }
        }
    }

    /**
     * Gradient descent: v ← μ v + g + λ w, w ← w - η v.
     *
     * @param momentum μ, in [0, 1)
     * @param weightDecay λ
     */
    record Sgd(double momentum, double weightDecay) implements Optimizer {
        /** Checks the arguments. */
        public Sgd {
            Check.that(momentum >= 0 && momentum < 1, "momentum", momentum, "a number in [0, 1)");
            Check.notNegative(weightDecay, "weightDecay");
        }

        @Override
        public Running start(int size) {
            return new Running(momentum > 0 ? 1 : 0, size) {
                private float eta;

                @Override
                void prepare(long count, double learningRate) {
                    eta = (float) learningRate;
                }

                @Override
                void apply(float[] w, float[] g, int from, int to) {
                    float decay = (float) weightDecay;
                    if (momentum == 0) {
                        for (int i = from; i < to; i++) {
                            w[i] -= eta * (g[i] + decay * w[i]);
                        }
                        return;
                    }
                    float mu = (float) momentum;
                    float[] v = slots()[0];
                    for (int i = from; i < to; i++) {
                        float next = mu * v[i] + g[i] + decay * w[i];
                        v[i] = next;
                        w[i] -= eta * next;
                    }
                }
            };
        }
    }

    /**
     * Adam (Kingma and Ba 2015, Algorithm 1): m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w
     * - η m̂ / (√v̂ + ε).
     *
     * @param beta1 decay of the mean, in [0, 1)
     * @param beta2 decay of the square, in [0, 1)
     * @param epsilon added to the root
     * @param weightDecay λ
     * @param decoupled whether the decay acts on the weights directly (AdamW)
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
            implements Optimizer {
        /** Checks the arguments. */
        public Adam {
            Check.that(beta1 >= 0 && beta1 < 1, "beta1", beta1, "a number in [0, 1)");
            Check.that(beta2 >= 0 && beta2 < 1, "beta2", beta2, "a number in [0, 1)");
            Check.positive(epsilon, "epsilon");
            Check.notNegative(weightDecay, "weightDecay");
        }

        @Override
        public Running start(int size) {
            return new Running(2, size) {
                private float eta;
                private float root;
                private float shrink;

                @Override
                void prepare(long count, double learningRate) {
                    eta = (float) (learningRate / (1 - Math.pow(beta1, count)));
                    root = (float) (1 / Math.sqrt(1 - Math.pow(beta2, count)));
                    shrink = decoupled ? (float) (1 - learningRate * weightDecay) : 1;
                }

                @Override
                void apply(float[] w, float[] g, int from, int to) {
                    float b1 = (float) beta1;
                    float c1 = (float) (1 - beta1);
                    float b2 = (float) beta2;
                    float c2 = (float) (1 - beta2);
                    float e = (float) epsilon;
                    float decay = decoupled ? 0 : (float) weightDecay;
                    float step = eta;
                    float scale = root;
                    float keep = shrink;
                    float[] m = slots()[0];
                    float[] v = slots()[1];
                    for (int i = from; i < to; i++) {
                        float x = g[i] + decay * w[i];
                        float first = b1 * m[i] + c1 * x;
                        float second = b2 * v[i] + c2 * x * x;
                        m[i] = first;
                        v[i] = second;
                        w[i] = keep * w[i] - step * first / ((float) Math.sqrt(second) * scale + e);
                    }
                }
            };
        }
    }

    /**
     * RMSProp: v ← α v + (1 - α) g², w ← w - η g / (√v + ε).
     *
     * @param smoothing α, in [0, 1)
     * @param epsilon added to the root
     */
    record RmsProp(double smoothing, double epsilon) implements Optimizer {
        /** Checks the arguments. */
        public RmsProp {
            Check.that(smoothing >= 0 && smoothing < 1, "smoothing", smoothing, "in [0, 1)");
            Check.positive(epsilon, "epsilon");
        }

        @Override
        public Running start(int size) {
            return new Running(1, size) {
                private float eta;

                @Override
                void prepare(long count, double learningRate) {
                    eta = (float) learningRate;
                }

                @Override
                void apply(float[] w, float[] g, int from, int to) {
                    float a = (float) smoothing;
                    float b = (float) (1 - smoothing);
                    float e = (float) epsilon;
                    float[] v = slots()[0];
                    for (int i = from; i < to; i++) {
                        float second = a * v[i] + b * g[i] * g[i];
                        v[i] = second;
                        w[i] -= eta * g[i] / ((float) Math.sqrt(second) + e);
                    }
                }
            };
        }
    }
}
