package org.ot4j.transport.lowrank;

import java.util.Arrays;
import org.ot4j.transport.Measure;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.exact.NetworkSimplex;
import org.ot4j.transport.internal.RawMeasures;

/**
 * Squared Euclidean costs, which have rank d + 2: all that a point needs to know of a cluster is
 * its mean and its mean square. Both sides are moved to mean 0, which changes no plan: |x - y|² is
 * |x' - y'|² + 2 s·(x' - y') + |s|² for the difference s of the means.
 */
final class PointClusterCosts implements ClusterCosts {
    private final Side x;
    private final Side y;
    private final double[] shift;

    PointClusterCosts(Measure source, Measure target, double[] a, double[] b) {
        int d = source.dimension();
        x = new Side(RawMeasures.points(source).clone(), d, a);
        y = new Side(RawMeasures.points(target).clone(), d, b);
        shift = new double[d];
        Arrays.setAll(shift, k -> x.mean[k] - y.mean[k]);
    }

    /** Points about their mean, and where their clusters are. */
    private static final class Side {
        final double[] points;
        final double[] weights;
        final double[] squares;
        final double[] mean;
        final int d;
        // Of the clusters; means by coordinate, [d][r].
        private double[][] means;
        private double[] meanSquares;

        Side(double[] points, int d, double[] weights) {
            this.points = points;
            this.weights = weights;
            this.d = d;
            mean = new double[d];
            squares = new double[weights.length];
            for (int i = 0; i < weights.length; i++) {
                for (int k = 0; k < d; k++) {
                    mean[k] += weights[i] * points[i * d + k];
                }
            }
            for (int i = 0; i < weights.length; i++) {
                for (int k = 0; k < d; k++) {
                    points[i * d + k] -= mean[k];
                    squares[i] += points[i * d + k] * points[i * d + k];
                }
            }
        }

        double variance() {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * squares[i];
            }
            return sum;
        }

        void clusters(Factor factor, double[] g) {
            int rank = g.length;
            var sums = new double[factor.parts()][(d + 1) * rank];
            factor.forEach(
                    (part, i, row) -> {
                        double[] own = sums[part];
                        for (int c = 0; c < d; c++) {
                            double t = points[i * d + c];
                            int at = c * rank;
                            for (int k = 0; k < rank; k++) {
                                own[at + k] += t * row[k];
                            }
                        }
                        int at = d * rank;
                        for (int k = 0; k < rank; k++) {
                            own[at + k] += squares[i] * row[k];
                        }
                    });
            double[] total = Factor.total(sums);
            for (int t = 0; t < total.length; t++) {
                total[t] /= g[t % rank];
            }
            means = new double[d][];
            Arrays.setAll(means, c -> Arrays.copyOfRange(total, c * rank, (c + 1) * rank));
            meanSquares = Arrays.copyOfRange(total, d * rank, (d + 1) * rank);
        }

        /** Mean squared distances of point i to clusters. */
        void to(double[][] means, double[] meanSquares, int i, double[] out) {
            double square = squares[i];
            for (int k = 0; k < out.length; k++) {
                out[k] = square + meanSquares[k];
            }
            for (int c = 0; c < d; c++) {
                double t = -2 * points[i * d + c];
                double[] mean = means[c];
                for (int k = 0; k < out.length; k++) {
                    out[k] += t * mean[k];
                }
            }
        }

        /** Writes squared distances to centres [r, d]. */
        Factor.RowWriter distances(double[][] centres) {
            int rank = centres.length;
            var turned = new double[d][rank];
            var squaresOfCentres = new double[rank];
            for (int k = 0; k < rank; k++) {
                for (int c = 0; c < d; c++) {
                    turned[c][k] = centres[k][c];
                    squaresOfCentres[k] += centres[k][c] * centres[k][c];
                }
            }
            return (i, out) -> to(turned, squaresOfCentres, i, out);
        }
    }

    @Override
    public void update(Factor q, Factor r, double[] g) {
        x.clusters(q, g);
        y.clusters(r, g);
    }

    @Override
    public void source(int i, double[] out) {
        x.to(y.means, y.meanSquares, i, out);
    }

    @Override
    public void target(int j, double[] out) {
        y.to(x.means, x.meanSquares, j, out);
    }

    @Override
    public double ofProduct() {
        return x.variance() + y.variance();
    }

    @Override
    public double constant() {
        return Arrays.stream(shift).map(t -> t * t).sum();
    }

    @Override
    public double ofSource(int i) {
        return 2 * along(x, i) + constant() / 2;
    }

    @Override
    public double ofTarget(int j) {
        return -2 * along(y, j) + constant() / 2;
    }

    private double along(Side side, int i) {
        double sum = 0;
        for (int c = 0; c < shift.length; c++) {
            sum += shift[c] * side.points[i * side.d + c];
        }
        return sum;
    }

    /** By k-means on either side, and an exact plan between the means. */
    @Override
    public Start start(int rank, long seed) {
        var means = Means.of(x.points, x.d, x.weights, rank, seed);
        var others = Means.of(y.points, y.d, y.weights, rank, seed + 1);
        var problem =
                TransportProblem.between(
                        Measure.of(means.centres(), means.masses()),
                        Measure.of(others.centres(), others.masses()));
        double[][] images =
                NetworkSimplex.builder()
                        .build()
                        .solve(problem)
                        .plan()
                        .barycentricMap(others.centres());
        return new Start(x.distances(means.centres()), y.distances(images), means.masses());
    }
}
