package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.transport.Marginal;

/** The two duals on a finite prior, against the paper's formulas written out as loops. */
class CouplingDualTest {
    private static final double EPSILON = 0.7;
    private static final double SIGMA = 0.8;
    private static final double H = 1e-4;
    private static final double[] P = {0.5, 0.3, 0.2};
    private static final double[] X = {-1, 0.5, 2, -0.25};
    private static final double[] U = {0.3, -0.2, 0.1, -0.6};
    private static final double[] V = {0.2, -0.1, 0.5};
    private static final double[] OUTPUT = {-0.5, 0.1, 1.8};

    private final NDManager scope = Tensors.newManager();
    private final Prior prior = Prior.categorical(P);
    private final Network decoder =
            Networks.linear().build("decoder", new Shape(3), new Shape(1), 1);

    CouplingDualTest() {
        decoder.weights().set(new float[] {-0.5f, 0.1f, 1.8f, 0});
    }

    @AfterEach
    void close() {
        scope.close();
        decoder.close();
    }

    private static double cost(int i, double output) {
        double gap = X[i] - output;
        return gap * gap / (2 * SIGMA * SIGMA) + 0.5 * Math.log(2 * Math.PI * SIGMA * SIGMA);
    }

    /** C-VAE Eq. 18 as it is printed, the prior being finite. */
    private static double semiDual(double[] u, double[] output) {
        double value = 0;
        for (int j = 0; j < P.length; j++) {
            double mean = 0;
            double sum = 0;
            for (int i = 0; i < X.length; i++) {
                mean += u[i] / X.length;
                sum += Math.exp((u[i] - cost(i, output[j])) / EPSILON) / X.length;
            }
            value += P[j] * (mean - EPSILON * Math.log(sum));
        }
        return value;
    }

    /** C-VAE Eq. 16 as it is printed, plus ε. */
    private static double dual(double[] u, double[] v, double[] output) {
        double value = EPSILON;
        for (int j = 0; j < P.length; j++) {
            for (int i = 0; i < X.length; i++) {
                double excess = u[i] + v[j] - cost(i, output[j]);
                value += P[j] / X.length * (u[i] + v[j] - EPSILON * Math.exp(excess / EPSILON));
            }
        }
        return value;
    }

    private static double slope(ToDoubleFunction<double[]> of, double[] at, int i) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += H;
        down[i] -= H;
        return (of.applyAsDouble(up) - of.applyAsDouble(down)) / (2 * H);
    }

    private static float[] floats(double[] values) {
        var all = new float[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) values[i];
        }
        return all;
    }

    private Round round() {
        return new Round(
                new Coupling(EPSILON, Marginal.exact(), Marginal.exact()),
                new Atoms(floats(X), X.length, new Shape(1), 0),
                Likelihood.gaussian().fixed(SIGMA).build(new Shape(1)),
                Reference.itself(decoder),
                Lesson.GRADIENT,
                new KeptCosts(scope));
    }

    private Step step() {
        NDArray batch = Tensors.of(scope, X, X.length, 1);
        return new Step(scope, batch, new int[] {0, 1, 2, 3}, new SplittableRandom(1), 0, 0, 0, 0);
    }

    private double[] gradient(List<Weights> of, CouplingDual dual, double value) {
        try (var recording = Autograd.on()) {
            of.forEach(weights -> weights.record(scope));
            Terms terms = dual.ascent(step(), round());
            assertEquals(value, terms.sum().getFloat(), 1e-5, "value");
            Autograd.backward(terms.sum(), 1);
            var all = new double[of.stream().mapToInt(Weights::size).sum()];
            int at = 0;
            for (Weights weights : of) {
                var gradient = new float[weights.size()];
                weights.gradient(gradient);
                for (float each : gradient) {
                    all[at++] = each;
                }
            }
            return all;
        } finally {
            of.forEach(Weights::rest);
        }
    }

    @Test
    void valueAndSlopeOfTheSemiDualAreThoseOfEquation18() {
        var u = VectorPotential.zeros(X.length);
        u.weights().set(floats(U));
        double[] gradient =
                gradient(List.of(u.weights()), new SemiDual(prior, u), semiDual(U, OUTPUT));
        for (int i = 0; i < X.length; i++) {
            assertEquals(
                    slope(at -> semiDual(at, OUTPUT), U, i), gradient[i], 1e-5, "slope in u" + i);
        }
    }

    @Test
    void valueAndSlopesOfTheDualAreThoseOfEquation16() {
        var u = VectorPotential.zeros(X.length);
        var v = FinitePotential.zeros(P.length);
        u.weights().set(floats(U));
        v.weights().set(floats(V));
        double[] gradient =
                gradient(
                        List.of(u.weights(), v.weights()),
                        new Dual(prior, u, v),
                        dual(U, V, OUTPUT));
        for (int i = 0; i < X.length; i++) {
            assertEquals(
                    slope(at -> dual(at, V, OUTPUT), U, i), gradient[i], 1e-5, "slope in u" + i);
        }
        for (int j = 0; j < P.length; j++) {
            assertEquals(
                    slope(at -> dual(U, at, OUTPUT), V, j),
                    gradient[X.length + j],
                    1e-5,
                    "slope in v" + j);
        }
    }

    /** The decoder of C-VAE Algorithm 2 follows the same value (C-VAE Proposition 3.2). */
    @Test
    void theDecoderLowersWhatThePotentialsRaise() {
        var u = VectorPotential.zeros(X.length);
        var v = FinitePotential.zeros(P.length);
        u.weights().set(floats(U));
        v.weights().set(floats(V));
        for (CouplingDual dual :
                new CouplingDual[] {new SemiDual(prior, u), new Dual(prior, u, v)}) {
            Round round = round();
            Codes z = Codes.of(prior, scope, 0, new SplittableRandom(1));
            NDArray output = decoder.forward(z.z());
            PlanBlocks plan = round.plan(z, output);
            double[] held = dual.u(round.data());
            NDArray ofCodes = dual.v(round, plan, held, z);
            var sums = plan.transport(held, ofCodes, output);
            ToDoubleFunction<double[]> value =
                    dual instanceof SemiDual
                            ? at -> semiDual(U, at)
                            : at -> CouplingDualTest.dual(U, V, at);
            assertEquals(
                    value.applyAsDouble(OUTPUT),
                    dual.value(round, held, z, ofCodes, sums.mass()),
                    1e-5,
                    "value of " + dual.getClass().getSimpleName());
            float[] gradient = sums.gradient().toFloatArray();
            for (int j = 0; j < P.length; j++) {
                assertEquals(
                        slope(value, OUTPUT, j),
                        gradient[j],
                        1e-5,
                        "slope of " + dual.getClass().getSimpleName() + " in output " + j);
            }
        }
    }
}
