package org.ot4j.transport.gromov;

import org.ot4j.internal.Check;
import org.ot4j.internal.Vectors;
import org.ot4j.transport.Plan;
import org.ot4j.transport.TransportProblem;
import org.ot4j.transport.cost.CostMatrix;
import org.ot4j.transport.internal.SparsePlan;

/**
 * The objective of a {@link GromovProblem} and its slopes. For plans with marginals a and b, α Σ
 * (c_ik - d_jl)² P_ij P_kl is a constant less 2 α ⟨C P D, P⟩; C P D is called the image of a plan
 * here. Costs are divided by a power of two, the greatest near 1.
 */
final class GromovObjective {
    /** A plan with so few entries for each point is summed pair by pair, without cancellation. */
    private static final int FEW_ENTRIES = 4;

    /** How far the marginals of a given plan may be from the problem's, relative to its mass. */
    private static final double ROUNDING = 1e-6;

    private final double[] c;
    private final double[] d;
    private final double[] features;
    private final double[] a;
    private final double[] b;
    private final double alpha;
    private final double mass;
    private final double unit;
    private final double scale;
    private final int n;
    private final int m;

    GromovObjective(GromovProblem problem) {
        n = problem.rows();
        m = problem.cols();
        a = problem.a();
        b = problem.b();
        alpha = problem.alpha();
        mass = Vectors.sum(a);
        int exponent = Math.getExponent(Math.max(greatest(problem.c()), greatest(problem.d())));
        int down = exponent >= Double.MIN_EXPONENT ? -exponent : 0;
        unit = Math.scalb(1.0, -2 * down);
        c = Vectors.scaled(problem.c(), down);
        d = Vectors.scaled(problem.d(), down);
        features = problem.features() == null ? null : Vectors.scaled(problem.features(), 2 * down);
        double size = alpha * (squares(c, a) + squares(d, b));
        if (features != null) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    size += (1 - alpha) * Math.abs(features[i * m + j]) * a[i] * b[j] / mass;
                }
            }
        }
        Check.that(
                Double.isFinite(size * unit),
                "greatest cost",
                Math.scalb(1.0, exponent),
                "costs whose squares are finite");
        scale = Math.max(size, Double.MIN_NORMAL);
    }

    private static double greatest(double[] values) {
        double greatest = 0;
        for (double value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    /** Σ c_ik² w_i w_k. */
    private static double squares(double[] matrix, double[] weights) {
        int n = weights.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int k = 0; k < n; k++) {
                double t = matrix[i * n + k];
                row += t * t * weights[k];
            }
            sum += row * weights[i];
        }
        return sum;
    }

    /** What values here are to be multiplied by. */
    double unit() {
        return unit;
    }

    /** The size of what cancels in the objective. */
    double scale() {
        return scale;
    }

    double mass() {
        return mass;
    }

    int rows() {
        return n;
    }

    int cols() {
        return m;
    }

    /** a ⊗ b, with the mass of a. */
    double[] product() {
        var plan = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                plan[i * m + j] = a[i] * b[j] / mass;
            }
        }
        return plan;
    }

    /** The entries of a plan that a user gave. */
    double[] checked(Plan plan) {
        String shape = plan.rows() + " x " + plan.cols();
        Check.that(plan.rows() == n && plan.cols() == m, "start", shape, n + " x " + m);
        checkMarginal(plan.rowSums(), a, "sum of row");
        checkMarginal(plan.colSums(), b, "sum of column");
        return entries(plan);
    }

    private void checkMarginal(double[] sums, double[] weights, String name) {
        for (int k = 0; k < sums.length; k++) {
            if (!(Math.abs(sums[k] - weights[k]) <= ROUNDING * mass)) {
                throw Check.error(
                        name + " " + k + " of start",
                        sums[k],
                        weights[k] + ", its weight in the problem");
            }
        }
    }

    /** All entries, row by row. */
    static double[] entries(Plan plan) {
        int m = plan.cols();
        var all = new double[plan.rows() * m];
        plan.forEach((i, j, mass) -> all[i * m + j] = mass);
        return all;
    }

    /** C P D: [n, m]. */
    double[] image(double[] plan) {
        return DenseProduct.of(DenseProduct.of(c, plan, n, n, m), d, n, m, m);
    }

    /** C P D for a plan with few entries: the first product is a sum of so many rows. */
    double[] image(Plan plan) {
        if (!plan.isSparse()) {
            return image(entries(plan));
        }
        var turned = new double[m][n];
        plan.forEach(
                (k, l, mass) -> {
                    double[] sums = turned[l];
                    int from = k * n;
                    for (int i = 0; i < n; i++) {
                        sums[i] += mass * c[from + i];
                    }
                });
        var first = new double[n * m];
        for (int l = 0; l < m; l++) {
            for (int i = 0; i < n; i++) {
                first[i * m + l] = turned[l][i];
            }
        }
        return DenseProduct.of(first, d, n, m, m);
    }

    /** The gradient at a plan with this image, but for what is the same for all plans. */
    double[] slope(double[] image) {
        var slope = new double[n * m];
        for (int k = 0; k < slope.length; k++) {
            double linear = features == null ? 0 : (1 - alpha) * features[k];
            slope[k] = linear - 4 * alpha * image[k];
        }
        return slope;
    }

    /** The second-order coefficient of the objective from one plan towards another. */
    double curvature(double[] image, double[] plan, double[] imageOfOther, double[] other) {
        double sum = 0;
        for (int k = 0; k < plan.length; k++) {
            sum += (imageOfOther[k] - image[k]) * (other[k] - plan[k]);
        }
        return -2 * alpha * sum;
    }

    /** Plain transport at these costs. */
    TransportProblem linear(double[] costs) {
        return TransportProblem.of(CostMatrix.flat(costs, n, m), a, b);
    }

    /** Costs of which a plan near this one is the entropic solution; every entry has mass there. */
    double[] potentialOf(double[] plan, double epsilon) {
        var costs = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double product = a[i] * b[j] / mass;
                if (product > 0) {
                    double mixed = (plan[i * m + j] + product) / 2;
                    costs[i * m + j] = -epsilon * Math.log(mixed / product);
                }
            }
        }
        return costs;
    }

    /** Takes the least number of each row from it. */
    static void reduce(double[] matrix, int m) {
        for (int from = 0; from < matrix.length; from += m) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = from; j < from + m; j++) {
                least = Math.min(least, matrix[j]);
            }
            for (int j = from; j < from + m; j++) {
                matrix[j] -= least;
            }
        }
    }

    /** The answer with this plan. */
    GromovResult result(
            double[] plan, double epsilon, long iterations, double gap, boolean converged) {
        int count = 0;
        for (double p : plan) {
            count += p > 0 ? 1 : 0;
        }
        var from = new int[count];
        var to = new int[count];
        var masses = new double[count];
        int next = 0;
        for (int k = 0; k < plan.length; k++) {
            if (plan[k] > 0) {
                from[next] = k / m;
                to[next] = k % m;
                masses[next++] = plan[k];
            }
        }
        double structure =
                unit
                        * (count <= FEW_ENTRIES * (n + m)
                                ? structure(from, to, masses)
                                : structure(plan));
        double linear = 0;
        if (features != null) {
            for (int k = 0; k < count; k++) {
                linear += unit * masses[k] * features[from[k] * m + to[k]];
            }
        }
        double value = alpha * structure + (1 - alpha) * linear;
        if (epsilon > 0) {
            value += epsilon * entropy(plan);
        }
        return new GromovResult(
                value,
                structure,
                linear,
                SparsePlan.of(n, m, from, to, masses),
                iterations,
                gap,
                converged);
    }

    private double structure(int[] from, int[] to, double[] masses) {
        double sum = 0;
        for (int k = 0; k < masses.length; k++) {
            double row = 0;
            for (int l = 0; l < masses.length; l++) {
                double t = c[from[k] * n + from[l]] - d[to[k] * m + to[l]];
                row += t * t * masses[l];
            }
            sum += row * masses[k];
        }
        return sum;
    }

    private double structure(double[] plan) {
        var rows = new double[n];
        var cols = new double[m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                rows[i] += plan[i * m + j];
                cols[j] += plan[i * m + j];
            }
        }
        double inner = Vectors.dot(image(plan), plan);
        return Math.max(0, squares(c, rows) + squares(d, cols) - 2 * inner);
    }

    /** KL(P | a ⊗ b), with the mass of a. */
    private double entropy(double[] plan) {
        var terms = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double p = plan[i * m + j];
                if (p > 0) {
                    terms[i] += p * (Math.log(p / a[i]) - Math.log(b[j] / mass));
                }
            }
        }
        return Vectors.sum(terms);
    }
}
