package org.ot4j.transport;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.base.Points;
import org.ot4j.internal.Check;
import org.ot4j.transport.barycenter.PictureBarycenter;
import org.ot4j.transport.cost.Cost;
import org.ot4j.transport.entropic.Sinkhorn;
import org.ot4j.transport.entropic.SinkhornDivergence;
import org.ot4j.transport.exact.ExactSolver;
import org.ot4j.transport.exact.LineDistance;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.gromov.GromovProblem;
import org.ot4j.transport.gromov.GromovResult;
import org.ot4j.transport.gromov.GromovWasserstein;
import org.ot4j.transport.unbalanced.PartialTransport;
import org.ot4j.transport.unbalanced.UnbalancedTransport;
import tech.tablesaw.api.NumericColumn;

/**
 * Optimal transport in one line. For settings, build a solver and pass it a {@link
 * TransportProblem}.
 *
 * <pre>{@code
 * var result = Transport.exact(x, y);              // squared Euclidean cost, equal weights
 * double w2 = Transport.wasserstein(x, y, 2);
 * double[][] moved = result.plan().barycentricMap(y);
 * }</pre>
 *
 * Points may be rows {@code double[n][d]}, an {@link NDArray} [n, d], numbers on a line {@code
 * double[n]}, a data set or a picture, the numeric columns of a table, all with equal weights, or a
 * {@link Measure} with its own weights; x and y may be of different kinds.
 */
public final class Transport {
    private Transport() {}

    /**
     * The exact optimum, VEGAN Eq. 1: in closed form on the line if its certificate holds, and by
     * the {@link NetworkSimplex} otherwise.
     */
    public static TransportResult exact(TransportProblem problem) {
        return new ExactSolver().solve(problem);
    }

    /** The exact optimum between two measures at squared Euclidean cost. */
    public static TransportResult exact(Measure source, Measure target) {
        return exact(TransportProblem.between(source, target));
    }

    /** The exact optimum between two measures. */
    public static TransportResult exact(Measure source, Measure target, Cost cost) {
        return exact(TransportProblem.between(source, target).cost(cost));
    }

    /** The exact optimum between points [n, d] and [m, d] of equal weight. */
    public static TransportResult exact(double[][] x, double[][] y, Cost cost) {
        return exact(Measure.of(x, "x"), Measure.of(y, "y"), cost);
    }

