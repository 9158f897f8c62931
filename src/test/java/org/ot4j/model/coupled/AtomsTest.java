package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

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

    @Test
    void valuesOfAtomsGoToTheirPointsAndBack() {
        var atoms = new Atoms(DATA, 4, new Shape(2), 1);
        float[] ofPoints = atoms.scatter(new double[] {1, 2, 3});
        assertArrayEquals(new float[] {1, 1, 2, 3}, ofPoints);
        assertArrayEquals(new double[] {1, 2, 3}, atoms.gather(ofPoints), 1e-12);
        assertArrayEquals(new double[] {1.5, 2, 3}, atoms.gather(new float[] {1, 2, 2, 3}), 1e-12);
    }
}
