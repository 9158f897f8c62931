package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.ot4j.base.Rows;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Observation;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.Given;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.tensor.Scalars;

/**
 * The posterior of a {@link CoupledVae}: q(z | x) = p(z) exp((u(x) + v(z) - c(x, z)) / ε), without
 * the factor e^-1 that C-VAE prints, as a density and as weights on a set of codes drawn evenly
 * from the prior, between which and all data the coupling was solved.
 *
 * @equation C-VAE 20
 */
public final class CoupledPosterior {
    /** Ends the solve at this L1 error of the marginals. */
    private static final double ERROR = 1e-3;

    /** Or after so many iterations: on a stored kernel, and block by block, where each is slow. */
    private static final int ITERATIONS = 20_000;

    private static final int IN_BLOCKS = 500;

    /** Fresh codes for each draw, so that few draws share one; and the most of them. */
    private static final int FRESH_EACH = 8;

    private static final int MOST_FRESH = 1 << 14;

    /** 256 MB of the decoder's output for them. */
    private static final long MOST_ENTRIES = 1L << 26;

    private final Function<Supplier<NDArray>, NDArray> undisturbed;
    private final Prior prior;
    private final Network decoder;
    private final Observation observation;
    private final Coupling coupling;
    private final double error;
    private final float[] codes;
    private final double[] weights;
    private final double[] v;
    private final Atoms data;
    private final double[] u;

    /**
     * Solves the coupling between all data and m codes.
     *
     * @param undisturbed makes a computation run while nobody changes the decoder
     * @param start potentials of the data to begin with
     */
    CoupledPosterior(
            Function<Supplier<NDArray>, NDArray> undisturbed,
            Prior prior,
            Network decoder,
            Observation observation,
            Coupling coupling,
            Atoms data,
            double[] start,
            int m) {
        this.undisturbed = undisturbed;
        this.prior = prior;
        this.decoder = decoder;
        this.observation = observation;
        this.coupling = coupling;
        this.data = data;
        try (NDManager scope = Tensors.newManager()) {
            Codes drawn = Codes.of(prior, scope, m, new SplittableRandom(0));
            NDArray output = decoder.forward(drawn.z());
            var plan =
                    new PlanBlocks(observation, data, output, drawn, coupling.epsilon())
                            .knowing(false);
            boolean stored = CouplingSolver.stores(coupling, plan, CouplingSolver.STORED);
            int iterations = stored ? ITERATIONS : IN_BLOCKS;
            var solution =
                    new CouplingSolver(coupling, ERROR, iterations, true, CouplingSolver.STORED)
                            .solve(plan, start);
            error = solution.error();
            u = solution.u();
            codes = new float[Math.toIntExact(drawn.z().size())];
            Tensors.read(drawn.z(), codes);
            weights = drawn.weights();
            v = Tensors.doubles(coupling.damped(plan.transform(u)));
        }
    }

    /** L1 error of the marginals of the coupling that these weights come from. */
    public double error() {
        return error;
    }

    /**
     * q(z_j | x) of each sample on the reference codes.
     *
     * @param x [n, sample shape...]
     * @return [n, m], each row of sum 1; it need not be closed
     */
    public NDArray weights(NDArray x) {
        return given(x, this::weigh);
    }

    /**
     * q(z_j | x) of each sample on the reference codes.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @return [n, m], each row of sum 1
     */
    public double[][] weights(Object x) {
        return Given.rows(x, "x", sampleShape(), this::weigh);
    }

    private NDArray weigh(NDArray x) {
        return chunks(x, part -> exponents(part).softmax(1));
    }

    /** The reference codes, [m, latent dimension], owned by {@code manager}. */
    public NDArray codes(NDManager manager) {
        return Tensors.of(manager, codes, v.length, prior.dimension());
    }

    /** The reference codes as rows, [m, latent dimension]. */
    public double[][] codes() {
        var wide = new double[codes.length];
        Arrays.setAll(wide, k -> codes[k]);
        return Rows.split(wide, v.length);
    }

    /**
     * E[z | x] for each sample.
     *
     * @param x [n, sample shape...]
     * @return [n, latent dimension]; it need not be closed
     */
    public NDArray mean(NDArray x) {
        return given(x, this::means);
    }

    /**
     * E[z | x] for each sample.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @return [n, latent dimension]
     */
    public double[][] mean(Object x) {
        return Given.rows(x, "x", sampleShape(), this::means);
    }

    NDArray means(NDArray x) {
        return chunks(x, part -> exponents(part).softmax(1).matMul(codes(part.getManager())));
    }

    /**
     * The reference code under which each sample is most likely.
     *
     * @param x [n, sample shape...]
     * @return [n, latent dimension]; it need not be closed
     */
    public NDArray likeliest(NDArray x) {
        return given(x, this::best);
    }

    /**
     * The reference code under which each sample is most likely.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @return [n, latent dimension]
     */
    public double[][] likeliest(Object x) {
        return Given.rows(x, "x", sampleShape(), this::best);
    }

    NDArray best(NDArray x) {
        return chunks(
                x,
                part -> {
                    NDArray z = codes(part.getManager());
                    NDArray cost = observation.pairwise(part, decoder.forward(z));
                    return z.get(cost.argMin(1));
                });
    }

