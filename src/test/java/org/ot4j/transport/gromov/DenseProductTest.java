package org.ot4j.transport.gromov;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ot4j.tensor.Matrices;

class DenseProductTest {
    @Test
    void oursIsPyTorchs() {
        double[] a = new Random(1).doubles(67 * 70).toArray();
        double[] b = new Random(2).doubles(70 * 131).toArray();
        assertArrayEquals(
                Matrices.product(a, b, 67, 70, 131), DenseProduct.own(a, b, 67, 70, 131), 1e-12);
    }
}
