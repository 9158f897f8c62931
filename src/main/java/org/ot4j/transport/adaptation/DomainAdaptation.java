package org.ot4j.transport.adaptation;

import java.util.Arrays;
import org.ot4j.internal.Check;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportMap;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.TransportResult;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.internal.NeighbourMap;

/**
 * Domain adaptation by transport (Courty et al. 2017): features that come with classes, the source,
 * are moved to features that come without, the target, so that a classifier that is trained on what
 * was moved can judge the target. An entropic plan at squared Euclidean cost moves them, and a
 * penalty on classes keeps each target to sources of one class,
 *
 * <pre>min_P Σ P_ij c_ij + ε KL(P | a ⊗ b) + η Σ_j b_j Σ_k (Σ_{i of class k} P_ij / b_j)^½</pre>
 *
 * which is not convex: each of ten rounds replaces the root by its tangent, and solves by Sinkhorn.
 *
 * <pre>{@code
 * TransportMap map = DomainAdaptation.of(0.1).classWeight(1).fit(x, labels, y);
 * double[][] moved = map.at(x);
 * }</pre>
 *
 * <p>Points that the plan has not seen move as the nearest source does. Costs are divided by their
 * greatest, so that ε and η do not depend on the units of the features.
 *
 * @param epsilon weight of the entropy, above 0, where the greatest cost is 1
 * @param classWeight η, at least 0
 */
public record DomainAdaptation(double epsilon, double classWeight) {
    private static final int ROUNDS = 10;

    /** Keeps the slope of the root finite where a class sends nothing. */
    private static final double FLOOR = 1e-3;

    /** Checks the arguments. */
    public DomainAdaptation {
        Check.positive(epsilon, "epsilon");
        Check.notNegative(classWeight, "classWeight");
    }

    /** Without a penalty on classes. */
    public static DomainAdaptation of(double epsilon) {
        return new DomainAdaptation(epsilon, 0);
    }

    /** With a penalty on targets that get mass from sources of several classes. */
    public DomainAdaptation classWeight(double eta) {
        return new DomainAdaptation(epsilon, eta);
    }

    /**
     * The map from source to target, of points of any kind.
     *
     * @param source n points, of any kind
     * @param labels the class of each source, at least 0: [n]; they count only with a {@link
     *     #classWeight}
     * @param target m points of the same dimension, of any kind
     * @throws IllegalArgumentException if there are no points, if dimensions differ, or if there is
     *     not a class for each source
     */
    public TransportMap fit(Object source, int[] labels, Object target) {
        Measure x = Measure.checked(source, "source").normalized();
        Measure y = Measure.checked(target, "target").normalized();
        Check.notNull(labels, "labels");
        Check.that(
                labels.length == x.size(),
                "labels.length",
                labels.length,
                x.size() + ", as source");
        for (int i = 0; i < labels.length; i++) {
            Check.atLeast(labels[i], 0, "labels[" + i + "]");
        }
        return NeighbourMap.of(solve(x, labels, y).plan(), x, y);
    }

    /** The plan of the last round; its costs include the tangents. */
    TransportResult solve(Measure x, int[] labels, Measure y) {
        int n = x.size();
        int m = y.size();
        CostMatrix costs = Cost.squaredEuclidean().between(x, y);
        double greatest = costs.range()[1];
        double unit = greatest > 0 ? greatest : 1;
        var plain = new double[n * m];
        for (int i = 0; i < n; i++) {
            costs.row(i, 0, m, plain, i * m);
        }
        for (int k = 0; k < plain.length; k++) {
            plain[k] /= unit;
        }
        double[] a = x.weights();
        double[] b = y.weights();
        var solver = Sinkhorn.of(epsilon);
        var result = solver.solve(TransportProblem.of(CostMatrix.flat(plain, n, m), a, b));
        // Numbered without gaps, since labels may be any numbers.
        int[] seen = Arrays.stream(labels).distinct().sorted().toArray();
        int[] classOf = Arrays.stream(labels).map(l -> Arrays.binarySearch(seen, l)).toArray();
        for (int round = 0; classWeight > 0 && round < ROUNDS; round++) {
            var mass = new double[seen.length][m];
            result.plan().forEach((i, j, p) -> mass[classOf[i]][j] += p);
            double[] penalised = plain.clone();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    // The share of the target's mass, so that η does not depend on m.
                    double share = b[j] > 0 ? mass[classOf[i]][j] / b[j] : 0;
                    penalised[i * m + j] += classWeight * 0.5 / Math.sqrt(share + FLOOR);
                }
            }
            result = solver.solve(TransportProblem.of(CostMatrix.flat(penalised, n, m), a, b));
        }
        return result;
    }
}
