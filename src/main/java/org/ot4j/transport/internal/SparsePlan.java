package org.ot4j.transport.internal;

import java.util.Arrays;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;

/** A plan that keeps only the entries that are not 0, sorted by row and then by column. */
public final class SparsePlan extends Plan {
    private final int[] starts;
    private final int[] targets;
    private final double[] masses;

    private SparsePlan(int rows, int cols, int[] starts, int[] targets, double[] masses) {
        super(rows, cols);
        this.starts = starts;
        this.targets = targets;
        this.masses = masses;
    }

    /** A plan of arcs in any order, no pair twice; arcs without mass are left out. */
    public static SparsePlan of(int rows, int cols, int[] from, int[] to, double[] mass) {
        var starts = new int[rows + 1];
        for (int a = 0; a < from.length; a++) {
            if (mass[a] > 0) {
                starts[from[a] + 1]++;
            }
        }
        for (int i = 0; i < rows; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = Arrays.copyOf(starts, rows);
        var targets = new int[starts[rows]];
        var masses = new double[starts[rows]];
        for (int a = 0; a < from.length; a++) {
            if (mass[a] > 0) {
                // Insertion keeps each row sorted; the rows of a basis are short.
                int at = next[from[a]]++;
                while (at > starts[from[a]] && targets[at - 1] > to[a]) {
                    targets[at] = targets[at - 1];
                    masses[at] = masses[at - 1];
                    at--;
                }
                targets[at] = to[a];
                masses[at] = mass[a];
            }
        }
        return new SparsePlan(rows, cols, starts, targets, masses);
    }

    /** The same arcs with masses times a power of two; those that come to 0 stay, as 0. */
    public SparsePlan scaled(int exponent) {
        return new SparsePlan(rows(), cols(), starts, targets, Vectors.scaled(masses, exponent));
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    @Override
    public long nonZeros() {
        return targets.length;
    }

    @Override
    public double at(int i, int j) {
        int at = Arrays.binarySearch(targets, starts[i], starts[i + 1], j);
        return at >= 0 ? masses[at] : 0;
    }

    @Override
    public void row(int i, double[] out) {
        Arrays.fill(out, 0, cols(), 0);
        for (int a = starts[i]; a < starts[i + 1]; a++) {
            out[targets[a]] = masses[a];
        }
    }

    @Override
    public void forEach(ArcConsumer consumer) {
        for (int i = 0; i < rows(); i++) {
            for (int a = starts[i]; a < starts[i + 1]; a++) {
                consumer.accept(i, targets[a], masses[a]);
            }
        }
    }
}
