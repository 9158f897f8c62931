package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.optim.MaxIter;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NoFeasibleSolutionException;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.junit.jupiter.api.Test;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;

/** The couplings of VEGAN section 3.1 that go through codes, among all couplings. */
class VeganCouplingsTest {
    private final Random random = new Random(21);

    /** A decoder: row z has P_G(y | z); Dirac, or any. */
    private double[][] decoder(int codes, int outputs, boolean dirac) {
        var k = new double[codes][];
        for (int z = 0; z < codes; z++) {
            if (dirac) {
                k[z] = new double[outputs];
                k[z][random.nextInt(outputs)] = 1;
            } else {
                k[z] = TransportChecks.weights(outputs, false, random);
            }
        }
        return k;
    }

    private static double[] through(double[] pz, double[][] k) {
        var py = new double[k[0].length];
        for (int z = 0; z < pz.length; z++) {
            for (int y = 0; y < py.length; y++) {
                py[y] += pz[z] * k[z][y];
            }
        }
        return py;
    }

    /** γ(x, y) = Σ_z p_G(y | z) q(z | x) p_X(x), where {@code plan} is q p_X. */
    private static double[][] gamma(double[][] plan, double[][] k) {
        return Arrays.stream(plan).map(row -> through(row, k)).toArray(double[][]::new);
    }

    /**
     * Eq. 8 as a plan over (x, y): with q the encoder of the least Σ p_G(y | z) q p_X c, which is
     * transport at the mean cost of a code, it is a coupling of P_X and P_G, and its cost is that
     * of W_c†, the least over all distributions of (x, y, z) with X and Y independent given Z.
     *
     * @equation VEGAN 8
     */
    @Test
    void equation8IsTheLeastPlanThroughCodes() {
        for (int trial = 0; trial < 20; trial++) {
            double[] px = TransportChecks.weights(4, false, random);
            double[] pz = TransportChecks.weights(3, false, random);
            double[][] k = decoder(3, 5, trial % 4 == 0);
            var c = new double[4][];
            Arrays.setAll(c, i -> TransportChecks.weights(5, false, random));
            var mean = new double[4][3];
            for (int x = 0; x < 4; x++) {
                for (int z = 0; z < 3; z++) {
                    for (int y = 0; y < 5; y++) {
                        mean[x][z] += k[z][y] * c[x][y];
                    }
                }
            }
            var latent = Transport.exact(mean, px, pz);
            double[][] gamma = gamma(latent.plan().toDense(), k);
            double[] py = through(pz, k);
            var reached = new double[5];
            double cost = 0;
            for (int x = 0; x < 4; x++) {
                assertEquals(px[x], Arrays.stream(gamma[x]).sum(), 1e-12);
                for (int y = 0; y < 5; y++) {
                    reached[y] += gamma[x][y];
                    cost += gamma[x][y] * c[x][y];
                }
            }
            for (int y = 0; y < 5; y++) {
                assertEquals(py[y], reached[y], 1e-12);
            }
            assertEquals(latent.value(), cost, 1e-12);
            assertEquals(dagger(c, px, pz, k), cost, 1e-9);
            double least = Transport.exact(c, px, py).value();
            assertTrue(least <= cost + 1e-12, "Eq. 9");
            if (trial % 4 == 0) {
                assertEquals(least, cost, 1e-9, "Theorem 1");
            }
        }
    }

    /** W_c† as a linear programme over (x, z), y drawn from the decoder. */
    private static double dagger(double[][] c, double[] px, double[] pz, double[][] k) {
        int n = px.length;
        int m = pz.length;
        var objective = new double[n * m];
        for (int x = 0; x < n; x++) {
            for (int z = 0; z < m; z++) {
                for (int y = 0; y < c[0].length; y++) {
                    objective[x * m + z] += k[z][y] * c[x][y];
                }
            }
        }
        return new SimplexSolver()
                .optimize(
                        new MaxIter(10_000),
                        new LinearObjectiveFunction(objective, 0),
                        new LinearConstraintSet(marginals(px, pz)),
                        new NonNegativeConstraint(true))
                .getValue();
    }

    private static ArrayList<LinearConstraint> marginals(double[] px, double[] pz) {
        int n = px.length;
        int m = pz.length;
        var constraints = new ArrayList<LinearConstraint>();
        for (int x = 0; x < n; x++) {
            var row = new double[n * m];
            Arrays.fill(row, x * m, (x + 1) * m, 1);
            constraints.add(new LinearConstraint(row, Relationship.EQ, px[x]));
        }
        for (int z = 0; z < m; z++) {
            var row = new double[n * m];
            for (int x = 0; x < n; x++) {
                row[x * m + z] = 1;
            }
            constraints.add(new LinearConstraint(row, Relationship.EQ, pz[z]));
        }
        return constraints;
    }

