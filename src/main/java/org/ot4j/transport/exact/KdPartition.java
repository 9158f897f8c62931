package org.ot4j.transport.exact;

import java.util.Arrays;

/** Splits points into small groups of neighbours: a k-d tree, cut at the median until it fits. */
final class KdPartition {
    private final double[] points;
    private final int d;
    private final int most;
    private final int[] index;
    private int groups;
    private final int[] group;

    private KdPartition(double[] points, int d, int most) {
        this.points = points;
        this.d = d;
        this.most = most;
        index = new int[points.length / d];
        group = new int[index.length];
        Arrays.setAll(index, i -> i);
    }

    /** The group of each point, numbered from 0, no group larger than {@code most}. */
    static int[] groups(double[] points, int d, int most) {
        var partition = new KdPartition(points, d, most);
        partition.split(0, partition.index.length);
        return partition.group;
    }

    private void split(int from, int to) {
        if (to - from <= most) {
            for (int k = from; k < to; k++) {
                group[index[k]] = groups;
            }
            groups++;
            return;
        }
        int axis = widest(from, to);
        int middle = (from + to) >>> 1;
        select(from, to - 1, middle, axis);
        split(from, middle);
        split(middle, to);
    }

    private int widest(int from, int to) {
        int best = 0;
        double width = -1;
        for (int k = 0; k < d; k++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int t = from; t < to; t++) {
                double v = points[index[t] * d + k];
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            if (high - low > width) {
                width = high - low;
                best = k;
            }
        }
        return best;
    }

    // Hoare's selection: afterwards no point before place is greater on the axis, none after less.
    private void select(int left, int right, int place, int axis) {
        while (left < right) {
            double pivot = points[index[(left + right) >>> 1] * d + axis];
            int a = left;
            int b = right;
            while (a <= b) {
                while (points[index[a] * d + axis] < pivot) {
                    a++;
                }
                while (points[index[b] * d + axis] > pivot) {
                    b--;
                }
                if (a <= b) {
                    int swap = index[a];
                    index[a++] = index[b];
                    index[b--] = swap;
                }
            }
            if (place <= b) {
                right = b;
            } else if (place >= a) {
                left = a;
            } else {
                return;
            }
        }
    }
}