    /** The exact optimum between points [n, d] and [m, d] of equal weight, at squared cost. */
    public static TransportResult exact(double[][] x, double[][] y) {
        return exact(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** The exact optimum between points [n, d] and [m, d] of equal weight, at squared cost. */
    public static TransportResult exact(NDArray x, NDArray y) {
        return exact(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /** The exact optimum between the points of two data sets, at squared cost. */
    public static TransportResult exact(Points x, Points y) {
        return exact(Measure.of(x, "x"), Measure.of(y, "y"));
    }

    /**
     * The exact optimum between points of any two kinds, see {@link Transport}, at squared cost.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult exact(Object x, Object y) {
        return exact(Measure.checked(x, "x"), Measure.checked(y, "y"));
    }

    /**
     * The exact optimum between points of any two kinds, see {@link Transport}.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult exact(Object x, Object y, Cost cost) {
        return exact(Measure.checked(x, "x"), Measure.checked(y, "y"), cost);
    }

    /** The exact optimum for a cost matrix [n, m] and weights [n] and [m]. */
    public static TransportResult exact(double[][] costs, double[] a, double[] b) {
        return exact(TransportProblem.of(costs, a, b));
    }

    /**
     * The earth mover's distance of a cost matrix, under the name it has in other libraries: the
     * same as {@link #exact(double[][], double[], double[])}.
     *
     * <pre>{@code
     * var result = Transport.emd(new double[][] {{0, 1}, {1, 0}}, new double[] {0.5, 0.5}, new double[] {0.25, 0.75});
     * result.plan().toDense();      // POT's ot.emd(a, b, M), [n, m]
     * result.cost();                // POT's ot.emd2(a, b, M): 0.25
     * }</pre>
     *
     * @param costs [n, m], finite
     * @param a masses of the sources [n], at least 0
     * @param b masses of the targets [m], with the same sum
     * @throws IllegalArgumentException if shapes or masses do not match
     */
    public static TransportResult emd(double[][] costs, double[] a, double[] b) {
        return exact(costs, a, b);
    }

    /**
     * The earth mover's distance of a cost matrix with equal masses 1/n and 1/m. For a square
     * matrix, the plan is a permutation divided by n: the assignment problem.
     *
     * @param costs [n, m], finite
     */
    public static TransportResult emd(double[][] costs) {
        return exact(TransportProblem.of(costs));
    }

    /**
     * The p-Wasserstein distance, W_p = (min Σ P_ij |x_i - y_j|^p)^(1/p) with the Euclidean norm;
     * see {@link Wasserstein} for the plan behind it.
     *
     * @param p in [1, 1000]
     */
    public static double wasserstein(Measure source, Measure target, double p) {
        Check.inRange(p, 1, 1000, "p");
        Check.notNull(source, "source");
        Check.notNull(target, "target");
        return LineDistance.between(source, target, p)
                .orElseGet(() -> Wasserstein.between(source, target, p).distance());
    }

    /** The p-Wasserstein distance between points [n, d] and [m, d] of equal weight. */
    public static double wasserstein(double[][] x, double[][] y, double p) {
        return wasserstein(Measure.of(x, "x"), Measure.of(y, "y"), p);
    }

    /** The p-Wasserstein distance between points [n, d] and [m, d] of equal weight. */
    public static double wasserstein(NDArray x, NDArray y, double p) {
        return wasserstein(Measure.of(x, "x"), Measure.of(y, "y"), p);
    }

    /** The p-Wasserstein distance between the points of two data sets. */
    public static double wasserstein(Points x, Points y, double p) {
        return wasserstein(Measure.of(x, "x"), Measure.of(y, "y"), p);
    }

    /**
     * The p-Wasserstein distance between points of any two kinds, see {@link Transport}.
     *
     * <pre>{@code
     * Transport.wasserstein(data, model.sample(500, 1), 2);
     * }</pre>
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static double wasserstein(Object x, Object y, double p) {
        return wasserstein(Measure.checked(x, "x"), Measure.checked(y, "y"), p);
    }

    /**
     * The p-Wasserstein distance between two samples of numbers, all of equal weight, by sorting.
     * With weights, use {@code wasserstein(Measure.onLine(x, a), Measure.onLine(y, b), p)}.
     *
     * <pre>{@code
     * Transport.wasserstein(new double[] {0, 1, 3}, new double[] {5, 6, 8}, 1);   // 5
     * }</pre>
     *
     * @param x [n], finite
     * @param y [m], finite
     * @param p at least 1
     */
    public static double wasserstein(double[] x, double[] y, double p) {
        return wasserstein(Measure.onLine(x, "x"), Measure.onLine(y, "y"), p);
    }

    /**
     * The p-Wasserstein distance between the numbers in two columns of tables, all of equal weight.
     *
     * @param x without missing values
     * @param y without missing values
     * @param p at least 1
     */
    public static double wasserstein(NumericColumn<?> x, NumericColumn<?> y, double p) {
        return wasserstein(
                Measure.onLine(Check.notNull(x, "x")), Measure.onLine(Check.notNull(y, "y")), p);
    }

    /**
     * Entropic transport, C-VAE Eq. 7: {@link Sinkhorn} with this ε at squared Euclidean cost.
     *
     * @param epsilon above 0, in units of cost
     */
    public static TransportResult sinkhorn(Measure source, Measure target, double epsilon) {
        return Sinkhorn.of(epsilon).solve(TransportProblem.between(source, target));
    }

    /** Entropic transport between points [n, d] and [m, d] of equal weight. */
    public static TransportResult sinkhorn(double[][] x, double[][] y, double epsilon) {
        return sinkhorn(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /** Entropic transport between points [n, d] and [m, d] of equal weight. */
    public static TransportResult sinkhorn(NDArray x, NDArray y, double epsilon) {
        return sinkhorn(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /** Entropic transport between the points of two data sets. */
    public static TransportResult sinkhorn(Points x, Points y, double epsilon) {
        return sinkhorn(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /**
     * Entropic transport between points of any two kinds, see {@link Transport}.
     *
     * @param epsilon above 0, in units of cost
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult sinkhorn(Object x, Object y, double epsilon) {
        return sinkhorn(Measure.checked(x, "x"), Measure.checked(y, "y"), epsilon);
    }

    /**
     * Entropic transport for a cost matrix and masses: min Σ P_ij c_ij + ε KL(P | a ⊗ b).
     *
     * <p>{@code ot.sinkhorn(a, b, M, reg)} of POT minimises Σ P_ij c_ij + reg Σ P_ij log P_ij. With
     * masses that sum to 1, the two differ by the constant reg (H(a) + H(b)): with ε = reg the plan
     * is the same, and {@link TransportResult#cost()} is {@code ot.sinkhorn2}. If reg was given
     * relative to the largest cost, multiply it by that cost. The plan is found to a tolerance;
     * check {@link TransportResult#converged()}.
     *
     * <pre>{@code
     * var soft = Transport.sinkhorn(new double[][] {{0, 1}, {1, 0}}, new double[] {0.5, 0.5}, new double[] {0.5, 0.5}, 1);
     * soft.plan().toDense();        // POT's ot.sinkhorn(a, b, M, 1), [n, m]
     * soft.cost();                  // <P, M>: 1 / (1 + e)
     * soft.value();                 // including the entropy, as ot.solve(M, a, b, reg=1).value
     * }</pre>
     *
     * @param costs [n, m], finite
     * @param a masses of the sources [n], at least 0
     * @param b masses of the targets [m], with the same sum
     * @param epsilon above 0, in units of cost
     * @throws IllegalArgumentException if shapes or masses do not match
     */
    public static TransportResult sinkhorn(
            double[][] costs, double[] a, double[] b, double epsilon) {
        return Sinkhorn.of(epsilon).solve(TransportProblem.of(costs, a, b));
    }

    /**
     * Entropic transport with both marginals relaxed by ρ KL; masses may differ.
     *
     * @param epsilon above 0, in units of cost
     * @param rho above 0, in units of cost
     */
    public static TransportResult unbalanced(
            Measure source, Measure target, double epsilon, double rho) {
        return Sinkhorn.builder()
                .epsilon(epsilon)
                .marginals(Marginal.relaxed(rho))
                .build()
                .solve(TransportProblem.between(source, target));
    }

    /**
     * Entropic transport between points [n, d] and [m, d] of equal weight, with both marginals
     * relaxed by ρ KL.
     *
     * @param epsilon above 0, in units of cost
     * @param rho above 0, in units of cost
     */
    public static TransportResult unbalanced(
            double[][] x, double[][] y, double epsilon, double rho) {
        return unbalanced(Measure.of(x, "x"), Measure.of(y, "y"), epsilon, rho);
    }

    /**
     * Entropic transport between the points of two data sets, with both marginals relaxed by ρ KL.
     *
     * @param epsilon above 0, in units of cost
     * @param rho above 0, in units of cost
     */
    public static TransportResult unbalanced(Points x, Points y, double epsilon, double rho) {
        return unbalanced(Measure.of(x, "x"), Measure.of(y, "y"), epsilon, rho);
    }

    /**
     * Entropic transport between points of any two kinds, see {@link Transport}, with both
     * marginals relaxed by ρ KL.
     *
     * @param epsilon above 0, in units of cost
     * @param rho above 0, in units of cost
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult unbalanced(Object x, Object y, double epsilon, double rho) {
        return unbalanced(Measure.checked(x, "x"), Measure.checked(y, "y"), epsilon, rho);
    }

    /**
     * Unbalanced transport without entropy, GPC Eq. 6: the least cost of a plan whose marginals are
     * exact or pay for their difference from the weights, see {@link UnbalancedTransport}.
     *
     * <pre>{@code
     * var atoms = Measure.onLine(0, 1, 9);
     * var result = Transport.unbalanced(atoms, Measure.onLine(0, 1), Penalty.totalVariation(2), Marginal.exact());
     * result.sourceMarginal();                 // {0.5, 0.5, 0}: the third stays where it is
     * }</pre>
     *
     * @param sources how the plan's mass at the sources is tied to their weights
     * @param targets how the plan's mass at the targets is tied to their weights
     */
    public static TransportResult unbalanced(
            Measure source, Measure target, Penalty sources, Penalty targets) {
        return UnbalancedTransport.builder()
                .sourceMarginal(sources)
                .targetMarginal(targets)
                .build()
                .solve(TransportProblem.between(source, target));
    }

    /**
     * Unbalanced transport without entropy between points of any two kinds, see {@link Transport}
     * and {@link UnbalancedTransport}.
     *
     * @param sources how the plan's mass at the sources is tied to their weights
     * @param targets how the plan's mass at the targets is tied to their weights
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult unbalanced(Object x, Object y, Penalty sources, Penalty targets) {
        return unbalanced(Measure.checked(x, "x"), Measure.checked(y, "y"), sources, targets);
    }

    /** Exact partial transport between points of equal weight. */
    public static TransportResult partial(double[][] x, double[][] y, double mass) {
        return partial(Measure.of(x, "x"), Measure.of(y, "y"), mass);
    }

    /** Exact partial transport between the points of two data sets. */
    public static TransportResult partial(Points x, Points y, double mass) {
        return partial(Measure.of(x, "x"), Measure.of(y, "y"), mass);
    }

    /**
     * Exact partial transport between points of any two kinds, see {@link Transport}.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static TransportResult partial(Object x, Object y, double mass) {
        return partial(Measure.checked(x, "x"), Measure.checked(y, "y"), mass);
    }

    /** Exact partial transport, see {@link PartialTransport}. */
    public static TransportResult partial(Measure source, Measure target, double mass) {
        return PartialTransport.of(mass).solve(TransportProblem.between(source, target));
    }

    /**
     * The entropic barycenter of grey pictures of one size, see {@link PictureBarycenter}.
     *
     * <pre>{@code
     * double[][] p = {{1, 0, 0}}, q = {{0, 0, 1}};
     * Plots.images(Transport.barycenter(List.of(p, q), 1e-3));         // all in the middle
     * }</pre>
     *
     * @param pictures each [h, w], at least 0 and not all 0
     * @param epsilon above 0, in units of the squared length of the longer side; for example 0.002
     *     for pictures of digits
     * @return [h, w], whose sum is the mean of the pictures' sums
     */
    public static double[][] barycenter(List<double[][]> pictures, double epsilon) {
        return PictureBarycenter.of(epsilon).solve(pictures).picture();
    }

    /**
     * Gromov–Wasserstein transport: matches points of two sets by the Euclidean distances within
     * each, so that the sets may have different dimensions and lie anywhere, see {@link
     * GromovWasserstein}.
     *
     * <pre>{@code
     * var result = Transport.gromov(x, y);       // 500 points in space, 500 in the plane
     * result.value();                            // 0 if one is the other, moved and turned
     * int[] matching = result.matching();        // which point of y is which of x
     * }</pre>
     *
     * @param x n points of any kind, see {@link Transport}
     * @param y m points, of any dimension
     * @throws IllegalArgumentException if an argument has no points, or if masses differ
     */
    public static GromovResult gromov(Object x, Object y) {
        return gromov(GromovProblem.between(x, y));
    }

    /**
     * Gromov–Wasserstein transport for distances of any kind, and the fused one, see {@link
     * GromovProblem}.
     *
     * <pre>{@code
     * Transport.gromov(GromovProblem.of(c, d));                                  // matrices
     * Transport.gromov(GromovProblem.between(x, y).cost(Cost.squaredEuclidean()));
     * }</pre>
     */
    public static GromovResult gromov(GromovProblem problem) {
        return GromovWasserstein.builder().build().solve(problem);
    }

    /** The {@link SinkhornDivergence} at squared Euclidean cost. */
    public static double sinkhornDivergence(Measure source, Measure target, double epsilon) {
        return SinkhornDivergence.of(epsilon).between(source, target);
    }

    /** The Sinkhorn divergence between points [n, d] and [m, d] of equal weight. */
    public static double sinkhornDivergence(double[][] x, double[][] y, double epsilon) {
        return sinkhornDivergence(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /** The Sinkhorn divergence between points [n, d] and [m, d] of equal weight. */
    public static double sinkhornDivergence(NDArray x, NDArray y, double epsilon) {
        return sinkhornDivergence(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /** The Sinkhorn divergence between the points of two data sets. */
    public static double sinkhornDivergence(Points x, Points y, double epsilon) {
        return sinkhornDivergence(Measure.of(x, "x"), Measure.of(y, "y"), epsilon);
    }

    /**
     * The Sinkhorn divergence between points of any two kinds, see {@link Transport}.
     *
     * @throws IllegalArgumentException if an argument has no points, or if dimensions differ
     */
    public static double sinkhornDivergence(Object x, Object y, double epsilon) {
        return sinkhornDivergence(Measure.checked(x, "x"), Measure.checked(y, "y"), epsilon);
    }
}
