package org.ot4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The distances that one task has found.
 *
 * @param computed number of pairs whose distance was computed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DistanceBlock(int[] first, int[] second, double[] distances, long computed)
        implements Serializable {

    /** Collects distances. */
    static final class Builder {
        private final List<Integer> first = new ArrayList<>();
        private final List<Integer> second = new ArrayList<>();
        private final List<Double> distances = new ArrayList<>();
        private long computed;

        void add(int i, int j, double distance) {
            first.add(i);
            second.add(j);
            distances.add(distance);
        }

        void count() {
            computed++;
        }

        DistanceBlock build() {
            return new DistanceBlock(
                    first.stream().mapToInt(Integer::intValue).toArray(),
                    second.stream().mapToInt(Integer::intValue).toArray(),
                    distances.stream().mapToDouble(Double::doubleValue).toArray(),
                    computed);
        }
    }
}
