package org.ot4j.divergence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FDivergenceTest {
    private static final double[] P = {0.5, 0.3, 0.2};
    private static final double[] Q = {0.2, 0.2, 0.6};

    @ParameterizedTest
    @EnumSource(FDivergence.class)
    void conjugateIsTheSupremum(FDivergence d) {
        for (double v : new double[] {-1.5, -0.3, 0, 0.4, 1.2}) {
            double t = d.activation(v);
            double best = d.f(0) < 1e9 ? -d.f(0) : -1e9;
            for (double u = 1e-4; u < 60; u *= 1.0005) {
                best = Math.max(best, u * t - d.f(u));
            }
            assertEquals(best, d.conjugate(t), 2e-4 * Math.max(1, Math.abs(best)), "v = " + v);
        }
    }

    @ParameterizedTest
    @EnumSource(FDivergence.class)
    void theOptimalCriticIsTheSlopeAndMeetsTheBound(FDivergence d) {
        double bound = 0;
        for (int i = 0; i < 3; i++) {
            double u = P[i] / Q[i];
            double t = d.optimalCritic(u);
            assertEquals((d.f(u + 1e-6) - d.f(u - 1e-6)) / 2e-6, t, 1e-5);
            bound += P[i] * t - Q[i] * d.conjugate(t);
        }
        assertEquals(d.between(P, Q), bound, 1e-12);
        // Any other critic stays below.
        for (double v : new double[] {-1, 0, 0.7}) {
            double t = d.activation(v);
            assertTrue(t - d.conjugate(t) <= d.between(P, Q) + 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(FDivergence.class)
    void arraysAgreeWithNumbersAndHaveTheirGradient(FDivergence d) {
        double[] v = {-3, -0.5, 0.001, 0.8, 2.5};
        try (var manager = NDManager.newBaseManager()) {
            NDArray a = manager.create(v);
            double[] t = d.activation(a).toDoubleArray();
            double[] c = d.conjugateOfActivation(a).toDoubleArray();
            for (int i = 0; i < v.length; i++) {
                assertEquals(d.activation(v[i]), t[i], 1e-12);
                assertEquals(d.conjugate(t[i]), c[i], 1e-9 * Math.max(1, Math.abs(c[i])));
            }
            a.setRequiresGradient(true);
            NDArray other = manager.create(new double[] {0.2, -0.4});
            try (var gradients = Engine.getInstance().newGradientCollector()) {
                gradients.backward(d.bound(other, a));
            }
            double[] gradient = a.getGradient().toDoubleArray();
            for (int i = 0; i < v.length; i++) {
                double up = d.conjugate(d.activation(v[i] + 1e-6));
                double down = d.conjugate(d.activation(v[i] - 1e-6));
                assertEquals(-(up - down) / 2e-6 / v.length, gradient[i], 1e-6);
            }
        }
    }

    @Test
    void boundsFarOutStayFinite() {
        try (var manager = NDManager.newBaseManager()) {
            NDArray far = manager.create(new float[] {-80, 80});
            for (var d : new FDivergence[] {FDivergence.GAN, FDivergence.JENSEN_SHANNON}) {
                assertTrue(Double.isFinite(d.bound(far, far).getFloat()), d.name());
            }
        }
    }

    @Test
    void closedForms() {
        // By hand: sum p log(p/q) and so on for the two distributions above.
        double kl = 0.5 * Math.log(2.5) + 0.3 * Math.log(1.5) + 0.2 * Math.log(1 / 3.0);
        assertEquals(kl, FDivergence.KL.between(P, Q), 1e-15);
        assertEquals(FDivergence.KL.between(Q, P), FDivergence.REVERSE_KL.between(P, Q), 1e-15);
        assertEquals(0.4, FDivergence.TOTAL_VARIATION.between(P, Q), 1e-15);
        assertEquals(
                0.09 / 0.2 + 0.01 / 0.2 + 0.16 / 0.6, FDivergence.PEARSON.between(P, Q), 1e-14);
        assertEquals(FDivergence.PEARSON.between(Q, P), FDivergence.NEYMAN.between(P, Q), 1e-14);
        double js = FDivergence.JENSEN_SHANNON.between(P, Q);
        double[] m = {0.35, 0.25, 0.4};
        assertEquals((FDivergence.KL.between(P, m) + FDivergence.KL.between(Q, m)) / 2, js, 1e-15);
        assertEquals(2 * js - Math.log(4), FDivergence.GAN.between(P, Q), 1e-14);
        double overlap = Math.sqrt(0.1) + Math.sqrt(0.06) + Math.sqrt(0.12);
        assertEquals(2 - 2 * overlap, FDivergence.SQUARED_HELLINGER.between(P, Q), 1e-14);
    }

    @Test
    void disjointSupportsReachTheGreatestValue() {
        double[] a = {1, 0};
        double[] b = {0, 1};
        var values = new double[FDivergence.values().length];
        for (FDivergence d : FDivergence.values()) {
            values[d.ordinal()] = d.between(a, b);
        }
        double inf = Double.POSITIVE_INFINITY;
        assertArrayEquals(new double[] {inf, inf, Math.log(2), 0, inf, inf, 2, 1}, values, 1e-15);
        assertThrows(IllegalArgumentException.class, () -> FDivergence.KL.between(a, P));
    }
}
