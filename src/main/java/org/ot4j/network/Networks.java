package org.ot4j.network;

import java.util.Arrays;

/** Where every network starts: {@code Networks.mlp(256, 256).batchNorm()}. */
public final class Networks {
    private Networks() {}

    /**
     * Fully connected layers with the hidden widths given and ReLU between; with no widths, one
     * linear map. Sizes of input and output are the model's to add.
     */
    public static Mlp mlp(int... widths) {
        return new Mlp(
                Arrays.stream(widths).boxed().toList(),
                Activation.RELU,
                false,
                0,
                Activation.IDENTITY);
    }

    /** One linear map. */
    public static Mlp linear() {
        return mlp();
    }
}
