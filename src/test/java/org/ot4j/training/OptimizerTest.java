package org.ot4j.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ot4j.network.Recipes;
import org.ot4j.network.Tensors;
import org.ot4j.training.internal.Elements;

class OptimizerTest {
    /** Where torch.optim 2.7.1 is after five steps of 0.1 on ½ Σ i w_i² from (1, -2, ½). */
    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        Optimizer.sgd(), new float[] {0.59048998f, -0.65535992f, 0.084034994f}),
                Arguments.of(
                        Optimizer.momentum(0.9),
                        new float[] {-0.029160026f, 1.16084f, -0.38913995f}),
                Arguments.of(
                        Optimizer.adam(), new float[] {0.50796372f, -1.5029558f, 0.027814426f}),
                Arguments.of(
                        Optimizer.adam(0.5, 0.999),
                        new float[] {0.53138673f, -1.5140444f, 0.077901557f}),
                Arguments.of(
                        Optimizer.adamW(0.3),
                        new float[] {0.39926389f, -1.2518654f, -0.0072052479f}),
                Arguments.of(
                        Optimizer.rmsProp(),
                        new float[] {9.3542253e-16f, -0.098310083f, -0.010345757f}));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void stepsAreThoseOfPytorch(Optimizer rule, float[] expected) {
        Tensors.newManager().close();
        var back = (Optimizer) Recipes.fromJson(Recipes.toJson(rule));
        assertEquals(rule, back);
        // Many copies, so that several threads share the work.
        int copies = 100_000;
        var w = new float[3 * copies];
        for (int i = 0; i < copies; i++) {
            w[3 * i] = 1;
            w[3 * i + 1] = -2;
            w[3 * i + 2] = 0.5f;
        }
        var state = back.start(w.length);
        var g = new float[w.length];
        for (int step = 0; step < 5; step++) {
            for (int i = 0; i < w.length; i++) {
                g[i] = (i % 3 + 1) * w[i];
            }
            state.begin(0.1);
            Elements.run(w.length, (from, to) -> state.apply(w, g, from, to));
        }
        for (int from : new int[] {0, 150_000, w.length - 3}) {
            assertArrayEquals(expected, Arrays.copyOfRange(w, from, from + 3), 2e-6f);
        }
    }

    @Test
    void schedulesHaveTheirValues() {
        assertEquals(1, Schedule.constant().factor(0.7, 3));
        assertEquals(1, Schedule.cosine().factor(0, 0));
        assertEquals(0.5, Schedule.cosine().factor(0.5, 0), 1e-12);
        assertEquals(0, Schedule.cosine().factor(1, 0), 1e-12);
        assertEquals(0.5, Schedule.cosine(0.1, 0.2).factor(0.1, 0), 1e-12);
        assertEquals(0.55, Schedule.cosine(0.1, 0.2).factor(0.6, 0), 1e-12);
        assertEquals(0.25, Schedule.step(10, 0.5).factor(0, 25));
        // 1e-3, then 5e-4 from epoch 30 of 100 and 1e-4 from epoch 50.
        assertEquals(1, Schedule.wae().factor(0.29, 29));
        assertEquals(0.5, Schedule.wae().factor(0.3, 30));
        assertEquals(0.1, Schedule.wae().factor(0.5, 50), 1e-12);
        // The paper's epochs for faces, whether 55 are run or 68: never fractions of the run.
        for (int epochs : new int[] {55, 68}) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                double expected = epoch < 30 ? 1 : epoch < 50 ? 0.5 : 0.1;
                double done = (double) epoch / epochs;
                assertEquals(expected, Schedule.waeFaces().factor(done, epoch), 1e-12);
            }
        }
        for (Schedule schedule :
                new Schedule[] {
                    Schedule.wae(), Schedule.waeFaces(), Schedule.cosine(), Schedule.step(3, 0.1)
                }) {
            assertEquals(schedule, Recipes.fromJson(Recipes.toJson(schedule)));
        }
    }

    @Test
    void badArgumentsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Optimizer.momentum(1));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.adam(1, 0.9));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.adamW(-1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.step(0, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Milestone(0, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new Schedule.Milestone(3, 0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(2, 0));
    }
}
