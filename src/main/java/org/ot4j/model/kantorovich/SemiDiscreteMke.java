package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Distortion;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.GenerativeModel;
import org.ot4j.model.GeneratorBuilder;
import org.ot4j.model.internal.ModelFiles;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Game;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/**
 * Minimum Kantorovich estimator of a generative model in its semi-discrete form (GPC section 2, the
 * first approach to the dual): since the data are n points y_j, the potential on them is a vector
 * v, and the other potential is its c-transform,
 *
 * <pre>min_g max_v  E_ζ min_j [ c(g(z), y_j) - v_j ]  +  (1/n) Σ_j v_j</pre>
 *
 * The vector is found by stochastic ascent (Genevay et al. 2016, Algorithm 2), starting from its
 * previous value while g changes: in each step, the potential of a sample decreases if its Laguerre
 * cell gets more than its share of fresh codes, and increases otherwise. The step size decreases
 * with the square root of the number of rounds. With ε &gt; 0 the minimum is the soft one, -ε log
 * (1/n) Σ_j exp((v_j - c) / ε), which is what a {@code CoupledVae} solves by Sinkhorn.
 *
 * <p>Unlike couplings of batches, this uses all data in every step: a batch is the whole data set,
 * and the work of a step is proportional to codes × data.
 */
public final class SemiDiscreteMke extends GenerativeModel {
    /** Ascent steps before the rate begins to decrease. */
    private static final double PLATEAU = 1_000;

    private final Options options;
    private int samples;
    private Weights potentials;

    private SemiDiscreteMke(Options options, int samples) {
        super("semi-discrete MKE", options.prior(), "generator", options.generator());
        this.options = options;
        this.samples = samples;
    }

    /** Reads a model that {@link #save(Path)} wrote. */
    public static SemiDiscreteMke load(String file) {
        return load(Path.of(Check.notNull(file, "file")));
    }

    /**
     * Reads a model that {@link #save(Path)} wrote.
     *
     * @throws IllegalArgumentException if the file is damaged or holds another kind of model, which
     *     the message names
     */
    public static SemiDiscreteMke load(Path file) {
        return ModelFiles.load(file, SemiDiscreteMke.class);
    }

    @Override
    public Training<SemiDiscreteMke> train(DataSource data) {
        checkSize(Check.notNull(data, "data"));
        return Training.of(this, data).batchSize(data.size());
    }

    @Override
    public Training<SemiDiscreteMke> train(Object data) {
        return train(DataSet.checked(data, "data"));
    }

    /**
     * Builds the generator and a potential for each sample.
     *
     * @throws IllegalArgumentException if the model has potentials for a different number of
     *     samples
     */
    @Override
    public void prepare(DataSource data, long seed) {
        checkSize(data);
        super.prepare(data, seed);
    }

    private void checkSize(DataSource data) {
        Check.that(
                potentials == null || samples == data.size(),
                "data.size",
                data.size(),
                samples + ", the number of potentials of this model");
    }

    @Override
    protected void build(DataSource data, SplittableRandom random) {
        samples = data.size();
        super.build(data, random);
    }

    @Override
    public void checkBatchSize(int size, DataSource data) {
        Check.that(
                size == data.size(),
                "batchSize",
                size,
                data.size() + ", the whole data: each sample has a potential");
        checkNormalised(options.codes(), "codes");
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        if (samples == 0) {
            throw new IllegalStateException(
                    name() + " needs a potential for each sample: call prepare(data, seed) first");
        }
        checkCost(options.cost());
        potentials = Weights.free("potentials", new Shape(samples), new float[samples]);
    }

    @Override
    public List<Player> players() {
        return List.of(
                Player.move("potentials", this::ascend, potentials).steps(options.potentialSteps()),
                Player.minimise("generator", this::objective, generator()));
    }

    /** One step of ascent in v; its gradient is 1/n minus the share of codes in each cell. */
    private Terms ascend(Step step) {
        NDArray shares = shares(exponents(step));
        var mean = new float[samples];
        Tensors.read(shares.mean(new int[] {0}), mean);
        float[] v = potentials.values();
        double k = step.round() * (double) options.potentialSteps() + step.turn();
        double rate = options.potentialRate() / Math.sqrt(1 + k / PLATEAU);
        double error = 0;
        for (int i = 0; i < samples; i++) {
            double excess = samples * mean[i] - 1;
            v[step.indices()[i]] -= (float) (rate * excess);
            error += Math.abs(excess) / samples;
        }
        potentials.set(v);
        return Terms.of("marginal error", step.manager().create((float) error));
    }

