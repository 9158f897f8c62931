package org.ot4j.transport.entropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ot4j.transport.Measure;
import org.ot4j.transport.Transport;
import org.ot4j.transport.TransportProblem;

class SinkhornPropertyTest {
    private static Measure measure(int n, Random random) {
        var x = new double[n][2];
        var w = new double[n];
        for (int i = 0; i < n; i++) {
            // A lattice, so that there are ties and points on top of each other.
            x[i][0] = random.nextInt(6);
            x[i][1] = random.nextInt(6);
            w[i] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        }
        w[random.nextInt(n)] = 1;
        return Measure.of(x, w).normalized();
    }

    private static TransportProblem problem(int n, int m, long seed) {
        var random = new Random(seed);
        return TransportProblem.between(measure(n, random), measure(m, random));
    }

    @Property(tries = 60)
    void theValueLiesBetweenTheExactOneAndTheProductAndThePlanIsThatOfTheDuals(
            @ForAll @IntRange(min = 1, max = 25) int n,
            @ForAll @IntRange(min = 1, max = 25) int m,
            @ForAll long seed,
            @ForAll @DoubleRange(min = -2, max = 2) double logEpsilon) {
        double epsilon = Math.pow(10, logEpsilon);
        var problem = problem(n, m, seed);
        var result = Sinkhorn.of(epsilon).solve(problem);
        SinkhornTest.check(problem, result, 1e-9);
        double product = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                product += problem.a()[i] * problem.b()[j] * problem.costs().at(i, j);
            }
        }
        double exact = Transport.exact(problem).cost();
        assertTrue(result.value() >= exact - 1e-7 && result.value() <= product + 1e-7);
        assertTrue(result.cost() >= exact - 1e-7 && result.cost() <= product + 1e-7);
        assertEquals(
                EntropicDual.value(problem, result.f(), result.g(), epsilon),
                result.value(),
                1e-8 * Math.max(1, product));
    }

    @Property(tries = 30)
    void turningMovingAndScalingDoWhatTheyShould(
            @ForAll @IntRange(min = 1, max = 15) int n,
            @ForAll @IntRange(min = 1, max = 15) int m,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.1, max = 10) double scale) {
        var problem = problem(n, m, seed);
        double value = Sinkhorn.of(0.5).solve(problem).value();
        assertEquals(value, Sinkhorn.of(0.5).solve(problem.transposed()).value(), 1e-7);
        var x = moved(problem.source().orElseThrow(), scale);
        var y = moved(problem.target().orElseThrow(), scale);
        double scaled =
                Sinkhorn.of(0.5 * scale * scale).solve(TransportProblem.between(x, y)).value();
        assertEquals(value * scale * scale, scaled, 1e-6 * Math.max(1, scaled));
    }

    private static Measure moved(Measure measure, double scale) {
        double[][] points = measure.points();
        for (double[] row : points) {
            row[0] = row[0] * scale + 7;
            row[1] = row[1] * scale - 3;
        }
        return Measure.of(points, measure.weights());
    }
}
