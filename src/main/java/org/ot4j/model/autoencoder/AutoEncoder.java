package org.ot4j.model.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Inference;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Posterior;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.model.LatentModel;
import org.ot4j.model.internal.Chunks;
import org.ot4j.model.internal.ImportanceWeights;
import org.ot4j.network.ClassLabels;
import org.ot4j.network.Conditioned;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Scalars;
import org.ot4j.training.Objective;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/** A latent model with an encoder network, from x to the parameters of q(z | x). */
public abstract class AutoEncoder extends LatentModel {
    private final NetworkSpec encoderSpec;
    private final Posterior family;
    private final LatentPenalty penalty;
    private Network encoder;
    private Inference inference;
    private Discrepancy discrepancy;

    /** With a penalty on the aggregated posterior, which may be null. */
    AutoEncoder(
            String name,
            Prior prior,
            NetworkSpec encoder,
            Posterior posterior,
            NetworkSpec decoder,
            Likelihood likelihood,
            LatentPenalty penalty,
            Integer classes) {
        super(name, prior, decoder, likelihood, classes);
        encoderSpec = Conditioned.of(Check.notNull(encoder, "encoder"), classes);
        family = Check.notNull(posterior, "posterior");
        this.penalty = penalty;
    }

    @Override
    public void checkBatchSize(int size, DataSource data) {
        Check.that(
                size >= 2 || !(penalty instanceof MmdPenalty),
                "batchSize",
                size,
                "at least 2, of which the unbiased MMD takes pairs");
        super.checkBatchSize(size, data);
    }

    @Override
    protected void build(Shape shape, SplittableRandom random) {
        int d = prior().dimension();
        Shape input = family.noise() == 0 ? shape : new Shape(shape.size() + family.noise());
        encoder = encoderSpec.build("encoder", input, family.outputs(d), random.nextLong());
        inference = family.build(d, random.nextLong());
        if (penalty != null) {
            discrepancy = Discrepancy.of(penalty, prior(), d + classes(), random.nextLong());
        }
    }

    /** The encoder, once the model is trained or prepared. */
    public final Network encoder() {
        requirePrepared();
        return encoder;
    }

    /** The family that q(z | x) is chosen from. */
    public final Posterior posteriorFamily() {
        return family;
    }

    @Override
    protected NDArray encoded(NDArray x) {
        return reading(() -> Chunks.each(x, part -> inference().centre(parameters(part, null))));
    }

    @Override
    protected NDArray encoded(NDArray x, long seed) {
        var random = new SplittableRandom(seed);
        return reading(
                () ->
                        Chunks.each(
                                x, part -> inference().draw(parameters(part, random), random).z()));
    }

    /** Importance weighting with r = q(z | x). */
    @Override
    protected double[] logLikelihoods(NDArray x, int k, RandomGenerator random) {
        Check.that(family.hasDensity(), "posterior", family.name(), "one with a density");
        Check.that(
                family.fits(prior()),
                "prior",
                prior().name(),
                "one with a density where the " + family.name() + " posterior has its codes");
        return ImportanceWeights.logMeans(
                x, k, (some, draws) -> logWeights(some, parameters(some, random), draws, random));
    }

    /**
     * log p(x | z) p(z) / q(z | x) of k codes drawn from q(z | x) for each sample.
     *
     * @param parameters what the encoder says of the samples, [n, ...]
     * @return [n, k]
     */
    final NDArray logWeights(NDArray x, NDArray parameters, int k, RandomGenerator random) {
        Inference.Draw draw = draw(parameters.repeat(0, k), random);
        NDArray fit = observation().logDensity(x.repeat(0, k), decoder().forward(draw.z()));
        return fit.add(prior().logDensity(draw.z())).sub(draw.logDensity()).reshape(x.size(0), k);
    }

    @Override
    public List<Network> networks() {
        var networks = new ArrayList<>(List.of(encoder(), decoder()));
        if (discrepancy instanceof Adversary critic) {
            networks.add(critic.network());
        }
        return networks;
    }

    /** What encoder and decoder minimise, on one batch. */
    abstract Terms objective(Step step);

    /** {@inheritDoc} The penalty on codes compares them with the prior part by part. */
    @Override
    public final Objective validation() {
        return this::objective;
    }

    /** The critic of the penalty, if it has one, then encoder and decoder. */
    final List<Player> players(double weight) {
        var players = new ArrayList<Player>();
        if (discrepancy instanceof Adversary critic) {
            players.add(critic.player(step -> criticTerms(critic, step, weight)));
        }
        var weights = new ArrayList<Weights>(List.of(encoder().weights()));
        weights.addAll(inference.weights());
        weights.addAll(prior().learned());
        weights.add(decoder().weights());
        weights.addAll(observation().weights());
        players.add(Player.minimise("auto-encoder", this::objective, weights));
        return players;
    }

    /** What the critic of codes raises, weighted as the penalty is. */
    private Terms criticTerms(Adversary critic, Step step, double weight) {
        NDArray z = withClass(codes(step));
        NDArray prior = withClass(priorDraws(step));
        return Terms.of("divergence", Scalars.mul(critic.bound(z, prior), weight));
    }

    /** Adds the weighted penalty on the codes of this step. */
    final Terms penalise(Terms terms, Step step, NDArray codes, double weight) {
        NDArray value =
                discrepancy.between(withClass(codes), withClass(priorDraws(step)), step.random());
        return terms.and(penalty.name(), Scalars.mul(value, weight));
    }

    /**
     * Codes with their class, so that a penalty compares the codes of each class with the prior,
     * not only all together: two classes are as far apart as two draws from the prior.
     */
    private NDArray withClass(NDArray z) {
        if (classes() == 0) {
            return z;
        }
        NDArray planes = ClassLabels.current().planes(z.getManager(), z.size(0), classes(), 1);
        return z.concat(Scalars.mul(planes, Math.sqrt(prior().spread() / 2)), 1);
    }

    /** A code drawn from q(z | x) for each sample of the batch. */
    final NDArray codes(Step step) {
        return draw(parameters(step.batch(), step.random()), step.random()).z();
    }

    /** As many codes from the prior as the batch has samples. */
    final NDArray priorDraws(Step step) {
        return prior().sample(step.manager(), step.size(), step.random());
    }

    /** What the encoder says of each sample, and of noise where the posterior takes it in. */
    final NDArray parameters(NDArray x, RandomGenerator random) {
        if (family.noise() == 0) {
            return encoder.forward(x);
        }
        long n = x.size(0);
        NDArray noise =
                random == null
                        ? x.getManager().zeros(new Shape(n, family.noise()))
                        : Tensors.normal(x.getManager(), random, n, family.noise());
        return encoder.forward(x.reshape(n, -1).concat(noise, 1));
    }

    /** What the encoder says of inputs as after training: no batch statistics, no dropout. */
    final NDArray settledParameters(NDArray x) {
        boolean training = encoder.training();
        if (!training) {
            return encoder.forward(x);
        }
        encoder.training(false);
        try {
            return encoder.forward(x);
        } finally {
            encoder.training(true);
        }
    }

    final Inference.Draw draw(NDArray parameters, RandomGenerator random) {
        return inference.draw(parameters, random);
    }

    final Inference inference() {
        requirePrepared();
        return inference;
    }
}
