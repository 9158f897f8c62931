package org.ot4j.transport.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportChecks;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.Cost;

/**
 * The exact solvers against independent ones.
 *
 * <p>VEGAN Eq. 1, WAE Eq. 1, C-VAE Eq. 6 and GPC Eq. 1 against independent solvers.
 */
class ExactOracleTest {
    @Property(tries = 200, seed = "4")
    void agreesWithALinearProgram(
            @ForAll @IntRange(min = 1, max = 9) int n,
            @ForAll @IntRange(min = 1, max = 9) int m,
            @ForAll long seed) {
        var random = new Random(seed);
        double[] a = TransportChecks.weights(n, true, random);
        double[] b = TransportChecks.weights(m, true, random);
        // Small whole costs make ties.
        boolean ties = random.nextBoolean();
        var costs = new double[n][m];
        for (double[] row : costs) {
            for (int j = 0; j < m; j++) {
                row[j] = ties ? random.nextInt(4) - 1 : random.nextGaussian();
            }
        }
        var problem = TransportProblem.of(costs, a, b);
        var result = TransportChecks.checkOptimal(problem, Transport.exact(problem));
        assertEquals(linearProgram(costs, a, b), result.cost(), 1e-9);
    }

    private static double linearProgram(double[][] costs, double[] a, double[] b) {
        var model = new ExpressionsBasedModel();
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                model.newVariable("p" + i + "_" + j).lower(0).weight(costs[i][j]);
            }
        }
        for (int i = 0; i < a.length; i++) {
            var row = model.newExpression("row" + i).level(a[i]);
            for (int j = 0; j < b.length; j++) {
                row.set(i * b.length + j, 1);
            }
        }
        // The last column follows from the others; leaving it out keeps rounding from deciding.
        for (int j = 0; j < b.length - 1; j++) {
            var col = model.newExpression("col" + j).level(b[j]);
            for (int i = 0; i < a.length; i++) {
                col.set(i * b.length + j, 1);
            }
        }
        Optimisation.Result result = model.minimise();
        assertTrue(result.getState().isOptimal(), result::toString);
        return result.getValue();
    }

    /**
     * Values of {@code ot.emd2} (POT 0.9.7, numItermax 1e7) for the same formulas, large enough to
     * go through several scales.
     */
    @ParameterizedTest
    @CsvSource({
        "600, 450, sq, 0.016301608561059725, 0.01857253555006361",
        "600, 450, eu, 0.11381185881801535, 0.12116297199284375",
        "600, 450, l1, 0.14021918037225203, 0.14796942443268074",
        "600, 450, cos, 0.0033113316030528336, 0.0043348661648687",
        "1000, 1000, sq, 0.01456146264943285, 0.01544484585541433",
        "1000, 1000, eu, 0.10906596828376391, 0.11217094734931558",
        "1000, 1000, l1, 0.1371972467437669, 0.14067320252782398",
        "1000, 1000, cos, 0.0029508313050510835, 0.003049835332163106"
    })
    void agreesWithPot(int n, int m, String name, double uniform, double weighted) {
        Cost cost =
                switch (name) {
                    case "sq" -> Cost.squaredEuclidean();
                    case "eu" -> Cost.euclidean();
                    case "l1" -> Cost.lp(1);
                    default -> Cost.cosine();
                };
        Measure x = curve(n, 0);
        Measure y = curve(m, 1);
        check(TransportProblem.between(x, y).cost(cost), uniform);
        var problem =
                TransportProblem.between(x.withWeights(wave(n, 0)), y.withWeights(wave(m, 1)))
                        .cost(cost);
        check(problem, weighted);
        check(TransportProblem.of(problem.costs().stored(), problem.a(), problem.b()), weighted);
        Cost function = (u, v) -> cost.of(u, v);
        check(problem.cost(function), weighted);
    }

    private static void check(TransportProblem problem, double expected) {
        for (int threads = 1; threads <= 2; threads++) {
            var solver = NetworkSimplex.builder().threads(threads).build();
            var result = TransportChecks.checkOptimal(problem, solver.solve(problem));
            assertEquals(expected, result.value(), 1e-12);
        }
    }

    private static Measure curve(int n, double s) {
        IntFunction<double[]> point =
                i ->
                        new double[] {
                            Math.sin(1.3 * i + s), Math.cos(2.1 * i * i * 0.01 + s) + 0.1 * s
                        };
        return Measure.of(IntStream.range(0, n).mapToObj(point).toArray(double[][]::new));
    }

    private static double[] wave(int n, double s) {
        var w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = 1 + Math.pow(Math.sin(0.7 * i + s), 2);
        }
        double mass = Vectors.sum(w);
        for (int i = 0; i < n; i++) {
            w[i] /= mass;
        }
        return w;
    }
}
