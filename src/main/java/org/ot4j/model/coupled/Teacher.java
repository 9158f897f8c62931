package org.ot4j.model.coupled;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.ot4j.network.Network;
import org.ot4j.network.Weights;
import org.ot4j.tensor.Autograd;

/**
 * A network whose weights and running statistics are a moving average of another's (the mean
 * teacher of Tarvainen and Valpola 2017).
 *
 * @param network has the average
 * @param pupil whom it follows
 * @param decay what is kept of it in a step
 */
record Teacher(Network network, Network pupil, double decay) implements Reference {
    /** Starts with the weights of a network built alike. */
    static Teacher of(Network pupil, Network alike, double decay) {
        alike.weights().set(pupil.weights().values());
        alike.buffers().set(pupil.buffers().values());
        return new Teacher(alike, pupil, decay);
    }

    @Override
    public NDArray output(NDArray z) {
        return Autograd.without(() -> network.forward(z));
    }

    @Override
    public NDArray output(NDArray z, NDArray decoded) {
        return output(z);
    }

    @Override
    public boolean isDecoder() {
        return false;
    }

    /** Goes one step towards the pupil's weights. */
    @Override
    public void follow() {
        network.weights().set(between(network.weights().values(), pupil.weights().values()));
        network.buffers().set(between(network.buffers().values(), pupil.buffers().values()));
    }

    @Override
    public List<Weights> weights() {
        return List.of(network.weights(), network.buffers());
    }

    private float[] between(float[] mine, float[] theirs) {
        float share = (float) (1 - decay);
        for (int i = 0; i < mine.length; i++) {
            mine[i] += share * (theirs[i] - mine[i]);
        }
        return mine;
    }
}
