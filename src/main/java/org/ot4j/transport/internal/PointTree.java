package org.ot4j.transport.internal;

import java.util.Arrays;

/**
 * Points sorted into a binary tree of boxes, each cut in the middle of the widest side of what it
 * holds, so that the points of a box follow each other. A box is tight around its points; a box
 * whose points are all the same is not cut.
 */
public final class PointTree {
    /** Marks a box without parts. */
    public static final int NONE = -1;

    /** The number of coordinates. */
    public final int d;

    /** The place of each sorted point in the order in which they came. */
    public final int[] order;

    /** Coordinate k of sorted point i at i * d + k. */
    public final double[] points;

    private final int most;
    private int boxes;

    // Box 0 holds all points; the parts of a box have greater numbers than the box.
    private int[] from;
    private int[] to;
    private int[] left;
    private int[] right;
    private double[] low;
    private double[] high;

    /**
     * Sorts points [n, d], row by row in one array, which is copied.
     *
     * @param most boxes with more points are cut
     */
    public PointTree(double[] points, int d, int most) {
        this.d = d;
        this.most = most;
        this.order = new int[points.length / d];
        Arrays.setAll(order, i -> i);
        int size = Math.max(16, 4 * order.length / most);
        from = new int[size];
        to = new int[size];
        left = new int[size];
        right = new int[size];
        low = new double[size * d];
        high = new double[size * d];
        grow(points);
        this.points = new double[points.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(points, order[i] * d, this.points, i * d, d);
        }
    }

    // The queue is the list of boxes itself: no recursion, however deep the tree.
    private void grow(double[] points) {
        add(points, 0, order.length);
        for (int box = 0; box < boxes; box++) {
            int axis = 0;
            double width = 0;
            for (int k = 0; k < d; k++) {
                double w = high[box * d + k] - low[box * d + k];
                if (w > width) {
                    width = w;
                    axis = k;
                }
            }
            int middle = from[box];
            if (to[box] - from[box] > most && width > 0) {
                double at = low[box * d + axis] + width / 2;
                middle = part(points, axis, at, from[box], to[box]);
            }
            // With a width of one unit in the last place, the middle may be an end.
            if (middle > from[box] && middle < to[box]) {
                // Not in one expression: the arrays may be replaced by longer ones.
                int first = add(points, from[box], middle);
                int second = add(points, middle, to[box]);
                left[box] = first;
                right[box] = second;
            } else {
                left[box] = NONE;
                right[box] = NONE;
            }
        }
    }

    private int part(double[] points, int axis, double at, int from, int to) {
        int a = from;
        int b = to - 1;
        while (a <= b) {
            if (points[order[a] * d + axis] < at) {
                a++;
            } else {
                int swap = order[a];
                order[a] = order[b];
                order[b--] = swap;
            }
        }
        return a;
    }

    private int add(double[] points, int begin, int end) {
        if (boxes == from.length) {
            int more = boxes + boxes / 2;
            from = Arrays.copyOf(from, more);
            to = Arrays.copyOf(to, more);
            left = Arrays.copyOf(left, more);
            right = Arrays.copyOf(right, more);
            low = Arrays.copyOf(low, more * d);
            high = Arrays.copyOf(high, more * d);
        }
        from[boxes] = begin;
        to[boxes] = end;
        int at = boxes * d;
        Arrays.fill(low, at, at + d, Double.POSITIVE_INFINITY);
        Arrays.fill(high, at, at + d, Double.NEGATIVE_INFINITY);
        for (int i = begin; i < end; i++) {
            for (int k = 0; k < d; k++) {
                double t = points[order[i] * d + k];
                low[at + k] = Math.min(low[at + k], t);
                high[at + k] = Math.max(high[at + k], t);
            }
        }
        return boxes++;
    }

    /** The number of points. */
    public int size() {
        return order.length;
    }

    /** The number of boxes; box 0 holds all points, and parts have greater numbers. */
    public int boxes() {
        return boxes;
    }

    /** The first sorted point of a box. */
    public int from(int box) {
        return from[box];
    }

    /** The sorted point after the last of a box. */
    public int to(int box) {
        return to[box];
    }

    /** The number of points of a box. */
    public int count(int box) {
        return to[box] - from[box];
    }

    /** The part of lesser coordinates, or {@link #NONE}. */
    public int left(int box) {
        return left[box];
    }

    /** The part of greater coordinates, or {@link #NONE}. */
    public int right(int box) {
        return right[box];
    }

    /** The least coordinate k of a box. */
    public double low(int box, int k) {
        return low[box * d + k];
    }

    /** The greatest coordinate k of a box. */
    public double high(int box, int k) {
        return high[box * d + k];
    }

    /** Coordinate k of the centre of a box. */
    public double centre(int box, int k) {
        return low[box * d + k] + (high[box * d + k] - low[box * d + k]) / 2;
    }

    /** Half the extent of a box along axis k. */
    public double radius(int box, int k) {
        return (high[box * d + k] - low[box * d + k]) / 2;
    }

    /** The greatest extent of a box along an axis. */
    public double width(int box) {
        double width = 0;
        for (int k = 0; k < d; k++) {
            width = Math.max(width, high[box * d + k] - low[box * d + k]);
        }
        return width;
    }

    /**
     * The boxes without parts or with no side above {@code width}, whichever comes first on the way
     * down: disjoint, together all points, and in their order.
     */
    public int[] cut(double width) {
        return cut(width, 0);
    }

    /** The same, but boxes of fewer points than {@code few} are cut to half the width. */
    public int[] cut(double width, int few) {
        var cut = new int[boxes];
        var stack = new int[boxes + 1];
        int count = 0;
        int height = 0;
        stack[height++] = 0;
        while (height > 0) {
            int box = stack[--height];
            double most = count(box) < few ? width / 2 : width;
            if (left[box] == NONE || width(box) <= most) {
                cut[count++] = box;
            } else {
                stack[height++] = right[box];
                stack[height++] = left[box];
            }
        }
        return Arrays.copyOf(cut, count);
    }

    /** Values in the order in which the points came, sorted like them. */
    public double[] sorted(double[] values) {
        var sorted = new double[order.length];
        Arrays.setAll(sorted, i -> values[order[i]]);
        return sorted;
    }

    /** Sorted values in the order in which the points came. */
    public double[] unsorted(double[] values) {
        var unsorted = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            unsorted[order[i]] = values[i];
        }
        return unsorted;
    }
}
