package org.ot4j.transport.stochastic;

import java.util.Random;
import org.ot4j.internal.Vectors;

/** Draws places with probabilities proportional to weights, each in constant time (Walker 1977). */
final class WeightedPick {
    private final double[] keep;
    private final int[] other;

    WeightedPick(double[] weights) {
        int n = weights.length;
        keep = new double[n];
        other = new int[n];
        double mean = Vectors.sum(weights) / n;
        var small = new int[n];
        var large = new int[n];
        int smalls = 0;
        int larges = 0;
        for (int i = 0; i < n; i++) {
            keep[i] = weights[i] / mean;
            other[i] = i;
            if (keep[i] < 1) {
                small[smalls++] = i;
            } else {
                large[larges++] = i;
            }
        }
        while (smalls > 0 && larges > 0) {
            int s = small[--smalls];
            int l = large[larges - 1];
            other[s] = l;
            keep[l] -= 1 - keep[s];
            if (keep[l] < 1) {
                larges--;
                small[smalls++] = l;
            }
        }
        // What rounding leaves over.
        while (smalls > 0) {
            int s = small[--smalls];
            if (other[s] == s) {
                keep[s] = 1;
            }
        }
    }

    int next(Random random) {
        int i = random.nextInt(keep.length);
        return random.nextDouble() < keep[i] ? i : other[i];
    }
}
