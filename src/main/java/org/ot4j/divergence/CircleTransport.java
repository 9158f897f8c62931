package org.ot4j.divergence;

import org.ot4j.divergence.SphericalSlicedWasserstein.Arc;

/**
 * Transport on a circle of length 1 between weights that sum to 1: the least over cuts α of
 *
 * <pre>C(α) = ∫ |F⁻¹(t) - G⁻¹(t - α)|^p dt   over t in [0, 1],</pre>
 *
 * with quantile functions that go on round the circle, F⁻¹(t + 1) = F⁻¹(t) + 1 (Delon, Salomon and
 * Sobolevski 2010). C is convex and, of points, piecewise linear.
 */
final class CircleTransport {
    private static final int MOST_STEPS = 200;

    private CircleTransport() {}

    /** C at a cut, and its slope to the right. */
    private record Tangent(double at, double value, double slope) {
        /** Where two tangents meet. */
        double meets(Tangent other) {
            double between =
                    (value - other.value + other.slope * other.at - slope * at)
                            / (other.slope - slope);
            return Math.max(at, Math.min(other.at, between));
        }
    }

    /** W_p^p. */
    static double power(Arc x, Arc y, double p) {
        Tangent low = tangent(x, y, -2, p);
        Tangent high = tangent(x, y, 2, p);
        double best = Math.min(low.value, high.value);
        for (int step = 0; step < MOST_STEPS && low.slope < 0 && high.slope > 0; step++) {
            // Tangents meet below the minimum; where they meet on the curve, that is it.
            double meeting = low.meets(high);
            double lower = low.value + low.slope * (meeting - low.at);
            // Halving now and then keeps a long row of small pieces from being walked one by one.
            Tangent next = tangent(x, y, step % 3 == 2 ? (low.at + high.at) / 2 : meeting, p);
            best = Math.min(best, next.value);
            if (best - lower <= 1e-14 * (1 + best)) {
                return best;
            }
            if (next.slope < 0) {
                low = next;
            } else {
                high = next;
            }
        }
        return best;
    }

    private static Tangent tangent(Arc x, Arc y, double cut, double p) {
        double[] xs = x.at();
        double[] ys = y.at();
        // The target at t = 0 is that at -cut: so many turns round, and then within one.
        double turns = Math.floor(-cut);
        double begin = -cut - turns;
        int j = 0;
        double end = y.weights()[0];
        while (end <= begin && j < ys.length - 1) {
            j++;
            end += y.weights()[j];
        }
        int i = 0;
        double restX = x.weights()[0];
        double restY = end - begin;
        double value = 0;
        double slope = 0;
        // Each target ends once on the way round, and there the slope turns.
        for (int ends = 0; ends < ys.length; ) {
            double here = distance(xs[i] - (ys[j] + turns), p);
            boolean last = i == xs.length - 1;
            // The rest of the last source is what is left of the way, but for rounding.
            double move = last ? Math.min(restY, Math.max(0, restX)) : Math.min(restX, restY);
            value += move * here;
            restX -= move;
            restY -= move;
            if (!last && restX <= 0) {
                i++;
                restX = x.weights()[i];
            } else {
                double before = distance(xs[i] - (ys[j] + turns), p);
                j++;
                if (j == ys.length) {
                    j = 0;
                    turns++;
                }
                restY = y.weights()[j];
                slope += before - distance(xs[i] - (ys[j] + turns), p);
                ends++;
            }
        }
        // What is left goes to the target that the way began in, one turn on.
        value += Math.max(0, restX) * distance(xs[i] - (ys[j] + turns), p);
        for (i++; i < xs.length; i++) {
            value += x.weights()[i] * distance(xs[i] - (ys[j] + turns), p);
        }
        return new Tangent(cut, value, slope);
    }

    private static double distance(double t, double p) {
        double length = Math.abs(t);
        if (p == 2) {
            return length * length;
        }
        return p == 1 ? length : Math.pow(length, p);
    }

    /** W_2² to the uniform distribution: the variance of F⁻¹(t) - t. */
    static double squareToUniform(Arc x) {
        double mean = 0;
        double square = 0;
        double from = 0;
        for (int i = 0; i < x.at().length; i++) {
            double to = from + x.weights()[i];
            double before = x.at()[i] - from;
            double after = x.at()[i] - to;
            mean += (before * before - after * after) / 2;
            square += (before * before * before - after * after * after) / 3;
            from = to;
        }
        return square - mean * mean;
    }
}
