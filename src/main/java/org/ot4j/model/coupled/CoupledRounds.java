package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ot4j.distribution.Categorical;
import org.ot4j.distribution.Observation;
import org.ot4j.network.Network;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.training.Player;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;

/**
 * The rounds in which a {@link CoupledVae} learns (C-VAE Algorithms 1 and 2): the coupling takes
 * its ε and its teacher's weights, the potentials are moved towards the inner maximum, and the
 * decoder takes a step while they are held.
 */
final class CoupledRounds {
    private final CoupledRecipe recipe;
    private final Network decoder;
    private final Observation observation;
    private final Weights points;
    private final Potentials potentials;
    private final Teacher teacher;
    private Coupling now;
    private LinearMap linear;
    private Atoms atoms;
    private double side = Double.NaN;
    private float[] codes;

    /**
     * @param points the data, [n, sample shape...]
     */
    CoupledRounds(
            CoupledRecipe recipe,
            Network decoder,
            Observation observation,
            Weights points,
            Potentials potentials) {
        this.recipe = recipe;
        this.decoder = decoder;
        this.observation = observation;
        this.points = points;
        this.potentials = potentials;
        teacher = recipe.teacher() > 0 ? Teacher.of(decoder, alike(), recipe.teacher()) : null;
    }

    private Network alike() {
        return recipe.decoder().build("teacher", decoder.inputShape(), decoder.outputShape(), 0);
    }

    /**
     * @param started runs as each round starts
     * @equation C-VAE Alg. 1
     * @equation C-VAE Alg. 2
     */
    List<Player> players(Runnable started) {
        var weights =
                Stream.concat(Stream.of(decoder.weights()), observation.weights().stream())
                        .toList();
        var moved =
                teacher == null
                        ? new Weights[] {points}
                        : new Weights[] {
                            points, teacher.network().weights(), teacher.network().buffers()
                        };
        Player coupling =
                Player.move(
                        "coupling",
                        step -> {
                            started.run();
                            return begin(step);
                        },
                        moved);
        Player inner =
                recipe.inner() instanceof InnerSolver.ByAscent ascent
                        ? Player.maximise("potentials", this::ascend, potentials.weights())
                                .steps(ascent.steps())
                                .learningRate(ascent.rate())
                        : Player.move("potentials", this::solve, potentials.weights().get(0));
        return List.of(coupling, inner, Player.minimise("decoder", this::decoderLoss, weights));
    }

    /** Sets ε and the atoms of this round. */
    private Terms begin(Step step) {
        codes = null;
        now = recipe.coupling(step.progress());
        if (teacher != null) {
            teacher.follow(decoder);
        }
        if (step.progress() >= recipe.linearUntil()) {
            linear = null;
        } else if (linear == null) {
            linear =
                    new LinearMap(
                            recipe.prior(),
                            points.values(),
                            Math.toIntExact(points.value().size(0)));
        }
        double wanted = recipe.side(now.epsilon());
        if (wanted != side) {
            side = wanted;
            atoms = Atoms.of(points, side);
        }
        return Terms.of("epsilon", step.manager().create((float) now.epsilon()));
    }

    /** The inner maximum by Sinkhorn's algorithm, from where the potentials were. */
    private Terms solve(Step step) {
        var inner = (InnerSolver.BySinkhorn) recipe.inner();
        var z =
                Codes.of(
                        recipe.prior(),
                        step.manager(),
                        inner.batches() * step.size(),
                        step.random());
        NDArray output = coupled(z.z());
        var vector = (VectorPotentials) potentials;
        var solution =
                recipe.solver(now, inner.error(), inner.iterations(), false)
                        .solve(observation, atoms, output, z, vector.u(atoms));
        vector.set(atoms, centred(solution.u(), atoms.weights()));
        if (!(recipe.prior() instanceof Categorical)) {
            int hard = (int) Math.round(recipe.hard() * step.size());
            int[] chosen =
                    hard == 0
                            ? IntStream.range(0, step.size()).toArray()
                            : HardCodes.pick(
                                    solution.nearest().get(), step.size(), hard, step.random());
            codes = z.rows(chosen);
        }
        return Terms.of("marginal error", step.manager().create((float) solution.error()));
    }