    private Terms objective(Step step) {
        NDArray exponents = exponents(step);
        NDArray transform =
                options.epsilon() == 0
                        ? exponents.max(new int[] {1}).neg()
                        : Scalars.mul(
                                LogSumExp.ofColumns(exponents.transpose())
                                        .sub((float) Math.log(samples)),
                                -options.epsilon());
        double mean = 0;
        for (float v : potentials.values()) {
            mean += v / samples;
        }
        return Terms.of("transport cost", transform.mean().add((float) mean));
    }

    /** v_j - c(g(z_i), y_j), divided by ε where there is one: [codes, n]. */
    private NDArray exponents(Step step) {
        NDArray z = prior().sampleEvenly(step.manager(), options.codes(), step.random());
        NDArray costs = options.cost().pairwise(generator().forward(z), step.batch());
        float[] v = potentials.values();
        var ordered = new float[samples];
        for (int i = 0; i < samples; i++) {
            ordered[i] = v[step.indices()[i]];
        }
        NDArray excess = costs.neg().add(Tensors.of(step.manager(), ordered, 1, samples));
        return options.epsilon() == 0 ? excess : Scalars.div(excess, options.epsilon());
    }

    /** The part of each code that belongs to each sample; rows sum to 1. */
    private NDArray shares(NDArray exponents) {
        return options.epsilon() == 0 ? exponents.argMax(1).oneHot(samples) : exponents.softmax(1);
    }

    /** v, one for each sample: [n]. */
    public double[] potentials() {
        requirePrepared();
        float[] values = potentials.values();
        var copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    @Override
    public List<Network> networks() {
        return List.of(generator());
    }

    @Override
    public GameRecipe recipe() {
        return new Recipe(
                options.prior(),
                options.generator(),
                options.cost(),
                options.epsilon(),
                options.codes(),
                options.potentialSteps(),
                options.potentialRate(),
                samples);
    }

    /** What an estimator is made of, before its data are known. */
    private record Options(
            Prior prior,
            NetworkSpec generator,
            Distortion cost,
            double epsilon,
            int codes,
            int potentialSteps,
            double potentialRate) {
        Options {
            Check.notNull(cost, "cost");
            Check.notNegative(epsilon, "epsilon");
            Check.atLeast(codes, 1, "codes");
            Check.atLeast(potentialSteps, 1, "potentials.steps");
            Check.positive(potentialRate, "potentials.rate");
        }
    }

    /** What an estimator is made of, for so many samples. */
    record Recipe(
            Prior prior,
            NetworkSpec generator,
            Distortion cost,
            double epsilon,
            int codes,
            int potentialSteps,
            double potentialRate,
            int samples)
            implements GameRecipe {
        @Override
        public Game create() {
            var options =
                    new Options(
                            prior, generator, cost, epsilon, codes, potentialSteps, potentialRate);
            return new SemiDiscreteMke(options, Check.atLeast(samples, 1, "samples"));
        }
    }

    /** Collects the parts of a {@link SemiDiscreteMke}; {@link Mke#semiDiscrete} makes one. */
    public static final class Builder extends GeneratorBuilder<Builder> {
        private final Distortion cost;
        private double epsilon;
        private int codes = 256;
        private int potentialSteps = 10;
        private double potentialRate = 0.1;

        Builder(Distortion cost) {
            this.cost = Check.notNull(cost, "cost");
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Weight of the entropy, in units of cost; 0, Laguerre cells, unless set. */
        public Builder epsilon(double weight) {
            epsilon = weight;
            return this;
        }

        /** Codes per step of either player; 256 unless set. */
        public Builder codes(int count) {
            codes = count;
            return this;
        }

        /**
         * How the potentials are found.
         *
         * @param steps of ascent per round; 10 unless set
         * @param rate how far a potential rises, in units of cost, when no code chooses its sample;
         *     0.1 unless set
         */
        public Builder potentials(int steps, double rate) {
            potentialSteps = steps;
            potentialRate = rate;
            return this;
        }

        /**
         * The model.
         *
         * @throws IllegalArgumentException if a part is missing or a setting is out of range
         */
        public SemiDiscreteMke build() {
            var options =
                    new Options(
                            prior(),
                            generator(),
                            cost,
                            epsilon,
                            codes,
                            potentialSteps,
                            potentialRate);
            return new SemiDiscreteMke(options, 0);
        }
    }
}
