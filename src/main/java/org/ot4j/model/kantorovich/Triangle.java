package org.ot4j.model.kantorovich;

import ai.djl.ndarray.NDArray;
import org.ot4j.network.Tensors;

/** Lower triangular matrices. */
final class Triangle {
    private Triangle() {}

    /** 1 on the diagonal [d, d], on the device and in the manager of an array. */
    static NDArray diagonal(NDArray like, int d) {
        var ones = new float[d * d];
        for (int i = 0; i < d; i++) {
            ones[i * d + i] = 1;
        }
        return Tensors.of(like.getManager(), ones, d, d);
    }

    /** 1 below the diagonal [d, d]. */
    static NDArray below(NDArray like, int d) {
        var ones = new float[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                ones[i * d + j] = 1;
            }
        }
        return Tensors.of(like.getManager(), ones, d, d);
    }

    /** L Lᵀ. */
    static double[][] squared(double[][] l) {
        int d = l.length;
        var product = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    product[i][j] += l[i][k] * l[j][k];
                }
            }
        }
        return product;
    }
}
