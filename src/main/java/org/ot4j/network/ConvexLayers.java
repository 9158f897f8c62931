package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Scalars;

/**
 * The function of {@link InputConvex} as one layer, because each of its parts sees the input.
 *
 * @param d coordinates of a point
 * @param widths of the hidden layers
 */
record ConvexLayers(int d, List<Integer> widths) implements Layer {
    /** At the start a unit sees the mean of the units before it, to within a half. */
    private static final double SPREAD = 0.5;

    /** Bends that are sharp enough at the start to be told from a plane. */
    private static final double SLOPES = 3;

    /** The weights of the last units together, at the start. */
    private static final int TOGETHER = 4;

    @Override
    public String name() {
        return "InputConvex";
    }

    @Override
    public Shape outputShape(Shape input) {
        Check.that(input.equals(new Shape(d)), "input shape of InputConvex", input, "(" + d + ")");
        return new Shape(1);
    }

    @Override
    public List<Array> arrays() {
        var start = Start.uniform(SLOPES / Math.sqrt(d));
        var arrays = new ArrayList<Array>();
        int before = 0;
        for (int width : widths) {
            arrays.add(new Array("weight", new Shape(width, d), start));
            arrays.add(new Array("bias", new Shape(width), start));
            if (before > 0) {
                arrays.add(new Array("positive", new Shape(width, before), positive(before)));
            }
            before = width;
        }
        if (before > 0) {
            arrays.add(
                    new Array(
                            "positive",
                            new Shape(1, before),
                            positive((double) before / TOGETHER)));
        }
        arrays.add(new Array("slope", new Shape(d), Start.constant(0)));
        arrays.add(
                new Array(
                        "quadratic",
                        new Shape(d, d),
                        (values, from, to, random) -> {
                            for (int k = 0; k < d; k++) {
                                values[from + k * (d + 1)] = 1;
                            }
                        }));
        return arrays;
    }

    /** Numbers whose square is about one over their count. */
    private static Start positive(double count) {
        return (values, from, to, random) -> {
            for (int i = from; i < to; i++) {
                double share = random.nextDouble(1 - SPREAD, 1 + SPREAD) / count;
                values[i] = (float) Math.sqrt(share);
            }
        };
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        int a = 0;
        NDArray z = null;
        for (int k = 0; k < widths.size(); k++) {
            var point = (PtNDArray) x;
            NDArray sum = JniUtils.linear(point, (PtNDArray) arrays[a++], (PtNDArray) arrays[a++]);
            if (z != null) {
                sum = sum.add(weighed(z, arrays[a++]));
            }
            z = Activation.SOFTPLUS.apply(sum);
        }
        NDArray hidden = z == null ? null : weighed(z, arrays[a++]);
        NDArray slope = x.matMul(arrays[a++].reshape(d, 1));
        NDArray squares = x.matMul(arrays[a].transpose()).square().sum(new int[] {1}, true);
        NDArray sum = slope.add(Scalars.mul(squares, 0.5));
        return hidden == null ? sum : sum.add(hidden);
    }

    private static NDArray weighed(NDArray z, NDArray weights) {
        return z.matMul(weights.square().transpose());
    }
}
