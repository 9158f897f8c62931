package org.ot4j.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarginalTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1, 40})
    void theDualIsTheConjugateOfThePenalty(double rho) {
        var marginal = Marginal.relaxed(rho);
        assertFalse(marginal.isExact());
        for (double f : new double[] {-2, -0.1, 0, 0.7, 3}) {
            // min over t of t f + ρ (t log t - t + 1), at t = exp(-f / ρ).
            double t = marginal.mass(f);
            double penalty = rho * (t * Math.log(t) - t + 1);
            assertEquals(t * f + penalty, marginal.dual(f), 1e-12 * (1 + Math.abs(t * f)));
            for (double other : new double[] {0.9 * t, 1.1 * t}) {
                double value = other * f + rho * (other * Math.log(other) - other + 1);
                assertTrue(value > marginal.dual(f), f + ": " + value);
            }
            double h = 1e-5;
            double slope = (marginal.dual(f + h) - marginal.dual(f - h)) / (2 * h);
            assertEquals(t, slope, 1e-6 * (1 + t));
        }
    }

    @Test
    void aGreatPenaltyIsExact() {
        var exact = Marginal.exact();
        var great = Marginal.relaxed(1e9);
        assertTrue(exact.isExact());
        assertEquals(1.5, exact.dual(1.5));
        assertEquals(exact.dual(1.5), great.dual(1.5), 1e-8);
        assertEquals(exact.mass(1.5), great.mass(1.5), 1e-8);
        assertEquals(exact.damping(0.5), great.damping(0.5), 1e-8);
        assertEquals(0.8, Marginal.relaxed(2).damping(0.5));
        assertEquals("exact", exact.toString());
        assertEquals("relaxed(2.0)", Marginal.relaxed(2).toString());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aWeightOutOfRangeIsRefused(double rho) {
        var e = assertThrows(IllegalArgumentException.class, () -> Marginal.relaxed(rho));
        assertTrue(e.getMessage().startsWith("rho = " + rho + ": expected"), e.getMessage());
    }
}
