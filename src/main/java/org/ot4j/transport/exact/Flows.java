package org.ot4j.transport.exact;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Whole numbers of mass, one for each node of a {@link SpanningTree}: as longs, or of any size
 * where weights differ too much for those. Sums and differences are exact either way.
 */
abstract class Flows {
    abstract boolean isZero(int v);

    /** Whether the flow of v is less than that of w. */
    abstract boolean isLess(int v, int w);

    abstract void clear(int v);

    /** Sets the flow of v to what another has at w. */
    abstract void set(int v, Flows other, int w);

    /** Gives a node the flow of another. */
    abstract void copy(int from, int to);

    /** Adds the flow of w to that of v. */
    abstract void add(int v, int w);

    /** Takes the flow of w from that of v. */
    abstract void subtract(int v, int w);

    /** Others of the same kind, all 0. */
    abstract Flows empty(int size);

    /** Flows of longs. */
    static final class Longs extends Flows {
        final long[] units;

        Longs(long[] units) {
            this.units = units;
        }

        /** All supplies and then all demands. */
        static Longs of(long[] supply, long[] demand) {
            long[] both = Arrays.copyOf(supply, supply.length + demand.length);
            System.arraycopy(demand, 0, both, supply.length, demand.length);
            return new Longs(both);
        }

        @Override
        boolean isZero(int v) {
            return units[v] == 0;
        }

        @Override
        boolean isLess(int v, int w) {
            return units[v] < units[w];
        }

        @Override
        void clear(int v) {
            units[v] = 0;
        }

        @Override
        void set(int v, Flows other, int w) {
            units[v] = ((Longs) other).units[w];
        }

        @Override
        void copy(int from, int to) {
            units[to] = units[from];
        }

        @Override
        void add(int v, int w) {
            units[v] += units[w];
        }

        @Override
        void subtract(int v, int w) {
            units[v] -= units[w];
        }

        @Override
        Flows empty(int size) {
            return new Longs(new long[size]);
        }
    }

    /** Flows of any size. */
    static final class Wide extends Flows {
        final BigInteger[] units;

        Wide(BigInteger[] units) {
            this.units = units;
        }

        @Override
        boolean isZero(int v) {
            return units[v].signum() == 0;
        }

        @Override
        boolean isLess(int v, int w) {
            return units[v].compareTo(units[w]) < 0;
        }

        @Override
        void clear(int v) {
            units[v] = BigInteger.ZERO;
        }

        @Override
        void set(int v, Flows other, int w) {
            units[v] = ((Wide) other).units[w];
        }

        @Override
        void copy(int from, int to) {
            units[to] = units[from];
        }

        @Override
        void add(int v, int w) {
            units[v] = units[v].add(units[w]);
        }

        @Override
        void subtract(int v, int w) {
            units[v] = units[v].subtract(units[w]);
        }

        @Override
        Flows empty(int size) {
            var zeros = new BigInteger[size];
            Arrays.fill(zeros, BigInteger.ZERO);
            return new Wide(zeros);
        }
    }
}
