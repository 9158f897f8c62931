package org.ot4j.transport.entropic;

import java.util.Arrays;
import org.ot4j.internal.VectorExp;
import org.ot4j.internal.Vectors;
import org.ot4j.tensor.LogSumExp;
import org.ot4j.transport.Marginal;

/**
 * Where a scaling iteration stands: the plan P_ij = a_i u_i K_ij v_j b_j with the kernel's absorbed
 * potentials. A marginal is either fixed (ρ = ∞) or held by the penalty ρ KL(· | a); in both cases
 * the update of u in logarithms is log u = -(1 - λ) f / ε - λ log (K (b v)) with λ = ρ / (ρ + ε)
 * and f absorbed (Chizat et al. 2018, Scaling algorithms for unbalanced transport, Eq. 13).
 */
final class ScalingState {
    /** Scalings beyond this came from entries of the kernel that count as 0. */
    private static final double LOST = 1e150;

    /** Sums below this are of entries that {@link VectorExp} may have cut off: there is no mass. */
    private static final double MASSLESS = 1e-120;

    /** Where the series of {@link #inversePower} has nine digits. */
    private static final double NEAR = 0.05;

    /** One cache line of doubles, so that threads do not share one. */
    private static final int LINE = 8;

    /** Updates of a measure with itself that make one polynomial. */
    private static final int PARTS = 4;

    final ScalingKernel kernel;
    final double[] a;
    final double[] b;
    private final Marginal source;
    private final Marginal target;
    private final double rhoA;
    private final double rhoB;
    private final boolean fixedA;
    private final boolean fixedB;
    final double[] u;
    final double[] v;

    /** Σ_j K_ij b_j v_j and Σ_i K_ij a_i u_i of the last step. */
    final double[] rowSums;

    final double[] colSums;
    final double[] w;

    private final double[] perPart;

    /** A potential to set out from between a measure and itself; null between two. */
    private final double[] self;

    private long updates;

    /**
     * What is to be added to the potentials of the sources and taken from those of the targets.
     * Under a great ρ it is so great that the plan, which does not depend on it, would drown in its
     * rounding; so it is kept apart.
     */
    private double shift;

    private double lambdaA;
    private double lambdaB;

    // 1 - λ.
    private double restA;
    private double restB;

    /** Σ |marginal - what it should be| over both sides, at the last step. */
    double residual;

    long iterations;

    /**
     * @param self what {@link SelfTransport#start} gives, for marginals of one kind; or null
     */
    ScalingState(
            ScalingKernel kernel,
            double[] a,
            double[] b,
            Marginal source,
            Marginal target,
            double[] self) {
        this.kernel = kernel;
        this.self = self;
        this.a = a;
        this.b = b;
        this.source = source;
        this.target = target;
        this.rhoA = source.rho();
        this.rhoB = target.rho();
        this.fixedA = source.isExact();
        this.fixedB = target.isExact();
        this.u = new double[a.length];
        this.v = new double[b.length];
        this.rowSums = new double[a.length];
        this.colSums = new double[b.length];
        this.w = new double[b.length];
        this.perPart = new double[kernel.parts() * LINE];
    }

    double lambdaA() {
        return lambdaA;
    }

    /** 1 - λ, to the last digit also where λ is near 1. */
    double restA() {
        return restA;
    }

    /** The curvature that the penalty of a target of this mass adds to the dual, times ε. */
    double curvatureB(double mass) {
        return fixedB ? 0 : kernel.epsilon() / rhoB * mass;
    }

    /** Sets out from nothing. */
    void start(double epsilon) {
        damp(epsilon);
        if (self != null) {
            absorbSelf(epsilon, self);
        } else {
            kernel.absorbFeasible(epsilon);
        }
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
    }

    private void damp(double epsilon) {
        lambdaA = source.damping(epsilon);
        lambdaB = target.damping(epsilon);
        restA = epsilon / (rhoA + epsilon);
        restB = epsilon / (rhoB + epsilon);
    }

    /** Sets out from a potential of the sources: two updates in the log domain, then the kernel. */
    void start(double epsilon, double[] f) {
        if (self != null) {
            start(epsilon, f, f);
            return;
        }
        damp(epsilon);
        double[] g = kernel.columnTransform(epsilon, f);
        for (int j = 0; j < g.length; j++) {
            g[j] = fixedB ? g[j] : g[j] * lambdaB + restB * shift;
        }
        kernel.transformRowsAndAbsorb(epsilon, g, lambdaA, -restA * shift);
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
    }

