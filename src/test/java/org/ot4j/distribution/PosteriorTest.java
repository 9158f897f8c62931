package org.ot4j.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.network.Differences;
import org.ot4j.network.Flow;
import org.ot4j.network.FlowSpec;
import org.ot4j.network.Tensors;

class PosteriorTest {
    private final NDManager manager = Tensors.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray diagonal() {
        return Tensors.of(manager, new float[] {0.1f, 0.4f, 0.2f, -0.5f, -1, 1.5f, 1, 0.3f}, 2, 4);
    }

    /** By scipy.integrate.quad of p log p/q in each coordinate. */
    @Test
    void klsOfDiagonalGaussiansAreThoseOfQuadrature() {
        var q = DiagonalGaussian.of(diagonal());
        assertArrayEquals(
                new float[] {0.1489667f, 2.0090703f}, q.klToStandardNormal().toFloatArray(), 2e-6f);
        var other =
                new DiagonalGaussian(
                        manager.full(q.mean().getShape(), 0.5f),
                        manager.full(q.mean().getShape(), -0.4f));
        assertArrayEquals(
                new float[] {0.2402832f, 3.4086915f}, q.klTo(other).toFloatArray(), 3e-6f);
        assertArrayEquals(new float[] {0, 0}, q.klTo(q).toFloatArray(), 1e-6f);
    }

    /** L = [[e^0.1, 0], [0.7, e^-0.3]], μ = (0.4, -0.2); KL by NumPy's trace and determinant. */
    @Test
    void theFullGaussianIsRight() {
        NDArray output = Tensors.of(manager, new float[] {0.4f, -0.2f, 0.1f, -0.3f, 0.7f}, 1, 5);
        Posterior full = Posterior.full();
        assertEquals(5, full.outputs(2));
        Inference inference = full.build(2, 0);
        var random = new SplittableRandom(1);
        var draw = inference.draw(output, random);
        NDArray kl = inference.kl(output, draw, Prior.standardNormal(2));
        assertEquals(0.43010719712709833, kl.getFloat(0), 2e-6);
        double[][] covariance = {
            {Math.exp(0.2), 0.7 * Math.exp(0.1)}, {0.7 * Math.exp(0.1), 0.49 + Math.exp(-0.6)}
        };
        Prior same = Prior.gaussian(new double[] {0.4f, -0.2f}, covariance);
        for (int i = 0; i < 20; i++) {
            draw = inference.draw(output, random);
            assertEquals(
                    same.logDensity(draw.z()).getFloat(0), draw.logDensity().getFloat(0), 2e-5);
        }
    }

    static Stream<Posterior> withDensity() {
        return Stream.of(
                Posterior.diagonal(),
                Posterior.full(),
                Posterior.planarFlows(10),
                Posterior.amortisedFlows(3),
                Posterior.radialFlows(4));
    }

    /** E[p(z)/q(z)] = 1 for draws from q, so densities and draws belong together. */
    @ParameterizedTest
    @MethodSource("withDensity")
    void importanceWeightsHaveMeanOne(Posterior posterior) {
        Inference inference = posterior.build(2, 5);
        var row = new float[posterior.outputs(2)];
        row[0] = 0.3f;
        row[2] = 0.4f;
        row[3] = 0.2f;
        NDArray output = Tensors.of(manager, row, 1, row.length).repeat(0, 20_000);
        var draw = inference.draw(output, new SplittableRandom(2));
        NDArray log = Prior.gaussian(new double[] {0.1, 0}, 0.8).logDensity(draw.z());
        assertEquals(1, log.sub(draw.logDensity()).exp().mean().getFloat(), 0.03);
    }

    /** Both estimates of KL to N(0, I) agree: the closed form and the mean over draws. */
    @ParameterizedTest
    @MethodSource("withDensity")
    void klsAgreeWithTheMeanOverDraws(Posterior posterior) {
        Inference inference = posterior.build(2, 5);
        var row = new float[posterior.outputs(2)];
        row[1] = 0.5f;
        row[3] = -0.4f;
        NDArray output = Tensors.of(manager, row, 1, row.length).repeat(0, 20_000);
        var draw = inference.draw(output, new SplittableRandom(3));
        float closed = inference.kl(output, draw, Prior.standardNormal(2)).mean().getFloat();
        float mean =
                draw.logDensity()
                        .sub(Prior.standardNormal(2).logDensity(draw.z()))
                        .mean()
                        .getFloat();
        assertEquals(mean, closed, 0.02);
    }

    @ParameterizedTest
    @MethodSource("withDensity")
    void gradientsThroughDrawsAreRight(Posterior posterior) {
        Inference inference = posterior.build(2, 5);
        var row = new float[posterior.outputs(2)];
        for (int i = 0; i < row.length; i++) {
            row[i] = 0.1f * (i + 1);
        }
        NDArray output = Tensors.of(manager, row, 1, row.length);
        Differences.check(
                o -> {
                    var draw = inference.draw(o, new SplittableRandom(9));
                    return inference
                            .kl(o, draw, Prior.standardNormal(2))
                            .add(draw.z().mul(draw.z()).sum(new int[] {1}))
                            .sum();
                },
                output,
                1e-2,
                5e-3);
    }

    static Stream<FlowSpec> flows() {
        return Stream.of(
                new FlowSpec(FlowSpec.Kind.PLANAR, 1),
                new FlowSpec(FlowSpec.Kind.PLANAR, 5),
                new FlowSpec(FlowSpec.Kind.RADIAL, 1),
                new FlowSpec(FlowSpec.Kind.RADIAL, 5));
    }