    /** One step up the dual or semi-dual, on fresh codes. */
    private Terms ascend(Step step) {
        NDManager manager = step.manager();
        boolean dual = recipe.formulation() == CoupledVae.Formulation.DUAL;
        boolean network = ((InnerSolver.ByAscent) recipe.inner()).network() != null;
        // The semi-dual's transform is over all data; the dual's sum may be sampled.
        Atoms part = dual && network ? Atoms.of(step.batch()) : atoms;
        Codes z = Codes.of(recipe.prior(), manager, step.size(), step.random());
        NDArray liveU = potentials.live(manager, part);
        NDArray liveV = potentials.v(z.z());
        double[] u = Tensors.doubles(liveU);
        var plan = new PlanBlocks(observation, part, coupled(z.z()), z, now.epsilon());
        NDArray v = dual ? liveV.stopGradient() : now.damped(plan.transform(u));
        var sums = plan.sums(u, v, null, false);
        var slope = new double[u.length];
        double gap = 0;
        for (int i = 0; i < u.length; i++) {
            slope[i] = part.weights()[i] * now.dataMass(u[i]) - sums.ofData()[i];
            gap += Math.abs(slope[i]);
        }
        NDArray direction = liveU.mul(Tensors.of(manager, slope, slope.length)).sum();
        if (dual) {
            direction =
                    direction.add(
                            liveV.mul(z.weightArray().mul(now.codeMass(v)).sub(sums.ofCodes()))
                                    .sum());
        }
        return Terms.of("dual value", valued(direction, value(part, z, u, v, sums)))
                .observe("marginal error", manager.create((float) gap));
    }

    /** Where the decoder that the coupling is taken from leads codes; without a graph. */
    private NDArray coupled(NDArray z) {
        boolean mode = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return (teacher == null ? decoder : teacher.network()).forward(z);
        } finally {
            JniUtils.setGradMode(mode);
        }
    }

    /**
     * What the decoder minimises, the potentials being held.
     *
     * @equation C-VAE 15
     */
    private Terms decoderLoss(Step step) {
        NDManager manager = step.manager();
        Codes z =
                codes != null
                        ? Codes.uniform(
                                Tensors.of(manager, codes, step.size(), recipe.prior().dimension()))
                        : Codes.of(recipe.prior(), manager, step.size(), step.random());
        NDArray output = decoder.forward(z.z());
        double[] u = potentials.u(atoms);
        NDArray reference = teacher == null ? output : coupled(z.z());
        var plan = new PlanBlocks(observation, atoms, reference, z, now.epsilon());
        NDArray v = potentials.v(z.z());
        if (v == null) {
            v = now.damped(plan.transform(u));
        }
        boolean primal = recipe.strategy() == CoupledVae.Strategy.PRIMAL;
        double[] masses = null;
        if (primal) {
            masses = Arrays.stream(u).map(now::dataMass).toArray();
        }
        var sums =
                teacher == null
                        ? plan.sums(u, v, masses, true)
                        : plan.sums(u, v, masses, output, true);
        NDArray held =
                linear == null
                        ? output.mul(sums.gradient()).sum()
                        : observation
                                .mean(output)
                                .reshape(step.size(), -1)
                                .sub(linear.of(z.z()))
                                .square()
                                .sum();
        return primal
                ? Terms.of("expected cost", valued(held, sums.cost()))
                : Terms.of("transport cost", valued(held, value(atoms, z, u, v, sums)));
    }

    /**
     * The dual value, with the marginals' penalties: Σ u_i / n + E v - ε E (exp((u + v - c) / ε) -
     * 1).
     *
     * @equation C-VAE 16
     * @equation C-VAE 17
     * @equation C-VAE 18
     */
    private double value(Atoms part, Codes z, double[] u, NDArray v, PlanBlocks.Sums sums) {
        double value = 0;
        double mass = 0;
        for (int i = 0; i < u.length; i++) {
            value += part.weights()[i] * now.ofData(u[i]);
            mass += sums.ofData()[i];
        }
        return value
                + z.weightArray().mul(now.ofCodes(v)).sum().getFloat()
                - now.epsilon() * (mass - 1);
    }

    /** The gradient of {@code direction} with the value given. */
    private static NDArray valued(NDArray direction, double value) {
        return direction.sub(direction.stopGradient()).add((float) value);
    }

    /** Without the constant that u and -v could share; unbalanced there is none. */
    private double[] centred(double[] u, double[] weights) {
        if (!recipe.balanced()) {
            return u;
        }
        double mean = 0;
        for (int i = 0; i < u.length; i++) {
            mean += weights[i] * u[i];
        }
        var centred = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            centred[i] = u[i] - mean;
        }
        return centred;
    }
}