    /** Sets out from potentials of both sides that are near each other's transforms. */
    void start(double epsilon, double[] f, double[] g) {
        damp(epsilon);
        if (self != null) {
            absorbSelf(epsilon, f);
        } else {
            kernel.absorb(epsilon, f, g);
        }
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
    }

    /**
     * Updates the rows, reading the kernel once, and measures how far the marginals are off; with
     * {@code omega} = 1 the rows are then exact. The columns are left as they were.
     */
    void updateRows(double omega) {
        for (int j = 0; j < v.length; j++) {
            w[j] = b[j] * v[j];
        }
        Arrays.fill(perPart, 0);
        kernel.pass(w, rowUpdate(omega), colSums);
        iterations++;
        if (isRelaxed()) {
            translate(omega);
        }
        double total = 0;
        for (int p = 0; p < perPart.length; p += LINE) {
            total += perPart[p];
        }
        for (int j = 0; j < v.length; j++) {
            total +=
                    fixedB
                            ? b[j] * Math.abs(v[j] * colSums[j] - 1)
                            : off(b[j] * v[j] * colSums[j], columnStep(j) / lambdaB);
        }
        residual = total;
    }

    private ScalingKernel.RowStep rowUpdate(double omega) {
        if (fixedA && omega == 1) {
            return (part, i, sum) -> {
                rowSums[i] = sum;
                u[i] = 1 / sum;
                return a[i] * u[i];
            };
        }
        if (fixedA) {
            return (part, i, sum) -> {
                rowSums[i] = sum;
                double ratio = u[i] * sum;
                perPart[part * LINE] += a[i] * Math.abs(ratio - 1);
                u[i] *= inversePower(ratio, omega);
                return a[i] * u[i];
            };
        }
        return (part, i, sum) -> {
            rowSums[i] = sum;
            double step = rowStep(i, sum);
            if (omega != 1) {
                perPart[part * LINE] += off(a[i] * u[i] * sum, step / lambdaA);
            }
            u[i] *= Math.exp(omega * step);
            return a[i] * u[i];
        };
    }

    /**
     * ratio^-ω. Near 1 by the binomial series, in 1e-9 of it: where a product with the kernel is
     * fast, a logarithm and an exponential of each sum would take most of the time.
     */
    private static double inversePower(double ratio, double omega) {
        double t = ratio - 1;
        if (Math.abs(t) > NEAR) {
            return Math.exp(-omega * Math.log(ratio));
        }
        double third = 1 + (omega - 2) / 3 * t * (1 + (omega - 3) / 4 * t);
        return 1 / (1 + omega * t * (1 + (omega - 1) / 2 * t * third));
    }

    /** Points without weight take the transform, lest the kernel be 0 between them and all mass. */
    private void absorbSelf(double epsilon, double[] f) {
        double[] both = f;
        if (Arrays.stream(a).anyMatch(t -> t == 0)) {
            double[] transform = kernel.columnTransform(epsilon, f);
            both = new double[f.length];
            for (int i = 0; i < both.length; i++) {
                both[i] = a[i] == 0 ? transform[i] : f[i];
            }
        }
        kernel.absorb(epsilon, both, both);
    }

    /** Whether both sides are one measure. */
    boolean isSelf() {
        return self != null;
    }

    /**
     * Between a measure and itself: updates the one scaling that both sides have in part, and
     * measures how far the marginals then are off. The kernel is symmetric, so that the sums of the
     * columns are those of the rows after the update, and {@link #updateSelfAgain} needs no pass.
     *
     * <p>The derivative of a full update of log u at the solution has eigenvalues -λμ, where μ in
     * [0, 1] are those of the plan (for a kernel that is positive definite; otherwise above -1). A
     * part θ leaves 1 - θ (1 + λμ) of an error, and four in turn, the inverses of Chebyshev's nodes
     * in [1, 1 + λ], at most 1/577 at any ε, where updates of one side after the other leave μ²,
     * which tends to 1 as ε falls. (Halves alone are the averages of Feydy et al. 2019,
     * Interpolating between optimal transport and MMD using Sinkhorn divergences.) No part is above
     * 1, so that no update moves two potentials apart.
     */
    void updateSelf() {
        for (int j = 0; j < v.length; j++) {
            w[j] = b[j] * v[j];
        }
        double part = nextPart();
        kernel.pass(
                w,
                (p, i, sum) -> {
                    rowSums[i] = sum;
                    u[i] *= Math.exp(part * rowStep(i, sum));
                    return a[i] * u[i];
                },
                colSums);
        iterations++;
        System.arraycopy(u, 0, v, 0, v.length);
        double total = 0;
        for (int j = 0; j < v.length; j++) {
            total += off(b[j] * v[j] * colSums[j], columnStep(j) / lambdaB);
        }
        residual = 2 * total;
    }