    /** log |det| against the Jacobian by differences, in two dimensions, with large weights. */
    @ParameterizedTest
    @MethodSource("flows")
    void logDeterminantsAreThoseOfTheJacobian(FlowSpec spec) {
        var flow = spec.build("flow", 2, 3);
        float[] weights = flow.weights().values();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= 15;
        }
        flow.weights().set(weights);
        double h = 5e-3;
        var random = new SplittableRandom(6);
        for (int trial = 0; trial < 10; trial++) {
            float[] z = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            var jacobian = new double[2][2];
            for (int j = 0; j < 2; j++) {
                float[] up = z.clone();
                float[] down = z.clone();
                up[j] += (float) h;
                down[j] -= (float) h;
                float[] above = flow.forward(Tensors.of(manager, up, 1, 2)).z().toFloatArray();
                float[] below = flow.forward(Tensors.of(manager, down, 1, 2)).z().toFloatArray();
                for (int i = 0; i < 2; i++) {
                    jacobian[i][j] = (above[i] - below[i]) / (2 * h);
                }
            }
            double det = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0];
            float log = flow.forward(Tensors.of(manager, z, 1, 2)).logDeterminant().getFloat(0);
            assertEquals(Math.log(det), log, 5e-3);
        }
        NDArray z = Tensors.normal(manager, random, 4, 2);
        Differences.check(
                () -> {
                    var image = flow.forward(z);
                    return image.z().square().sum().add(image.logDeterminant().sum());
                },
                flow.weights(),
                1,
                2e-3,
                1e-2);
    }

    private static float[] parameters(int count, int d, double size, long seed) {
        var random = new SplittableRandom(seed);
        var values = new float[count * (2 * d + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-size, size);
        }
        return values;
    }

    /** With the same u, w and b for all points it is the chain that does not look at them. */
    @Test
    void amortisedFlowsAreTheGlobalOnesWhereTheirParametersAre() {
        float[] values = parameters(4, 3, 1.5, 2);
        var global = new FlowSpec(FlowSpec.Kind.PLANAR, 4).build("flow", 3, 0);
        global.weights().set(values);
        NDArray z = Tensors.normal(manager, new SplittableRandom(3), 20, 3);
        var expected = global.forward(z);
        NDArray rows = Tensors.of(manager, values, 1, values.length).repeat(0, 20);
        var found = Flow.planar(z, rows);
        assertArrayEquals(expected.z().toFloatArray(), found.z().toFloatArray(), 1e-5f);
        assertArrayEquals(
                expected.logDeterminant().toFloatArray(),
                found.logDeterminant().toFloatArray(),
                1e-5f);
    }

    /** log |det| of each point's own chain against the Jacobian by differences. */
    @Test
    void amortisedDeterminantsAreThoseOfTheJacobian() {
        double h = 5e-3;
        var random = new SplittableRandom(6);
        for (int trial = 0; trial < 10; trial++) {
            float[] values = parameters(3, 2, 1.5, trial);
            NDArray own = Tensors.of(manager, values, 1, values.length);
            float[] z = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            var columns = new float[2][];
            for (int j = 0; j < 2; j++) {
                float[] up = z.clone();
                float[] down = z.clone();
                up[j] += (float) h;
                down[j] -= (float) h;
                NDArray above = Flow.planar(Tensors.of(manager, up, 1, 2), own).z();
                NDArray below = Flow.planar(Tensors.of(manager, down, 1, 2), own).z();
                columns[j] = above.sub(below).toFloatArray();
            }
            double det = (double) columns[0][0] * columns[1][1];
            det -= (double) columns[1][0] * columns[0][1];
            float log = Flow.planar(Tensors.of(manager, z, 1, 2), own).logDeterminant().getFloat();
            assertEquals(Math.log(det / (4 * h * h)), log, 1e-2);
        }
    }

    /** The density of draws, bent differently for each of two samples, has mass one. */
    @Test
    void amortisedDensitiesAreNormalised() {
        Posterior posterior = Posterior.amortisedFlows(4);
        Inference inference = posterior.build(2, 0);
        for (long seed = 1; seed <= 2; seed++) {
            var row = new float[posterior.outputs(2)];
            float[] flows = parameters(4, 2, 1, seed);
            System.arraycopy(flows, 0, row, 4, flows.length);
            row[0] = 0.3f;
            NDArray output = Tensors.of(manager, row, 1, row.length).repeat(0, 20_000);
            var draw = inference.draw(output, new SplittableRandom(2));
            NDArray log = Prior.gaussian(new double[] {0.3, 0}, 0.5).logDensity(draw.z());
            NDArray ratio = log.sub(draw.logDensity()).exp();
            double error = Math.sqrt(ratio.sub(1).square().mean().getFloat() / 20_000);
            assertEquals(1, ratio.mean().getFloat(), 5 * error);
            assertTrue(error < 0.03, "" + error);
        }
    }

    @Test
    void diracsHaveNoDensity() {
        Inference dirac = Posterior.deterministic().build(2, 0);
        NDArray output = Tensors.of(manager, new float[] {1, 2}, 1, 2);
        var draw = dirac.draw(output, new SplittableRandom(1));
        assertArrayEquals(new float[] {1, 2}, draw.z().toFloatArray());
        assertNull(draw.logDensity());
        assertThrows(
                IllegalArgumentException.class,
                () -> dirac.kl(output, draw, Prior.standardNormal(2)));
        assertEquals(3, Posterior.implicit(3).noise());
        assertThrows(IllegalArgumentException.class, () -> Posterior.implicit(0));
        assertThrows(IllegalArgumentException.class, () -> Posterior.amortisedFlows(0));
    }
}
