package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.ot4j.tensor.Autograd;

/**
 * Spectral normalisation (Miyato et al. 2018, Algorithm 1) of a layer whose first array is its
 * weight W: the layer computes with W / σ, where σ is the largest singular value of W reshaped to
 * [out, rest], estimated by one step of power iteration in each training pass.
 *
 * @param inner the layer
 */
record Spectral(Layer inner) implements Layer {
    private static final double FLOOR = 1e-12;

    @Override
    public String name() {
        return "Spectral " + inner.name();
    }

    @Override
    public Shape outputShape(Shape input) {
        return inner.outputShape(input);
    }

    @Override
    public List<Array> arrays() {
        return inner.arrays();
    }

    /** The left singular vector, as a row. */
    @Override
    public List<Array> buffers() {
        long out = inner.arrays().get(0).shape().get(0);
        return List.of(new Array("u", new Shape(1, out), Start.normal(1)));
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        NDArray weight = arrays[0].reshape(arrays[0].size(0), -1);
        NDArray u;
        NDArray v;
        try (var without = Autograd.off();
                var scope = x.getManager().newSubManager()) {
            NDArray w = weight.stopGradient();
            NDArray u0 = buffers[0].stopGradient();
            w.attach(scope);
            u0.attach(scope);
            v = unit(u0.matMul(w));
            u = unit(v.matMul(w.transpose()));
            if (training) {
                buffers[0].subi(buffers[0]).addi(u);
            }
            u.attach(x.getManager());
            v.attach(x.getManager());
        }
        NDArray sigma = u.matMul(weight).mul(v).sum();
        NDArray[] scaled = arrays.clone();
        scaled[0] = arrays[0].div(sigma);
        return inner.forward(x, scaled, new NDArray[0], training);
    }

    private static NDArray unit(NDArray row) {
        return row.div(row.square().sum().sqrt().add(FLOOR));
    }
}