    /** Updates the scaling of {@link #updateSelf} once more, by the sums which that has left. */
    void updateSelfAgain() {
        double part = nextPart();
        for (int j = 0; j < v.length; j++) {
            v[j] *= Math.exp(part * columnStep(j));
        }
        System.arraycopy(v, 0, u, 0, v.length);
    }

    /** Between a measure and itself: makes one scaling of the two that updates in turn leave. */
    void join() {
        if (self != null) {
            Arrays.setAll(u, i -> Math.sqrt(u[i] * v[i]));
            System.arraycopy(u, 0, v, 0, v.length);
        }
    }

    private double nextPart() {
        double node = Math.cos((2 * (updates++ % PARTS) + 1) * Math.PI / (2 * PARTS));
        return 1 / (1 + lambdaA / 2 * (1 + node));
    }

    boolean isRelaxed() {
        return !fixedA || !fixedB;
    }

    /**
     * Shifts f up and g down by what raises the dual most. Right after a plain update of the rows
     * these follow the shift of g, and the step is the best in both at once: with A = Σ a e^(-f/ρ)
     * and B = Σ b e^(-g/ρ) it is log(A / B) / (1 / (ρ + ε) + 1 / ρ). Without it a shift, which the
     * kernel does not see, decays by (1 + ε/ρ)⁻² an iteration only.
     */
    private void translate(double omega) {
        double epsilon = kernel.epsilon();
        // 1 / ρ of a fixed marginal is 0.
        double slope = (omega == 1 ? 1 / (rhoA + epsilon) : 1 / rhoA) + 1 / rhoB;
        double t =
                (logSum(a, kernel.f(), u, shift, source) - logSum(b, kernel.g(), v, -shift, target))
                        / slope;
        if (!Double.isFinite(t)) {
            return;
        }
        shift += t;
        if (omega == 1 && !fixedA) {
            double follow = Math.exp(-t / (rhoA + epsilon));
            for (int i = 0; i < u.length; i++) {
                u[i] *= follow;
            }
            for (int j = 0; j < v.length; j++) {
                colSums[j] *= follow;
            }
        }
    }

