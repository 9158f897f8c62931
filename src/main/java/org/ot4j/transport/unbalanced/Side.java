package org.ot4j.transport.unbalanced;

import java.util.Arrays;
import org.ot4j.transport.Marginal;
import org.ot4j.transport.Penalty;

/**
 * The sources or the targets of a problem on the way along its central path: weights, potentials
 * and the plan's masses, and what the penalty contributes to a step of Newton's method, mass +
 * Δmass = pull - stiffness · Δf.
 */
final class Side {
    /** How far a potential moves at once where its exponential is linearised, in units of ρ. */
    private static final double FARTHEST = 2;

    private final Penalty penalty;
    private final boolean bounded;
    private final boolean divergent;
    private final boolean stiff;
    final double[] w;
    final double[] f;
    final double[] mass;
    final double[] df;
    private final double[] dfBefore;

    // Mass above and below the weight under a total variation, whose prices are ρ + f and ρ - f.
    private final double[] above;
    private final double[] below;
    private final double[] dAbove;
    private final double[] dBelow;

    /**
     * The side where the path starts.
     *
     * @param start the potentials
     * @param typical the mass of a point, by and large
     */
    Side(Penalty penalty, double[] w, double start, double typical) {
        this.penalty = penalty;
        this.w = w;
        int n = w.length;
        f = new double[n];
        mass = new double[n];
        df = new double[n];
        dfBefore = new double[n];
        bounded = penalty instanceof Penalty.TotalVariation;
        divergent = penalty instanceof Marginal && !penalty.isExact();
        stiff = !bounded && penalty.rho() * (divergent ? 1 : typical) >= 1;
        above = new double[bounded ? n : 0];
        below = new double[bounded ? n : 0];
        dAbove = new double[bounded ? n : 0];
        dBelow = new double[bounded ? n : 0];
        for (int i = 0; i < n; i++) {
            f[i] = start;
            if (bounded) {
                above[i] = Math.max(w[i], typical);
                below[i] = above[i];
            }
        }
    }

    boolean isExact() {
        return penalty.isExact();
    }

    Penalty penalty() {
        return penalty;
    }

    /** By how much less mass a higher potential asks for, to first order. */
    double stiffness(int i) {
        if (bounded) {
            return above[i] / (penalty.rho() + f[i]) + below[i] / (penalty.rho() - f[i]);
        }
        if (divergent) {
            return (stiff ? asked(i) : mass[i]) / penalty.rho();
        }
        if (penalty.isExact()) {
            return 0;
        }
        return 1 / penalty.rho();
    }

    /**
     * The mass that the potential asks for, to first order.
     *
     * @param mu products of prices and masses to aim at
     * @param corrected whether the last step's products are taken off it
     */
    double pull(int i, double mu, boolean corrected) {
        double rho = penalty.rho();
        if (bounded) {
            double up = mu - (corrected ? dAbove[i] * df[i] : 0);
            double down = mu + (corrected ? dBelow[i] * df[i] : 0);
            return w[i] + up / (rho + f[i]) - down / (rho - f[i]);
        }
        if (penalty.isExact()) {
            return w[i];
        }
        if (divergent) {
            // Of mass = w exp(-f / ρ) in the potential where ρ is great, so that its change is
            // small beside ρ; of f = -ρ log(mass / w) in the mass where ρ is small.
            return stiff ? asked(i) : mass[i] - mass[i] * (f[i] / rho + Math.log(mass[i] / w[i]));
        }
        return w[i] - f[i] / rho;
    }

    /** Keeps the step of the potentials, before the next one replaces it. */
    void remember() {
        System.arraycopy(df, 0, dfBefore, 0, df.length);
    }

    /** The mass at which the penalty's slope is the potential. */
    private double asked(int i) {
        if (penalty.isExact()) {
            return w[i];
        }
        return divergent
                ? w[i] * Math.exp(-f[i] / penalty.rho())
                : Math.max(0, w[i] - f[i] / penalty.rho());
    }

    /**
     * The masses that the potentials ask for where these are the more accurate ones, because the
     * penalty is steep; otherwise those of the plan.
     */
    double[] masses() {
        var masses = mass.clone();
        if (bounded) {
            Arrays.setAll(masses, i -> Math.max(0, w[i] + above[i] - below[i]));
        } else if (stiff) {
            Arrays.setAll(masses, this::asked);
        }
        return masses;
    }

    /** The other steps that belong to those of the potentials. */
    void complete(double mu, boolean corrected) {
        double rho = penalty.rho();
        for (int i = 0; i < above.length; i++) {
            double up = mu - (corrected ? dAbove[i] * dfBefore[i] : 0);
            double down = mu + (corrected ? dBelow[i] * dfBefore[i] : 0);
            dAbove[i] = (up - above[i] * df[i]) / (rho + f[i]) - above[i];
            dBelow[i] = (down + below[i] * df[i]) / (rho - f[i]) - below[i];
        }
    }

    /** The longest part of the step, at most {@code part}, that keeps what must be positive so. */
    double longest(double part) {
        double longest = part;
        if (divergent && stiff) {
            for (double change : df) {
                longest = Math.min(longest, FARTHEST * penalty.rho() / Math.abs(change));
            }
        }
        for (int i = 0; i < above.length; i++) {
            double rho = penalty.rho();
            longest = shorter(longest, above[i], dAbove[i]);
            longest = shorter(longest, below[i], dBelow[i]);
            longest = shorter(longest, rho + f[i], df[i]);
            longest = shorter(longest, rho - f[i], -df[i]);
        }
        return longest;
    }

    static double shorter(double step, double value, double change) {
        return value + step * change >= 0 ? step : -value / change;
    }

    /** Σ of the products of masses and prices, after a part of the step. */
    double products(double step) {
        double sum = 0;
        for (int i = 0; i < above.length; i++) {
            double potential = f[i] + step * df[i];
            sum += (above[i] + step * dAbove[i]) * (penalty.rho() + potential);
            sum += (below[i] + step * dBelow[i]) * (penalty.rho() - potential);
        }
        return sum;
    }

    /** How many such products there are. */
    int pairs() {
        return 2 * above.length;
    }

    void move(double step) {
        for (int i = 0; i < f.length; i++) {
            f[i] += step * df[i];
        }
        for (int i = 0; i < above.length; i++) {
            above[i] += step * dAbove[i];
            below[i] += step * dBelow[i];
        }
    }
}
