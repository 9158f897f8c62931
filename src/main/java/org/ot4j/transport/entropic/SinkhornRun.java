package org.ot4j.transport.entropic;

import java.util.Locale;
import org.ot4j.base.Progress;
import org.ot4j.internal.Vectors;

/**
 * One run of a {@link Sinkhorn} on a problem whose weights are all above 0: ε-scaling, then
 * over-relaxed Sinkhorn, then Newton, as far as they are wanted and help.
 */
final class SinkhornRun {
    // ε-scaling sets out from this part of the greatest cost, and takes steps of this factor.
    private static final double SCALING_START = 0.02;
    private static final double SCALING_FACTOR = 4;
    private static final double SCALING_TOLERANCE = 1e-2;
    private static final int SCALING_ITERATIONS = 30;

    // A potential with which no more of the mass is amiss is not led through greater ε.
    private static final double NEAR = 0.1;

    // Plain iterations before the rate is worth extrapolating from.
    private static final int SETTLING = 6;
    private static final double GREATEST_OMEGA = 1.99;

    // A plan with less than this part of the mass is judged by its own mass.
    private static final double LITTLE = 1e-3;
    private static final double MASSLESS = 1e-100;
    private static final double LOG_ROUNDING = 1e-15;

    // Between a measure and itself: what the error is to fall by while SETTLING iterations, two of
    // which let it fall to a 577th as a rule; and how often scalings may be lost.
    private static final double FALLING = 0.25;
    private static final int MOST_LOST = 3;

    private static final double NEWTON_BELOW = 0.01;
    private static final int NEWTON_WORTH = 15;
    private static final int PLAINLY = 1_000;

    // From so many entries on, and that near, it is seen whether most entries count as 0.
    private static final long TRUNCATES_FROM = 50_000;
    private static final double TRUNCATES_BELOW = 0.1;
    private static final int TRUNCATES_WORTH = 30;

    private final Sinkhorn.Options options;
    private final ScalingState state;
    private final double mass;
    private final Progress progress;
    private boolean newton;
    private boolean truncates;

    SinkhornRun(Sinkhorn.Options options, ScalingState state, Progress progress) {
        this.options = options;
        this.state = state;
        this.mass = Vectors.sum(state.a);
        this.progress = progress;
        this.newton = options.acceleration() == Sinkhorn.Acceleration.NEWTON;
        this.truncates =
                state.kernel instanceof GibbsKernel
                        && (long) state.a.length * state.b.length >= TRUNCATES_FROM;
    }

    /** Lets ε fall to its value from potentials of both sides, and absorbs what it finds. */
    void descend(MultiscaleSinkhorn.Start from) {
        double epsilon = options.epsilon();
        double[] f = from.f();
        double[] g = from.g();
        double stage = from.epsilon();
        for (;
                stage > 2 * epsilon && !outOf(options.maxIterations() - 1);
                stage /= SCALING_FACTOR) {
            state.start(stage, f, g);
            long most =
                    Math.min(options.maxIterations() - 1, state.iterations + SCALING_ITERATIONS);
            iterate(SCALING_TOLERANCE * mass, most, false);
            f = state.f();
            g = state.g();
        }
        state.start(epsilon, f, g);
    }

    /** Iterates at the last ε until the marginals are off by less than {@code wanted}. */
    boolean settle(double wanted) {
        return iterate(wanted, options.maxIterations(), newton);
    }

    /** Runs from a potential of the sources, or null; true if the tolerance was reached. */
    boolean solve(double[] from, double greatestCost) {
        double epsilon = options.epsilon();
        double stage = SCALING_START * greatestCost;
        boolean scales = options.scaling() && !state.isSelf() && stage > 2 * epsilon;
        if (!scales || from == null || !isNear(from)) {
            double[] f = from == null ? null : state.withoutShift(from);
            for (;
                    scales && stage > 2 * epsilon && !outOf(options.maxIterations() - 1);
                    stage /= SCALING_FACTOR) {
                start(stage, f);
                long most =
                        Math.min(
                                options.maxIterations() - 1, state.iterations + SCALING_ITERATIONS);
                iterate(SCALING_TOLERANCE * mass, most, false);
                f = state.unshiftedF();
            }
            start(epsilon, f);
        }
        boolean converged = iterate(options.tolerance() * mass, options.maxIterations(), newton);
        if (isMassless()) {
            return converged & settleInLogDomain();
        }
        state.findLost();
        return converged;
    }

    /**
     * Sets out from a potential of the sources; whether the last ε needs no greater ones before.
     */
    private boolean isNear(double[] from) {
        state.start(options.epsilon(), state.withoutShift(from));
        state.updateRows(1);
        return state.sound() && state.residual < NEAR * mass;
    }

    private boolean isMassless() {
        return state.isRelaxed() && !(state.mass() > MASSLESS * mass);
    }

    // Nothing is moved that a double could hold: the potentials are all that there is to find.
    private boolean settleInLogDomain() {
        double moved = Double.POSITIVE_INFINITY;
        while (!outOf(options.maxIterations())) {
            moved = state.updateInLogDomain();
            report(0);
            if (moved <= Math.max(options.tolerance(), LOG_ROUNDING * state.size())) {
                state.updateRows(1);
                return true;
            }
        }
        state.updateRows(1);
        return false;
    }

    private void start(double epsilon, double[] f) {
        if (f == null) {
            state.start(epsilon);
        } else {
            state.start(epsilon, f);
        }
    }