    // log Σ w e^(-f/ρ); the logarithm of the mass where ρ is infinite.
    private double logSum(
            double[] weights, double[] absorbed, double[] scaling, double by, Marginal marginal) {
        if (marginal.isExact()) {
            return Math.log(Vectors.sum(weights));
        }
        var exponents = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            exponents[i] =
                    -(absorbed[i] + kernel.epsilon() * Math.log(scaling[i]) + by) / marginal.rho();
        }
        return LogSumExp.of(exponents, weights);
    }

    /**
     * One update of both potentials in the log domain, for plans whose mass no double can hold;
     * says how far the sources' potential moved, in units of ε.
     */
    double updateInLogDomain() {
        double[] before = unshiftedF();
        start(kernel.epsilon(), before);
        iterations += 2;
        translate(1);
        double[] after = unshiftedF();
        double moved = 0;
        for (int i = 0; i < after.length; i++) {
            moved = Math.max(moved, Math.abs(after[i] - before[i]) / kernel.epsilon());
        }
        return moved;
    }

    /** Updates the columns from the sums of the last update of the rows. */
    void updateColumns(double omega) {
        boolean plain = omega == 1 && fixedB;
        for (int j = 0; j < v.length; j++) {
            if (plain) {
                v[j] = 1 / colSums[j];
            } else if (fixedB) {
                v[j] *= inversePower(v[j] * colSums[j], omega);
            } else {
                v[j] *= Math.exp(omega * columnStep(j));
            }
        }
    }

    // How far log u_i is from its update; the marginal is then off by the factor e^(step / λ).
    // Under a penalty a row may be without mass: it stays as it is.
    private double rowStep(int i, double sum) {
        if (fixedA) {
            return -Math.log(u[i] * sum);
        }
        return sum < MASSLESS
                ? 0
                : -restA * (kernel.f()[i] + shift) / kernel.epsilon()
                        - lambdaA * Math.log(sum)
                        - Math.log(u[i]);
    }

    private double columnStep(int j) {
        if (fixedB) {
            return -Math.log(v[j] * colSums[j]);
        }
        return colSums[j] < MASSLESS
                ? 0
                : -restB * (kernel.g()[j] - shift) / kernel.epsilon()
                        - lambdaB * Math.log(colSums[j])
                        - Math.log(v[j]);
    }

    /**
     * Under a penalty, where rows or columns are without mass, one iteration in the log domain
     * gives their potentials.
     */
    void findLost() {
        if (!fixedA && anyMassless(rowSums) || !fixedB && anyMassless(colSums)) {
            start(kernel.epsilon(), unshiftedF());
            updateRows(1);
        }
    }

    private static boolean anyMassless(double[] sums) {
        return Arrays.stream(sums).anyMatch(s -> s < MASSLESS);
    }

    private static double off(double mass, double logFactor) {
        return mass * Math.abs(Math.exp(logFactor) - 1);
    }

    /** What column j should sum to: b_j, or b_j e^(-g_j / ρ) under a penalty. */
    double targetOf(int j) {
        return fixedB ? b[j] : b[j] * v[j] * colSums[j] * Math.exp(columnStep(j) / lambdaB);
    }

    /** Whether all numbers are in their range; if not, {@link #absorb}. */
    boolean sound() {
        double drift = kernel.drift();
        return within(u, drift) && within(v, drift) && residual < Double.POSITIVE_INFINITY;
    }

    private static boolean within(double[] x, double bound) {
        boolean within = true;
        for (double t : x) {
            // Also false for NaN.
            within &= t > 1 / bound && t < bound;
        }
        return within;
    }

    /**
     * Moves the scalings into the kernel. Where they are lost, sets out again from the absorbed
     * potential with updates in the log domain.
     */
    void absorb() {
        if (within(u, LOST) && within(v, LOST)) {
            join();
            kernel.absorb(kernel.epsilon(), unshiftedF(), unshiftedG());
            Arrays.fill(u, 1);
            Arrays.fill(v, 1);
        } else {
            start(kernel.epsilon(), kernel.f());
        }
    }

    /** Absorbs the scalings, and leaves out what the kernel has without need from then on. */
    void truncate() {
        absorb();
        kernel.truncate();
    }

    /** The greatest potential in units of ε, of whose last digit more cannot be known. */
    double size() {
        double size = 0;
        for (double[] potential : new double[][] {kernel.f(), kernel.g()}) {
            for (double t : potential) {
                size = Math.max(size, Math.abs(t) / kernel.epsilon());
            }
        }
        return size;
    }

    /** The potential of the sources. */
    double[] f() {
        return potential(kernel.f(), u, shift);
    }

    /** The potential of the targets. */
    double[] g() {
        return potential(kernel.g(), v, -shift);
    }

    /** The potential of the sources less the shift: with {@link #unshiftedG} it gives the plan. */
    double[] unshiftedF() {
        return potential(kernel.f(), u, 0);
    }

    /** The potential of the targets and the shift. */
    double[] unshiftedG() {
        return potential(kernel.g(), v, 0);
    }

    /** What {@link #f} is above {@link #unshiftedF}, and {@link #g} below {@link #unshiftedG}. */
    double shift() {
        return shift;
    }

    /** Takes the mean of a potential to set out from as the shift. */
    double[] withoutShift(double[] f) {
        if (!isRelaxed()) {
            return f;
        }
        shift = Vectors.dot(a, f) / Vectors.sum(a);
        return Arrays.stream(f).map(t -> t - shift).toArray();
    }

    private double[] potential(double[] absorbed, double[] scaling, double by) {
        var all = new double[scaling.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = absorbed[i] + kernel.epsilon() * Math.log(scaling[i]) + by;
        }
        return all;
    }

    /** The mass of the plan; right after an update of the rows. */
    double mass() {
        double sum = 0;
        for (int j = 0; j < v.length; j++) {
            sum += b[j] * v[j] * colSums[j];
        }
        return sum;
    }

    /** The dual objective up to a constant; right after an update of the rows (C-VAE Eq. 9). */
    double dual() {
        return side(a, kernel.f(), u, shift, source)
                + side(b, kernel.g(), v, -shift, target)
                - kernel.epsilon() * mass();
    }

    private double side(
            double[] weights, double[] absorbed, double[] scaling, double by, Marginal marginal) {
        double epsilon = kernel.epsilon();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double f = absorbed[i] + epsilon * Math.log(scaling[i]) + by;
            sum += weights[i] * marginal.dual(f);
        }
        return sum;
    }
}
