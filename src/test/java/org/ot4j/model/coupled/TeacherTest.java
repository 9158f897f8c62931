package org.ot4j.model.coupled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ot4j.network.Network;
import org.ot4j.network.Networks;

class TeacherTest {
    private static Network network(long seed) {
        return Networks.mlp(4).batchNorm().build("n", new Shape(2), new Shape(1), seed);
    }

    @Test
    void isAMovingAverageThatStartsAtThePupil() {
        try (Network pupil = network(1);
                Network alike = network(2)) {
            var teacher = Teacher.of(pupil, alike, 0.75);
            float[] before = pupil.weights().values();
            assertArrayEquals(before, alike.weights().values());
            assertArrayEquals(pupil.buffers().values(), alike.buffers().values());
            var next = new float[before.length];
            Arrays.fill(next, 2);
            pupil.weights().set(next);
            teacher.follow();
            float[] average = alike.weights().values();
            for (int i = 0; i < next.length; i++) {
                assertEquals(0.75f * before[i] + 0.25f * 2, average[i], 1e-6f);
            }
        }
    }
}
