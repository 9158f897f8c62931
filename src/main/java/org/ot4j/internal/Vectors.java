package org.ot4j.internal;

/** Small loops over vectors. */
public final class Vectors {
    private Vectors() {}

    /** The sum, compensated (Neumaier), so that a million weights still sum to the last digit. */
    public static double sum(double[] v) {
        double sum = 0;
        double lost = 0;
        for (double x : v) {
            double t = sum + x;
            lost += Math.abs(sum) >= Math.abs(x) ? (sum - t) + x : (x - t) + sum;
            sum = t;
        }
        double total = sum + lost;
        return Double.isNaN(total) ? sum : total;
    }

    /** Σ a_i b_i, compensated like {@link #sum}; a term with a_i = 0 counts as 0. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        double lost = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] == 0) {
                continue;
            }
            double x = a[i] * b[i];
            double t = sum + x;
            lost += Math.abs(sum) >= Math.abs(x) ? (sum - t) + x : (x - t) + sum;
            sum = t;
        }
        double total = sum + lost;
        return Double.isNaN(total) ? sum : total;
    }

    /** Σ x_i y_i, added up as it comes: where speed counts for more than the last digits. */
    public static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** Σ (x_k - y_k)², added up from the first coordinate to the last. */
    public static double squaredDistance(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }
        return sum;
    }

    /** Σ (v_i - mean)². */
    public static double squaresAboutMean(double[] v) {
        double mean = 0;
        for (double x : v) {
            mean += x / v.length;
        }
        double sum = 0;
        for (double x : v) {
            sum += (x - mean) * (x - mean);
        }
        return sum;
    }

    /** All values times a power of two. */
    public static double[] scaled(double[] values, int exponent) {
        var scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.scalb(values[i], exponent);
        }
        return scaled;
    }
}
