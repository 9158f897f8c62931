package org.ot4j.transport.lowrank;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ot4j.internal.Parallel;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.exact.NetworkSimplex;

/** Costs of any kind, all of which are read in each iteration. */
final class MatrixClusterCosts implements ClusterCosts {
    private final CostMatrix costs;
    private final CostMatrix turned;
    private final double[] a;
    private final double[] b;
    private final double least;
    private final int threads;
    private double[] ofSources;
    private double[] ofTargets;
    private int rank;

    MatrixClusterCosts(CostMatrix costs, double[] a, double[] b, int threads) {
        this.costs = costs;
        this.turned = costs.transposed();
        this.a = a;
        this.b = b;
        this.threads = threads;
        least = costs.range()[0];
    }

    @Override
    public void update(Factor q, Factor r, double[] g) {
        rank = g.length;
        ofSources = product(costs, r.toArray(), g);
        ofTargets = product(turned, q.toArray(), g);
    }

    /** C F diag(1/g), for costs above the least. */
    private double[] product(CostMatrix c, double[] factor, double[] g) {
        int rows = c.rows();
        int cols = c.cols();
        var product = new double[Math.multiplyExact(rows, rank)];
        Parallel.ranges(
                rows,
                1 + 100_000 / (cols * rank + 1),
                threads,
                (from, to) -> {
                    var row = new double[cols];
                    var sums = new double[rank];
                    for (int i = from; i < to; i++) {
                        c.row(i, row);
                        Arrays.fill(sums, 0);
                        for (int j = 0; j < cols; j++) {
                            double t = row[j] - least;
                            for (int k = 0; k < rank; k++) {
                                sums[k] += t * factor[j * rank + k];
                            }
                        }
                        for (int k = 0; k < rank; k++) {
                            product[i * rank + k] = sums[k] / g[k];
                        }
                    }
                });
        return product;
    }

    @Override
    public void source(int i, double[] out) {
        System.arraycopy(ofSources, i * rank, out, 0, rank);
    }

    @Override
    public void target(int j, double[] out) {
        System.arraycopy(ofTargets, j * rank, out, 0, rank);
    }

    @Override
    public double ofProduct() {
        var row = new double[b.length];
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            costs.row(i, row);
            double mean = 0;
            for (int j = 0; j < b.length; j++) {
                mean += b[j] * (row[j] - least);
            }
            sum += a[i] * mean;
        }
        return sum;
    }

    @Override
    public double constant() {
        return least;
    }

    @Override
    public double ofSource(int i) {
        return least / 2;
    }

    @Override
    public double ofTarget(int j) {
        return least / 2;
    }

    /**
     * From as many sources and targets drawn at random, matched exactly: a point is near a drawn
     * one if the two have similar costs to the drawn ones of the other side.
     */
    @Override
    public Start start(int rank, long seed) {
        var random = new SplittableRandom(seed);
        int[] rows = draw(a, rank, random);
        int[] cols = draw(b, rank, random);
        double[] profiles = profiles(costs, cols);
        double[] others = profiles(turned, rows);
        var p = masses(profiles, rows, a);
        var q = masses(others, cols, b);
        var plan =
                NetworkSimplex.builder()
                        .build()
                        .solve(TransportProblem.of(costs.select(rows, cols), p, q))
                        .plan();
        var partner = new int[rank];
        var most = new double[rank];
        plan.forEach(
                (k, l, mass) -> {
                    if (mass > most[k]) {
                        most[k] = mass;
                        partner[k] = cols[l];
                    }
                });
        return new Start(
                (i, out) -> distances(profiles, i, rows, out),
                (j, out) -> distances(others, j, partner, out),
                p);
    }

    /** Different indices with weight, as far as there are enough; heavy ones are more likely. */
    private static int[] draw(double[] weights, int rank, SplittableRandom random) {
        var keys = new double[weights.length];
        // The least of exponential times, with rates that are the weights.
        Arrays.setAll(keys, i -> -Math.log(1 - random.nextDouble()) / weights[i]);
        var order = new Integer[weights.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(keys[i], keys[j]));
        var drawn = new int[rank];
        Arrays.setAll(drawn, k -> order[k]);
        return drawn;
    }

    private static double[] profiles(CostMatrix c, int[] cols) {
        var profiles = new double[Math.multiplyExact(c.rows(), cols.length)];
        var row = new double[c.cols()];
        for (int i = 0; i < c.rows(); i++) {
            c.row(i, row);
            for (int l = 0; l < cols.length; l++) {
                profiles[i * cols.length + l] = row[cols[l]];
            }
        }
        return profiles;
    }

    private static void distances(double[] profiles, int i, int[] others, double[] out) {
        int length = others.length;
        for (int k = 0; k < length; k++) {
            double sum = 0;
            for (int l = 0; l < length; l++) {
                double t = profiles[i * length + l] - profiles[others[k] * length + l];
                sum += t * t;
            }
            out[k] = Math.sqrt(sum / length);
        }
    }

    private static double[] masses(double[] profiles, int[] drawn, double[] weights) {
        var masses = new double[drawn.length];
        var out = new double[drawn.length];
        for (int i = 0; i < weights.length; i++) {
            distances(profiles, i, drawn, out);
            int best = 0;
            for (int k = 1; k < out.length; k++) {
                best = out[k] < out[best] ? k : best;
            }
            masses[best] += weights[i];
        }
        double mean = Arrays.stream(masses).sum() / masses.length;
        double[] raised = Arrays.stream(masses).map(t -> Math.max(t, 0.01 * mean)).toArray();
        double sum = Arrays.stream(raised).sum();
        return Arrays.stream(raised).map(t -> t / sum).toArray();
    }
}
