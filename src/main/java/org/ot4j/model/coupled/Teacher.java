package org.ot4j.model.coupled;

import org.ot4j.network.Network;

/**
 * A network whose weights and running statistics are a moving average of another's (the mean
 * teacher of Tarvainen and Valpola 2017).
 *
 * @param network has the average
 * @param decay what is kept of it in a step
 */
record Teacher(Network network, double decay) {
    /** Starts with the weights of a network built alike. */
    static Teacher of(Network pupil, Network alike, double decay) {
        alike.weights().set(pupil.weights().values());
        alike.buffers().set(pupil.buffers().values());
        return new Teacher(alike, decay);
    }

    /** Goes one step towards the pupil's weights. */
    void follow(Network pupil) {
        network.weights().set(between(network.weights().values(), pupil.weights().values()));
        network.buffers().set(between(network.buffers().values(), pupil.buffers().values()));
    }

    private float[] between(float[] mine, float[] theirs) {
        float share = (float) (1 - decay);
        for (int i = 0; i < mine.length; i++) {
            mine[i] += share * (theirs[i] - mine[i]);
        }
        return mine;
    }
}
