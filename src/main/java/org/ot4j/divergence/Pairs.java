package org.ot4j.divergence;

import java.util.Arrays;
import org.ot4j.internal.Order;

/**
 * The monotone plan between two measures on the line, optimal for every convex cost: pair k moves
 * mass[k] from source i[k] to target j[k]. At most n + m - 1 pairs.
 */
record Pairs(int[] i, int[] j, double[] mass) {

    int size() {
        return mass.length;
    }

    /** Between points of given weights, whose sums agree. */
    static Pairs sorted(double[] x, double[] a, double[] y, double[] b) {
        return merge(Order.ascending(x), a, Order.ascending(y), b);
    }

    /** Between n and m points that are sorted already and weigh 1/n and 1/m. */
    static Pairs equalWeights(int n, int m) {
        var a = new double[n];
        var b = new double[m];
        Arrays.fill(a, 1.0 / n);
        Arrays.fill(b, 1.0 / m);
        var x = new int[n];
        var y = new int[m];
        Arrays.setAll(x, k -> k);
        Arrays.setAll(y, k -> k);
        return merge(x, a, y, b);
    }

    private static Pairs merge(int[] x, double[] a, int[] y, double[] b) {
        var i = new int[x.length + y.length];
        var j = new int[x.length + y.length];
        var mass = new double[x.length + y.length];
        int size = 0;
        int s = 0;
        int t = 0;
        double left = a[x[0]];
        double right = b[y[0]];
        // One of the two is used up each time; any rounding left at the very end is ignored.
        while (s < x.length && t < y.length) {
            double moved = Math.min(left, right);
            if (moved > 0) {
                i[size] = x[s];
                j[size] = y[t];
                mass[size++] = moved;
            }
            left -= moved;
            right -= moved;
            if (left == 0 && ++s < x.length) {
                left = a[x[s]];
            }
            if (right == 0 && ++t < y.length) {
                right = b[y[t]];
            }
        }
        return new Pairs(Arrays.copyOf(i, size), Arrays.copyOf(j, size), Arrays.copyOf(mass, size));
    }
}
