package org.ot4j.data;

/** Products of small symmetric matrices. */
final class Symmetric {
    private Symmetric() {}

    /** A B A for symmetric A and B, [d, d]: symmetric to the last digit. */
    static double[][] conjugated(double[][] a, double[][] b) {
        int d = a.length;
        var first = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    first[i][l] += a[i][k] * b[k][l];
                }
            }
        }
        var product = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k < d; k++) {
                    product[i][j] += first[i][k] * a[j][k];
                }
                product[j][i] = product[i][j];
            }
        }
        return product;
    }
}
