package org.ot4j.transport.exact;

import java.util.Arrays;
import org.ot4j.transport.Measure;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.CoordinateCostMatrix;
import org.ot4j.transport.internal.FunctionCostMatrix;
import org.ot4j.transport.internal.RawMeasures;

/**
 * A problem in whole masses together with coordinates by which its nodes can be grouped: the
 * points, or the costs to a few landmarks where there are none or all costs are in memory.
 */
final class Scene {
    private static final int LANDMARKS = 8;

    /** A side with so many times the nodes of the other has far more. */
    private static final int FAR = 3;

    final CostMatrix costs;
    final long[] supply;
    final long[] demand;
    private final double[] xs;
    private final int xd;
    private final double[] ys;
    private final int yd;

    private Scene(
            CostMatrix costs,
            long[] supply,
            long[] demand,
            double[] xs,
            int xd,
            double[] ys,
            int yd) {
        this.costs = costs;
        this.supply = supply;
        this.demand = demand;
        this.xs = xs;
        this.xd = xd;
        this.ys = ys;
        this.yd = yd;
    }

    static Scene of(CostMatrix costs, long[] supply, long[] demand) {
        if (costs instanceof CoordinateCostMatrix c) {
            // In memory they are nearer at hand than means of many coordinates and their costs.
            return c.isKept()
                    ? of(c.stored(), supply, demand)
                    : of(costs, supply, demand, c.source(), c.target());
        }
        if (costs instanceof FunctionCostMatrix c) {
            return of(costs, supply, demand, c.source(), c.target());
        }
        int n = costs.rows();
        int m = costs.cols();
        int[] rows = spread(n);
        int[] cols = spread(m);
        var xs = new double[n * cols.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < cols.length; k++) {
                xs[i * cols.length + k] = costs.at(i, cols[k]);
            }
        }
        var ys = new double[m * rows.length];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < rows.length; k++) {
                ys[j * rows.length + k] = costs.at(rows[k], j);
            }
        }
        return new Scene(costs, supply, demand, xs, cols.length, ys, rows.length);
    }

    private static Scene of(CostMatrix costs, long[] supply, long[] demand, Measure x, Measure y) {
        int d = x.dimension();
        return new Scene(costs, supply, demand, RawMeasures.points(x), d, RawMeasures.points(y), d);
    }

    /** A copy of the masses: supplies, then demands. */
    Flows masses() {
        return Flows.Longs.of(supply, demand);
    }

    private static int[] spread(int size) {
        int count = Math.min(size, LANDMARKS);
        var some = new int[count];
        Arrays.setAll(some, k -> (int) ((long) size * k / count));
        return some;
    }

    /**
     * A smaller scene, how its sources see the targets of this one, and which of its nodes stands
     * for each node of this one.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Coarse(Scene scene, CostMatrix sourcesToTargets, int[] rowGroups, int[] colGroups) {

        /** The sources of each source of the smaller scene. */
        int[][] rowMembers() {
            return members(rowGroups, scene.supply.length);
        }

        /** The targets of each target of the smaller scene. */
        int[][] colMembers() {
            return members(colGroups, scene.demand.length);
        }

        private static int[][] members(int[] groups, int count) {
            var sizes = new int[count];
            for (int group : groups) {
                sizes[group]++;
            }
            var members = new int[count][];
            Arrays.setAll(members, k -> new int[sizes[k]]);
            for (int i = 0; i < groups.length; i++) {
                members[groups[i]][--sizes[groups[i]]] = i;
            }
            return members;
        }
    }

    /**
     * Groups neighbours, a few to a group, on each side that has more than {@code least} nodes and
     * is not far smaller than the other: if all of its nodes stay, so do their potentials, from
     * which those of the larger side follow.
     */
    Coarse coarse(int size, int least) {
        int n = supply.length;
        int m = demand.length;
        boolean rows = n > least && !(n < m && isFar(n, m));
        boolean cols = m > least && !(m < n && isFar(n, m));
        int[] rowGroups = KdPartition.groups(xs, xd, rows ? size : 1);
        int[] colGroups = KdPartition.groups(ys, yd, cols ? size : 1);
        long[] rowMass = masses(supply, rowGroups);
        long[] colMass = masses(demand, colGroups);
        double[] xc = centres(xs, xd, supply, rowGroups, rowMass);
        double[] yc = centres(ys, yd, demand, colGroups, colMass);
        if (costs instanceof CoordinateCostMatrix c) {
            Measure x = RawMeasures.measure(xc, xd);
            Measure y = RawMeasures.measure(yc, yd);
            return new Coarse(
                    of(c.cost().between(x, y), rowMass, colMass),
                    c.cost().between(x, c.target()),
                    rowGroups,
                    colGroups);
        }
        int[] rowNodes = nearest(xs, xd, rowGroups, xc);
        int[] colNodes = nearest(ys, yd, colGroups, yc);
        var all = new int[demand.length];
        Arrays.setAll(all, j -> j);
        return new Coarse(
                new Scene(
                        costs.select(rowNodes, colNodes),
                        rowMass,
                        colMass,
                        pick(xs, xd, rowNodes),
                        xd,
                        pick(ys, yd, colNodes),
                        yd),
                costs.select(rowNodes, all),
                rowGroups,
                colGroups);
    }

    /** Whether one side has far more nodes than the other. */
    static boolean isFar(int n, int m) {
        return Math.max(n, m) >= FAR * (long) Math.min(n, m);
    }

    private static long[] masses(long[] mass, int[] groups) {
        var sums = new long[1 + Arrays.stream(groups).max().getAsInt()];
        for (int i = 0; i < mass.length; i++) {
            sums[groups[i]] += mass[i];
        }
        return sums;
    }

    private static double[] centres(
            double[] points, int d, long[] mass, int[] groups, long[] groupMass) {
        var centres = new double[groupMass.length * d];
        for (int i = 0; i < mass.length; i++) {
            double share = (double) mass[i] / groupMass[groups[i]];
            for (int k = 0; k < d; k++) {
                centres[groups[i] * d + k] += share * points[i * d + k];
            }
        }
        return centres;
    }

    private static int[] nearest(double[] points, int d, int[] groups, double[] centres) {
        var nearest = new int[centres.length / d];
        var least = new double[nearest.length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int i = 0; i < groups.length; i++) {
            double distance = 0;
            for (int k = 0; k < d; k++) {
                double t = points[i * d + k] - centres[groups[i] * d + k];
                distance += t * t;
            }
            if (distance < least[groups[i]] || least[groups[i]] == Double.POSITIVE_INFINITY) {
                least[groups[i]] = distance;
                nearest[groups[i]] = i;
            }
        }
        return nearest;
    }

    private static double[] pick(double[] points, int d, int[] rows) {
        var some = new double[rows.length * d];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(points, rows[k] * d, some, k * d, d);
        }
        return some;
    }
}