    /**
     * Between a measure and itself: updates both sides as one as long as the error falls fast,
     * which {@link #iterate} then goes on from.
     */
    private void iterateSelf(double wanted, long maxIterations) {
        double before = Double.POSITIVE_INFINITY;
        int lost = 0;
        state.join();
        for (int k = 1; !outOf(maxIterations - 1); k++) {
            state.updateSelf();
            report(state.residual);
            if (state.residual < wanted) {
                return;
            }
            if (!state.sound()) {
                state.absorb();
                if (++lost == MOST_LOST) {
                    return;
                }
                continue;
            }
            if (k % SETTLING == 0) {
                if (!(state.residual < FALLING * before)) {
                    return;
                }
                before = state.residual;
            }
            state.updateSelfAgain();
        }
    }

    /** Iterates at the present ε. Leaves the rows exact. */
    private boolean iterate(double wanted, long maxIterations, boolean newton) {
        if (state.isSelf()) {
            iterateSelf(wanted, maxIterations);
        }
        double tolerance = wanted;
        double omega = 1;
        double rate = 1;
        double previous = Double.NaN;
        int settled = 0;
        long newtonFrom = 0;
        var window = new RateWindow();
        while (true) {
            if (state.iterations + 1 >= maxIterations || Progress.stopRequested()) {
                // The last one leaves a plan whose rows are exact.
                omega = 1;
            }
            state.updateRows(omega);
            if (!state.sound()) {
                state.absorb();
                omega = 1;
                settled = 0;
                if (!outOf(maxIterations)) {
                    continue;
                }
                state.updateRows(1);
            }
            double residual = state.residual;
            if (state.isRelaxed()) {
                if (isMassless()) {
                    return true;
                }
                // A plan of little or great mass is to be right beside its own mass.
                double moved = state.mass();
                boolean likeSources = moved >= LITTLE * mass && moved <= mass;
                tolerance = likeSources ? wanted : wanted / mass * moved;
            }
            report(residual);
            if (omega == 1 && residual < tolerance) {
                return true;
            }
            if (outOf(maxIterations)) {
                if (omega != 1) {
                    state.updateRows(1);
                }
                return false;
            }
            if (newton
                    && state.iterations >= newtonFrom
                    && settled >= SETTLING
                    && residual < NEWTON_BELOW * mass
                    && iterationsLeft(tolerance, residual, rate) > NEWTON_WORTH) {
                if (new ScalingNewton(state, maxIterations, progress).run(tolerance)) {
                    return true;
                }
                // Out of time, or at the limit of the arithmetic: go on plainly for a while.
                newtonFrom = state.iterations + PLAINLY;
                omega = 1;
                settled = 0;
                continue;
            }
            state.updateColumns(omega);
            settled++;
            if (truncates
                    && omega == 1
                    && state.kernel.epsilon() == options.epsilon()
                    && settled >= SETTLING
                    && residual < TRUNCATES_BELOW * mass
                    && iterationsLeft(tolerance, residual, residual / previous) > TRUNCATES_WORTH) {
                // Columns are exact now: none has lost all of its entries.
                truncates = false;
                state.truncate();
            }
            if (options.acceleration() == Sinkhorn.Acceleration.NONE) {
                continue;
            }
            if (omega > 1 && residual < 0.5 * tolerance) {
                // Only a plain step tells the error of a plan with exact rows.
                omega = 1;
                settled = 0;
            } else if (omega == 1) {
                double last = rate;
                rate = residual / previous;
                boolean steady = settled >= SETTLING && Math.abs(rate - last) < 0.1 * (1 - rate);
                if (rate < 1 && (steady || settled >= 4 * SETTLING)) {
                    omega = RateWindow.best(rate);
                    window.open(omega, residual);
                }
            } else {
                omega = window.next(omega, residual);
                rate = window.rate();
                settled = omega == 1 ? 0 : settled;
            }
            previous = residual;
        }
    }

    /** At a rate below 1; infinite or NaN where there is none. */
    private static double iterationsLeft(double tolerance, double residual, double rate) {
        return Math.log(tolerance / residual) / Math.log(rate);
    }

    private boolean outOf(long maxIterations) {
        return state.iterations >= maxIterations || Progress.stopRequested();
    }

    private void report(double residual) {
        progress.update(
                state.iterations, () -> String.format(Locale.ROOT, "error %.1e", residual / mass));
    }

    /**
     * Finds the over-relaxation ω from the rate at which the error falls, as for the Gauss–Seidel
     * method, of which Sinkhorn is one near its limit: a plain rate μ² asks for ω = 2 / (1 + √(1 -
     * μ²)), and then the rate is ω - 1 (Thibault et al. 2021; Lehmann et al. 2022).
     */
    private static final class RateWindow {
        private double least;
        private double opening;
        private double rate;
        private int count;

        static double best(double plainRate) {
            return Math.min(GREATEST_OMEGA, 2 / (1 + Math.sqrt(Math.max(0, 1 - plainRate))));
        }

        void open(double omega, double residual) {
            least = residual;
            count = 0;
            rate = Math.max(omega - 1, 0.5);
        }

        double rate() {
            return rate;
        }

        double next(double omega, double residual) {
            if (!(residual <= 10 * least)) {
                return 1;
            }
            least = Math.min(least, residual);
            int length = Math.max(10, (int) (3 / (2 - omega)));
            count++;
            if (count == length) {
                opening = residual;
            }
            if (count < 2 * length) {
                return omega;
            }
            count = 0;
            double observed = Math.pow(residual / opening, 1.0 / length);
            if (observed > omega - 1 && observed < 1) {
                rate = observed;
                double root = observed + omega - 1;
                return best(root * root / (observed * omega * omega));
            }
            return omega;
        }
    }
}
