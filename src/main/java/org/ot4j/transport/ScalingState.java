package org.ot4j.transport;

import java.util.Arrays;

/**
 * Where a scaling iteration stands: the plan P_ij = a_i u_i K_ij v_j b_j with the kernel's absorbed
 * potentials. A marginal is either fixed (ρ = ∞) or held by the penalty ρ KL(· | a); in both cases
 * the update of u in logarithms is log u = -(1 - λ) f / ε - λ log (K (b v)) with λ = ρ / (ρ + ε)
 * and f absorbed (Chizat et al. 2018, Scaling algorithms for unbalanced transport, Eq. 13).
 */
final class ScalingState {
    /** Scalings beyond this are absorbed into the kernel, long before anything overflows. */
    private static final double DRIFT = 1e100;

    /** Scalings beyond this came from entries of the kernel that count as 0. */
    private static final double LOST = 1e150;

    /** Sums below this are of entries that {@link VectorExp} may have cut off: there is no mass. */
    private static final double MASSLESS = 1e-120;

    /** One cache line of doubles, so that threads do not share one. */
    private static final int LINE = 8;

    final GibbsKernel kernel;
    final double[] a;
    final double[] b;
    final double rhoA;
    final double rhoB;
    final double[] u;
    final double[] v;

    /** Σ_j K_ij b_j v_j and Σ_i K_ij a_i u_i of the last step. */
    final double[] rowSums;

    final double[] colSums;
    final double[] w;

    private final double[] perPart;
    private double lambdaA;
    private double lambdaB;

    /** Σ |marginal - what it should be| over both sides, at the last step. */
    double residual;

    long iterations;

    ScalingState(GibbsKernel kernel, double[] a, double[] b, double rhoA, double rhoB) {
        this.kernel = kernel;
        this.a = a;
        this.b = b;
        this.rhoA = rhoA;
        this.rhoB = rhoB;
        this.u = new double[a.length];
        this.v = new double[b.length];
        this.rowSums = new double[a.length];
        this.colSums = new double[b.length];
        this.w = new double[b.length];
        this.perPart = new double[kernel.parts() * LINE];
    }

    /** ρ / (ρ + ε), and 1 for a fixed marginal. */
    static double lambda(double rho, double epsilon) {
        return rho == Double.POSITIVE_INFINITY ? 1 : rho / (rho + epsilon);
    }

    double lambdaA() {
        return lambdaA;
    }

    /** Sets out from nothing. */
    void start(double epsilon) {
        if (rhoA == Double.POSITIVE_INFINITY && rhoB == Double.POSITIVE_INFINITY) {
            lambdaA = 1;
            lambdaB = 1;
            kernel.absorbFeasible(epsilon);
            Arrays.fill(u, 1);
            Arrays.fill(v, 1);
        } else {
            start(epsilon, new double[a.length]);
        }
    }

    /** Sets out from a potential of the sources: two updates in the log domain, then the kernel. */
    void start(double epsilon, double[] f) {
        lambdaA = lambda(rhoA, epsilon);
        lambdaB = lambda(rhoB, epsilon);
        double[] g = kernel.columnTransform(epsilon, f);
        for (int j = 0; j < g.length; j++) {
            g[j] *= lambdaB;
        }
        kernel.transformRowsAndAbsorb(epsilon, g, lambdaA);
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
        boolean plain = omega == 1 && lambdaA == 1;
        kernel.pass(
                w,
                plain
                        ? (part, i, sum) -> {
                            rowSums[i] = sum;
                            u[i] = 1 / sum;
                            return a[i] * u[i];
                        }
                        : (part, i, sum) -> {
                            rowSums[i] = sum;
                            double step = rowStep(i, sum);
                            if (omega != 1) {
                                perPart[part * LINE] += off(a[i] * u[i] * sum, step / lambdaA);
                            }
                            u[i] *= Math.exp(omega * step);
                            return a[i] * u[i];
                        },
                colSums);
        iterations++;
        double total = 0;
        for (int p = 0; p < perPart.length; p += LINE) {
            total += perPart[p];
        }
        for (int j = 0; j < v.length; j++) {
            total +=
                    lambdaB == 1
                            ? b[j] * Math.abs(v[j] * colSums[j] - 1)
                            : off(b[j] * v[j] * colSums[j], columnStep(j) / lambdaB);
        }
        residual = total;
    }

    /** Updates the columns from the sums of the last update of the rows. */
    void updateColumns(double omega) {
        boolean plain = omega == 1 && lambdaB == 1;
        for (int j = 0; j < v.length; j++) {
            v[j] = plain ? 1 / colSums[j] : v[j] * Math.exp(omega * columnStep(j));
        }
    }

    // How far log u_i is from its update; the marginal is then off by the factor e^(step / λ).
    // Under a penalty a row may be without mass: it stays as it is.
    private double rowStep(int i, double sum) {
        if (lambdaA == 1) {
            return -Math.log(u[i] * sum);
        }
        return sum < MASSLESS
                ? 0
                : -(1 - lambdaA) * kernel.f()[i] / kernel.epsilon()
                        - lambdaA * Math.log(sum)
                        - Math.log(u[i]);
    }

    private double columnStep(int j) {
        if (lambdaB == 1) {
            return -Math.log(v[j] * colSums[j]);
        }
        return colSums[j] < MASSLESS
                ? 0
                : -(1 - lambdaB) * kernel.g()[j] / kernel.epsilon()
                        - lambdaB * Math.log(colSums[j])
                        - Math.log(v[j]);
    }

    /**
     * Under a penalty, where rows or columns are without mass, one iteration in the log domain
     * gives their potentials.
     */
    void findLost() {
        if (lambdaA < 1 && anyMassless(rowSums) || lambdaB < 1 && anyMassless(colSums)) {
            start(kernel.epsilon(), f());
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
        return lambdaB == 1 ? b[j] : b[j] * v[j] * colSums[j] * Math.exp(columnStep(j) / lambdaB);
    }

    /** Whether all numbers are in their range; if not, {@link #absorb}. */
    boolean sound() {
        return within(u, DRIFT) && within(v, DRIFT) && residual < Double.POSITIVE_INFINITY;
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
            kernel.absorb(kernel.epsilon(), f(), g());
            Arrays.fill(u, 1);
            Arrays.fill(v, 1);
        } else {
            start(kernel.epsilon(), kernel.f());
        }
    }

    /** The potential of the sources. */
    double[] f() {
        return potential(kernel.f(), u);
    }

    /** The potential of the targets. */
    double[] g() {
        return potential(kernel.g(), v);
    }

    private double[] potential(double[] absorbed, double[] scaling) {
        double[] all = new double[scaling.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = absorbed[i] + kernel.epsilon() * Math.log(scaling[i]);
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

    /** The dual objective up to a constant; right after an update of the rows (003 Eq. 9). */
    double dual() {
        return side(a, kernel.f(), u, rhoA)
                + side(b, kernel.g(), v, rhoB)
                - kernel.epsilon() * mass();
    }

    private double side(double[] weights, double[] absorbed, double[] scaling, double rho) {
        double epsilon = kernel.epsilon();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double f = absorbed[i] + epsilon * Math.log(scaling[i]);
            sum += weights[i] * (rho == Double.POSITIVE_INFINITY ? f : -rho * Math.expm1(-f / rho));
        }
        return sum;
    }
}