    /**
     * A code drawn from q(z | x) for each sample: one of fresh codes from the prior, at least eight
     * times as many as there are samples up to a bound of memory, picked with the weights of Eq. 20
     * (sampling and importance resampling). A finite prior has no other codes than its own.
     *
     * @param x [n, sample shape...]
     * @return [n, latent dimension]; it need not be closed
     */
    public NDArray sample(NDArray x, long seed) {
        return given(x, rows -> draws(rows, seed));
    }

    /**
     * A code drawn from q(z | x) for each sample: one of fresh codes from the prior, at least eight
     * times as many as there are samples up to a bound of memory, picked with the weights of Eq. 20
     * (sampling and importance resampling). A finite prior has no other codes than its own.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @return [n, latent dimension]
     */
    public double[][] sample(Object x, long seed) {
        return Given.rows(x, "x", sampleShape(), rows -> draws(rows, seed));
    }

    NDArray draws(NDArray x, long seed) {
        return undisturbed.apply(
                () -> {
                    NDManager owner = x.getManager();
                    var random = new SplittableRandom(seed);
                    try (NDManager scope = owner.newSubManager()) {
                        NDArray drawn =
                                (prior instanceof Categorical
                                                ? reference(scope)
                                                : fresh(scope, x.size(0), random))
                                        .draw(x, random);
                        drawn.attach(owner);
                        return drawn;
                    }
                });
    }

    /**
     * log q(z_k | x_i) for all pairs, at any codes.
     *
     * @param x [n, sample shape...]
     * @param z [k, latent dimension]
     * @return [n, k]; it need not be closed
     */
    public NDArray logDensity(NDArray x, NDArray z) {
        Check.that(
                Check.notNull(z, "z").getShape().dimension() == 2 && z.size(1) == prior.dimension(),
                "z shape",
                z.getShape(),
                "[k, " + prior.dimension() + "]");
        return given(x, rows -> logDensities(rows, z));
    }

    /**
     * log q(z_k | x_i) for all pairs, at any codes.
     *
     * @param x rows {@code double[n][d]}, a data set, a measure of equal weights or a table
     * @param z codes, of any of these kinds
     * @return [n, k]
     */
    public double[][] logDensity(Object x, Object z) {
        double[][] codes = Rows.checked(z, "z");
        Check.that(
                codes[0].length == prior.dimension(),
                "z[0].length",
                codes[0].length,
                prior.dimension() + ", as the prior");
        return Given.rows(
                x,
                "x",
                sampleShape(),
                rows -> {
                    NDManager scope = rows.getManager();
                    NDArray at = scope.create(codes).toType(DataType.FLOAT32, false);
                    return logDensities(rows, at);
                });
    }

    private NDArray logDensities(NDArray x, NDArray z) {
        try (NDArray ofCodes = chunks(z, this::codePotential)) {
            return chunks(
                    x,
                    part -> {
                        NDManager scope = part.getManager();
                        NDArray mine = z.duplicate();
                        mine.attach(scope);
                        NDArray ofSamples =
                                LogSumExp.ofColumns(exponents(part).transpose())
                                        .reshape(-1, 1)
                                        .neg();
                        NDArray cost = observation.pairwise(part, decoder.forward(mine));
                        return Scalars.div(cost, -coupling.epsilon())
                                .add(ofSamples)
                                .add(ofCodes.reshape(1, -1))
                                .add(prior.logDensity(mine).reshape(1, -1));
                    });
        }
    }

    private Shape sampleShape() {
        return new Shape(data.shape()).slice(1);
    }

    private NDArray given(NDArray x, UnaryOperator<NDArray> function) {
        return undisturbed.apply(() -> Given.of(x, "x", sampleShape(), null, function));
    }

    private NDArray chunks(NDArray rows, UnaryOperator<NDArray> function) {
        return undisturbed.apply(() -> Chunks.each(rows, function));
    }

    /** v(z) / ε by the c,ε-transform of u over all data (C-VAE Eq. 11), [k]. */
    private NDArray codePotential(NDArray z) {
        NDArray output = decoder.forward(z);
        var plan = new PlanBlocks(observation, data, output, Codes.uniform(z), coupling.epsilon());
        return Scalars.div(coupling.damped(plan.transform(u)), coupling.epsilon());
    }

    /** log b_j + (v_j - c(x, z_j)) / ε on the reference codes, [n, m]. */
    private NDArray exponents(NDArray x) {
        return reference(x.getManager()).exponents(x);
    }

    private WeighedCodes reference(NDManager scope) {
        var scaled = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            scaled[j] = v[j] / coupling.epsilon() + Math.log(weights[j]);
        }
        NDArray z = codes(scope);
        return new WeighedCodes(
                z,
                Tensors.of(scope, scaled, v.length),
                decoder.forward(z),
                observation,
                coupling.epsilon());
    }

    /** Codes of the prior for so many draws; log b is the same for all of them, and left out. */
    private WeighedCodes fresh(NDManager scope, long draws, RandomGenerator random) {
        long most = Math.min(MOST_FRESH, MOST_ENTRIES / decoder.outputShape().size());
        long m = Math.max(v.length, Math.min(draws * FRESH_EACH, most));
        NDArray z = prior.sample(scope, Math.toIntExact(m), random);
        return new WeighedCodes(
                z,
                Chunks.each(z, this::codePotential),
                Chunks.each(z, decoder::forward),
                observation,
                coupling.epsilon());
    }
}