    /**
     * Whether a coupling of (x, y) goes through codes: whether there is a plan over (x, z) for it.
     */
    private static boolean goesThroughCodes(
            double[][] coupling, double[] px, double[] pz, double[][] k) {
        int m = pz.length;
        var constraints = marginals(px, pz);
        for (int x = 0; x < px.length; x++) {
            for (int y = 0; y < k[0].length; y++) {
                var row = new double[px.length * m];
                for (int z = 0; z < m; z++) {
                    row[x * m + z] = k[z][y];
                }
                constraints.add(new LinearConstraint(row, Relationship.EQ, coupling[x][y]));
            }
        }
        try {
            new SimplexSolver(1e-9, 10, 1e-12)
                    .optimize(
                            new MaxIter(10_000),
                            new LinearObjectiveFunction(new double[px.length * m], 0),
                            new LinearConstraintSet(constraints),
                            new NonNegativeConstraint(true));
            return true;
        } catch (NoFeasibleSolutionException e) {
            return false;
        }
    }

    /** A vertex among the couplings: the plan of least cost for costs at random. */
    private double[][] vertex(double[] px, double[] py) {
        var c = new double[px.length][];
        Arrays.setAll(c, i -> TransportChecks.weights(py.length, false, random));
        return Transport.exact(c, px, py).plan().toDense();
    }

    /**
     * Lemma 6: what goes through codes is a coupling, and with Dirac decoders each coupling does:
     * split in proportion to the prior among the codes of an output.
     *
     * @equation VEGAN Lemma 6
     * @equation WAE Lemma 1
     */
    @Test
    void lemma6WithDiracDecodersEachCouplingGoesThroughCodes() {
        for (int trial = 0; trial < 30; trial++) {
            double[] px = TransportChecks.weights(3, false, random);
            double[] pz = TransportChecks.weights(5, false, random);
            double[][] k = decoder(5, 3, true);
            double[] py = through(pz, k);
            double[][] coupling = vertex(px, py);
            assertTrue(goesThroughCodes(coupling, px, pz, k), "identity");
            var split = new double[3][5];
            for (int x = 0; x < 3; x++) {
                for (int z = 0; z < 5; z++) {
                    for (int y = 0; y < 3; y++) {
                        split[x][z] += k[z][y] > 0 ? coupling[x][y] * pz[z] / py[y] : 0;
                    }
                }
            }
            double[][] again = gamma(split, k);
            for (int x = 0; x < 3; x++) {
                for (int y = 0; y < 3; y++) {
                    assertEquals(coupling[x][y], again[x][y], 1e-12);
                }
            }
            // The inclusion, with decoders of any kind.
            double[][] noisy = decoder(5, 3, false);
            double[][] made = gamma(vertex(px, pz), noisy);
            double[] wanted = through(pz, noisy);
            for (int y = 0; y < 3; y++) {
                assertEquals(wanted[y], made[0][y] + made[1][y] + made[2][y], 1e-12);
            }
        }
    }

    /**
     * The converse that the footnote of Lemma 6 conjectures does not hold: here one code of three
     * is random, and yet each coupling goes through codes. X has two values, so that a coupling is
     * the number Γ(x_0, a) in [0, 0.4]; both ends are reached, 0.4 by the code of a alone and 0 by
     * that of b.
     */
    @Test
    void theConverseOfLemma6FailsForHeavyAtoms() {
        double[] px = {0.4, 0.6};
        double[] pz = {0.45, 0.45, 0.1};
        double[][] k = {{1, 0}, {0, 1}, {0.5, 0.5}};
        for (double t : new double[] {0, 0.1, 0.25, 0.4}) {
            double[][] coupling = {{t, 0.4 - t}, {0.5 - t, 0.1 + t}};
            assertTrue(goesThroughCodes(coupling, px, pz, k), "at " + t);
        }
        // With P_X(x_0) = 0.5 the atoms no longer hide the random code.
        double[] half = {0.5, 0.5};
        assertFalse(goesThroughCodes(new double[][] {{0.5, 0}, {0, 0.5}}, half, pz, k));
    }

    /**
     * What does hold: if a code is random between y_1 and y_2, and a set A of data has P_G(y_1) ≤
     * P_X(A) ≤ 1 - P_G(y_2), as there is one wherever P_X has no atoms, then the coupling that
     * sends all of y_1 to A and nothing of y_2 does not go through codes: that code would have to
     * be in A and not in A.
     */
    @Test
    void theConverseOfLemma6HoldsWhereDataCanBeSplit() {
        for (int trial = 0; trial < 30; trial++) {
            double[] pz = TransportChecks.weights(4, false, random);
            double[][] k = decoder(4, 3, true);
            k[0] = new double[] {0.5, 0.5, 0};
            double[] py = through(pz, k);
            double low = py[0];
            double high = 1 - py[1];
            double part = low + (high - low) * random.nextDouble();
            double[] px = {part, 1 - part};
            double rest = part - py[0];
            double[][] coupling = {{py[0], 0, rest}, {0, py[1], py[2] - rest}};
            assertFalse(goesThroughCodes(coupling, px, pz, k), Arrays.deepToString(coupling));
        }
    }
}
