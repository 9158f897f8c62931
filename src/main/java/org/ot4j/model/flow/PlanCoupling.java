package org.ot4j.model.flow;

import java.util.random.RandomGenerator;
import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;
import org.ot4j.internal.Check;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Plan;
import org.ot4j.transport.Solver;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.entropic.Sinkhorn;

/**
 * Plans between batches.
 *
 * @param epsilon weight of the entropy; 0 for none
 * @param rho weight of the marginals; 0 for exact ones
 */
record PlanCoupling(double epsilon, double rho) implements Coupler {
    private static final double TOLERANCE = 1e-3;
    private static final int ITERATIONS = 1_000;

    PlanCoupling {
        Check.notNegative(epsilon, "epsilon");
        Check.notNegative(rho, "rho");
    }

    @Override
    public String name() {
        return rho > 0 ? "unbalanced" : epsilon > 0 ? "entropic" : "exact";
    }

    @Override
    public Matcher matcher(Prior source, DataSource data) {
        Solver solver = solver();
        return (noise, batch, n, random) -> pair(solver, noise, batch, n, random);
    }

    private Solver solver() {
        if (epsilon == 0) {
            return Transport::exact;
        }
        return Sinkhorn.builder()
                .epsilon(epsilon)
                .tolerance(TOLERANCE)
                .maxIterations(ITERATIONS)
                .marginals(rho > 0 ? Marginal.relaxed(rho) : Marginal.exact())
                .build();
    }

    /** The data are the rows of the plan, so that each is drawn as often as its share says. */
    private Pairs pair(Solver solver, float[] noise, float[] batch, int n, RandomGenerator random) {
        var problem = TransportProblem.between(measure(batch, n), measure(noise, n));
        int[][] drawn = draw(solver.solve(problem).plan(), n, random);
        int d = noise.length / n;
        var from = new float[noise.length];
        var to = new float[noise.length];
        for (int k = 0; k < n; k++) {
            System.arraycopy(batch, drawn[k][0] * d, to, k * d, d);
            System.arraycopy(noise, drawn[k][1] * d, from, k * d, d);
        }
        return new Pairs(from, to);
    }

    private static Measure measure(float[] rows, int n) {
        int d = rows.length / n;
        var points = new double[n][d];
        for (int k = 0; k < rows.length; k++) {
            points[k / d][k % d] = rows[k];
        }
        return Measure.of(points);
    }

    /**
     * Draws n entries of a plan with the probabilities of their masses, by systematic resampling:
     * at equal distances along the plan, row by row, from a random start. An entry or a row of mass
     * m is drawn n m times, up to one; so the rows of a plan with equal marginals are each drawn
     * once, and a permutation is returned as it is.
     *
     * @return [n, 2], row and column
     */
    static int[][] draw(Plan plan, int n, RandomGenerator random) {
        double mass = plan.mass();
        Check.that(mass > 0, "mass of a plan between batches", mass, "above 0: let rho be greater");
        double start = random.nextDouble();
        var drawn = new int[n][2];
        var state =
                new Object() {
                    double passed;
                    int count;
                };
        plan.forEach(
                (i, j, m) -> {
                    state.passed += m;
                    while (state.count < n && (state.count + start) * mass < n * state.passed) {
                        drawn[state.count][0] = i;
                        drawn[state.count][1] = j;
                        state.count++;
                    }
                });
        // Rounding may leave out the last.
        for (int k = Math.max(1, state.count); k < n; k++) {
            drawn[k] = drawn[k - 1];
        }
        return drawn;
    }
}
