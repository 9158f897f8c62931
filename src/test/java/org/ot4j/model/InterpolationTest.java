package org.ot4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ot4j.network.Tensors;

class InterpolationTest {
    private final NDManager scope = Tensors.newManager();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aLineGoesEvenlyFromOneCodeToTheOther() {
        NDArray from = Tensors.of(scope, new float[] {0, 0, 1, 1}, 2, 2);
        NDArray to = Tensors.of(scope, new float[] {2, 4, 1, 3}, 2, 2);
        assertArrayEquals(
                new float[] {0, 0, 1, 2, 2, 4, 1, 1, 1, 2, 1, 3},
                Interpolation.LINEAR.between(from.getManager(), from, to, 3).toFloatArray());
    }

    @Test
    void anArcStaysOnTheSphere() {
        NDArray from = Tensors.of(scope, new float[] {2, 0, 0}, 1, 3);
        NDArray to = Tensors.of(scope, new float[] {0, 2, 0}, 1, 3);
        NDArray way = Interpolation.SPHERICAL.between(from.getManager(), from, to, 4);
        float h = (float) Math.sqrt(3);
        assertArrayEquals(
                new float[] {2, 0, 0, h, 1, 0, 1, h, 0, 0, 2, 0}, way.toFloatArray(), 1e-6f);
    }

    /** The middle of a code of length 2 and one of length 4 has length 3, as in the plots. */
    @Test
    void lengthsChangeEvenlyAlongAnArc() {
        NDArray from = Tensors.of(scope, new float[] {2, 0}, 1, 2);
        NDArray to = Tensors.of(scope, new float[] {0, 4}, 1, 2);
        float h = (float) Math.sqrt(4.5);
        assertArrayEquals(
                new float[] {2, 0, h, h, 0, 4},
                Interpolation.SPHERICAL.between(scope, from, to, 3).toFloatArray(),
                1e-6f);
    }

    @Test
    void withoutAnAngleTheArcIsTheLine() {
        NDArray from = Tensors.of(scope, new float[] {1, 0, 0, 0}, 2, 2);
        NDArray to = Tensors.of(scope, new float[] {3, 0, 2, 2}, 2, 2);
        assertArrayEquals(
                new float[] {1, 0, 2, 0, 3, 0, 0, 0, 1, 1, 2, 2},
                Interpolation.SPHERICAL.between(from.getManager(), from, to, 3).toFloatArray(),
                1e-6f);
    }

    @Test
    void namesTheArgumentThatDoesNotFit() {
        NDArray from = Tensors.of(scope, new float[] {1, 0}, 1, 2);
        NDArray to = Tensors.of(scope, new float[] {1, 0}, 2, 1);
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Interpolation.LINEAR.between(from.getManager(), from, to, 3))
                        .getMessage();
        assertEquals("to.shape = (2, 1): expected (1, 2), that of from", message);
        assertThrows(
                IllegalArgumentException.class,
                () -> Interpolation.LINEAR.between(from.getManager(), from, from, 1));
    }
}
