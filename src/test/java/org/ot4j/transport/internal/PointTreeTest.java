package org.ot4j.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointTreeTest {
    /** Points in ever smaller clusters need many more boxes than points divided by their number. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void partsOfABoxAreItsPointsHoweverManyBoxesThereAre(int d) {
        var random = new Random(d);
        var points = new double[3000 * d];
        for (int i = 0; i < points.length; i++) {
            points[i] = Math.scalb(random.nextDouble(), -(i / d) % 300);
        }
        var tree = new PointTree(points, d, 40);
        assertTrue(tree.boxes() > 300, () -> tree.boxes() + " boxes");
        int leaves = 0;
        for (int box = 0; box < tree.boxes(); box++) {
            if (tree.left(box) == PointTree.NONE) {
                leaves += tree.count(box);
                assertTrue(tree.count(box) <= 40);
            } else {
                assertTrue(tree.left(box) > box && tree.right(box) > box);
                assertEquals(tree.from(box), tree.from(tree.left(box)));
                assertEquals(tree.to(tree.left(box)), tree.from(tree.right(box)));
                assertEquals(tree.to(box), tree.to(tree.right(box)));
            }
        }
        assertEquals(3000, leaves);
    }
}
