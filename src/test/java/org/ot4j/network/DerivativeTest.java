package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ot4j.tensor.Autograd;

class DerivativeTest {
    @Test
    void itIsTheGradientOfEachRow() {
        try (NDManager manager = Tensors.newManager()) {
            NDArray x = Tensors.of(manager, new float[] {1, 2, 3, -1}, 2, 2);
            NDArray gradient = Derivative.of(y -> y.square().mul(y).sum(new int[] {1}), x);
            assertArrayEquals(new float[] {3, 12, 27, 3}, gradient.toFloatArray(), 1e-5f);
            assertFalse(Autograd.isOn());
        }
    }

    /** (|∇f| - 1)² by autograd twice, against differences of its value. */
    @Test
    void aGradientPenaltyHasTheRightGradient() {
        try (var critic =
                        Networks.mlp(8, 8)
                                .activation(Activation.SOFTPLUS)
                                .build("critic", new Shape(3), 1, 4);
                NDManager manager = Tensors.newManager()) {
            NDArray x = Tensors.normal(manager, new SplittableRandom(1), 5, 3);
            var gradient = new float[critic.weights().size()];
            try (var recording = Autograd.on()) {
                critic.weights().record(manager);
                Autograd.backward(penalty(critic, x), 1);
            }
            critic.weights().gradient(gradient);
            critic.weights().rest();
            float[] start = critic.weights().values();
            double h = 1e-2;
            for (int i = 0; i < start.length; i += 7) {
                float[] moved = start.clone();
                moved[i] = (float) (start[i] + h);
                critic.weights().set(moved);
                double up = penalty(critic, x).getFloat();
                moved[i] = (float) (start[i] - h);
                critic.weights().set(moved);
                double down = penalty(critic, x).getFloat();
                assertEquals((up - down) / (2 * h), gradient[i], 2e-4, "weight " + i);
            }
        }
    }

    private static NDArray penalty(Network critic, NDArray x) {
        return Derivative.norm(critic::forward, x).sub(1).square().mean();
    }
}
