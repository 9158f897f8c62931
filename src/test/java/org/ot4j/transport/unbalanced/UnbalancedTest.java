package org.ot4j.transport.unbalanced;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

/** Relaxed marginals over all sizes of ρ beside ε, and of the masses beside each other. */
class UnbalancedTest {
    /** Between two points P solves ε log(P / ab) + ρ log(P / a) + ρ log(P / b) + c = 0. */
    @ParameterizedTest
    @CsvSource({
        "1, 1e-2",
        "1, 1",
        "1, 1e3",
        "1, 1e6",
        "1, 1e9",
        "1, 1e12",
        "1e-4, 1e6",
        "1e6, 1e6",
        "1e6, 1e-2",
        "1e6, 1e12",
        "3, 1e-1"
    })
    void twoPointsInClosedForm(double b, double ratio) {
        for (double scale : new double[] {1e-100, 1, 1e100}) {
            double epsilon = 0.3 * scale;
            double rho = ratio * epsilon;
            var result =
                    Transport.unbalanced(
                            Measure.onLine(0),
                            Measure.onLine(Math.sqrt(scale)).withWeights(b),
                            epsilon,
                            rho);
            // 1 / (1 + 2 ratio) of log b + ratio log b - c / ε.
            double log = (Math.log(b) * (1 + ratio) - scale / epsilon) / (1 + 2 * ratio);
            assertTrue(result.converged(), result::toString);
            assertEquals(1, result.plan().mass() / Math.exp(log), 1e-8);
            assertTrue(result.iterations() < 100, result::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-2, 1, 1e2, 1e4, 1e6, 1e9, 1e12, 1e18})
    void aGreatRhoIsAsFastAsFixedMarginals(double ratio) {
        var random = new Random(4);
        for (double massB : new double[] {1, 1e-4, 3, 1e6}) {
            var x = Measure.of(TransportChecks.points(12, 2, random));
            var y =
                    Measure.of(
                            TransportChecks.points(15, 2, random),
                            Vectors.scaled(TransportChecks.weights(15, true, random), 0));
            double[] b = y.weights();
            for (int j = 0; j < b.length; j++) {
                b[j] *= massB;
            }
            double epsilon = 0.1;
            double rho = ratio * epsilon;
            var result = Transport.unbalanced(x, y.withWeights(b), epsilon, rho);
            assertTrue(result.converged(), result::toString);
            assertTrue(result.iterations() < 1_000, result::toString);
            // At the optimum the marginals are a e^(-f/ρ) and b e^(-g/ρ).
            double[] rows = result.sourceMarginal();
            double mass = result.plan().mass();
            for (int i = 0; i < rows.length; i++) {
                double right = Math.exp(-result.f()[i] / rho) / 12;
                assertEquals(right, rows[i], 1e-6 * mass);
            }
            double[] cols = result.targetMarginal();
            for (int j = 0; j < cols.length; j++) {
                assertEquals(b[j] * Math.exp(-result.g()[j] / rho), cols[j], 1e-6 * mass);
            }
        }
    }

    @Test
    void aPlanOfLittleMassIsRightBesideItsOwnMass() {
        // c = 100, ρ = 1, ε = 1: P = e^(-100 / 3).
        var result = Transport.unbalanced(Measure.onLine(0), Measure.onLine(10), 1, 1);
        assertTrue(result.converged());
        assertEquals(1, result.plan().mass() / Math.exp(-100.0 / 3), 1e-8);
    }

    @Test
    void whereNothingIsWorthMovingThePotentialsSayAtWhatPrice() {
        // P = e^(-1e6 / 3): no double is that small. All mass is written off, at ρ a unit.
        var result = Transport.unbalanced(Measure.onLine(0), Measure.onLine(1000), 1, 1);
        assertTrue(result.converged(), result::toString);
        assertEquals(0, result.plan().mass());
        // The entropy of nothing against 1 ⊗ 1 is 1.
        assertEquals(2 + 1, result.value(), 1e-12);
        // f = g = -ρ log P.
        assertEquals(1e6 / 3, result.f()[0], 1);
        assertEquals(1e6 / 3, result.g()[0], 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e3, 1e8})
    void oneSideMayBeFixed(double rho) {
        var problem = TransportProblem.between(Measure.onLine(0, 1, 2), Measure.onLine(1, 5));
        var result =
                Sinkhorn.builder()
                        .epsilon(0.1)
                        .targetMarginal(Marginal.relaxed(rho))
                        .build()
                        .solve(problem);
        assertTrue(result.converged() && result.iterations() < 1_000, result::toString);
        assertEquals(1.0 / 3, result.sourceMarginal()[1], 1e-9);
        double[] cols = result.targetMarginal();
        for (int j = 0; j < 2; j++) {
            assertEquals(Math.exp(-result.g()[j] / rho) / 2, cols[j], 1e-8);
        }
    }
}
