package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.ot4j.network.Tensors;
import org.ot4j.network.Weights;

class AtomsTest {
    private static final float[] DATA = {0.1f, 0.1f, 0.3f, 0.3f, 5, 5, -0.1f, 0.1f};

    @Test
    void pointsOfOneCellBecomeOneAtomAtTheirMeanWithTheirMass() {
        var atoms = new Atoms(DATA, 4, new Shape(2), 1);
        assertEquals(3, atoms.size());
        assertArrayEquals(new double[] {0.5, 0.25, 0.25}, atoms.weights(), 1e-12);
        assertArrayEquals(new float[] {0.2f, 0.2f, 5, 5, -0.1f, 0.1f}, atoms.points(), 1e-6f);
        assertArrayEquals(new long[] {3, 2}, atoms.shape());
    }

    @Test
    void withoutCellsEveryPointIsAnAtom() {
        var atoms = new Atoms(DATA, 4, new Shape(2), 0);
        assertArrayEquals(DATA, atoms.points());
        assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, atoms.weights());
    }

    /** All data and a part, of points as they are and of cells' means. */
    @Test
    void blocksAreRowsOfTheData() {
        try (var data = Weights.free("data", new Shape(4, 2), DATA);
                NDManager scope = Tensors.newManager()) {
            for (double side : new double[] {0, 0.001}) {
                var atoms = Atoms.of(data, side);
                NDArray all = atoms.block(scope, 0, 4);
                assertEquals(new Shape(4, 2), all.getShape());
                assertArrayEquals(DATA, all.toFloatArray());
                assertArrayEquals(
                        new float[] {0.3f, 0.3f, 5, 5}, atoms.block(scope, 1, 3).toFloatArray());
            }
            assertEquals(4, scope.getManagedArrays().size());
        }
    }

    @Test
    void valuesOfAtomsGoToTheirPointsAndBack() {
        var atoms = new Atoms(DATA, 4, new Shape(2), 1);
        float[] ofPoints = atoms.scatter(new double[] {1, 2, 3});
        assertArrayEquals(new float[] {1, 1, 2, 3}, ofPoints);
        assertArrayEquals(new double[] {1, 2, 3}, atoms.gather(ofPoints), 1e-12);
        assertArrayEquals(new double[] {1.5, 2, 3}, atoms.gather(new float[] {1, 2, 2, 3}), 1e-12);
    }
}
