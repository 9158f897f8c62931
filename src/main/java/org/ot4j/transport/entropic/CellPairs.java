package org.ot4j.transport.entropic;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import org.ot4j.transport.internal.CellPotential;
import org.ot4j.transport.internal.PointTree;

/** Pairs of a cell of the sources and one of the targets, listed by either. */
final class CellPairs {
    // The targets of cell c are yOf[startX[c]], ..., rising; and so for the sources of a target.
    final int[] startX;
    final int[] yOf;
    final int[] startY;
    final int[] xOf;

    private CellPairs(int[] xs, int[] ys, int countX, int countY) {
        startX = starts(xs, countX);
        startY = starts(ys, countY);
        xOf = listed(startY, ys, xs);
        // From lists that rise in x, so that these rise in y.
        yOf = new int[xs.length];
        int[] next = startX.clone();
        for (int c = 0; c < countY; c++) {
            for (int t = startY[c]; t < startY[c + 1]; t++) {
                yOf[next[xOf[t]]++] = c;
            }
        }
        for (int c = 0; c < countY; c++) {
            Arrays.sort(xOf, startY[c], startY[c + 1]);
        }
    }

    private static int[] starts(int[] of, int count) {
        var starts = new int[count + 1];
        for (int c : of) {
            starts[c + 1]++;
        }
        for (int c = 0; c < count; c++) {
            starts[c + 1] += starts[c];
        }
        return starts;
    }

    private static int[] listed(int[] starts, int[] by, int[] values) {
        int[] next = starts.clone();
        var listed = new int[values.length];
        for (int t = 0; t < values.length; t++) {
            listed[next[by[t]]++] = values[t];
        }
        return listed;
    }

    static final class Builder {
        private final IntArrayList xs = new IntArrayList();
        private final IntArrayList ys = new IntArrayList();

        void add(int cellX, int cellY) {
            xs.add(cellX);
            ys.add(cellY);
        }

        CellPairs build(int countX, int countY) {
            return new CellPairs(xs.toIntArray(), ys.toIntArray(), countX, countY);
        }
    }

    int size() {
        return yOf.length;
    }

    boolean hasX(int cell) {
        return startX[cell + 1] > startX[cell];
    }

    boolean hasY(int cell) {
        return startY[cell + 1] > startY[cell];
    }

    boolean contains(int cellX, int cellY) {
        return Arrays.binarySearch(yOf, startX[cellX], startX[cellX + 1], cellY) >= 0;
    }

    /** The number of pairs of points in pairs of cells. */
    long entries(CellPotential rows, CellPotential cols) {
        long sum = 0;
        for (int c = 0; c < rows.cells.length; c++) {
            long targets = 0;
            for (int t = startX[c]; t < startX[c + 1]; t++) {
                targets += cols.tree.count(cols.cells[yOf[t]]);
            }
            sum += targets * rows.tree.count(rows.cells[c]);
        }
        return sum;
    }

    /** The targets of cell c as runs of sorted points: from, to, from, to, ... */
    int[] runs(int cell, CellPotential cols) {
        PointTree y = cols.tree;
        var runs = new int[2 * (startX[cell + 1] - startX[cell])];
        int count = 0;
        for (int t = startX[cell]; t < startX[cell + 1]; t++) {
            int box = cols.cells[yOf[t]];
            if (count > 0 && runs[count - 1] == y.from(box)) {
                runs[count - 1] = y.to(box);
            } else {
                runs[count++] = y.from(box);
                runs[count++] = y.to(box);
            }
        }
        return Arrays.copyOf(runs, count);
    }
}
