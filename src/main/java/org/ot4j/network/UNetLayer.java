package org.ot4j.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Script;

/**
 * The function of a {@link UNet} as one layer, because all of its parts see the time.
 *
 * @param picture (channels, height, width) of the input
 * @param outputs channels of the output
 * @param classes whose numbers stand before the picture; 0 for none
 * @param spec how large it is
 */
record UNetLayer(Shape picture, long outputs, int classes, UNet spec) implements Layer {
    /** Numbers that stand for time and class, to so many for each channel of the first level. */
    private static final int WIDER = 4;

    private static final int SIDE = 3;
    private static final int MOST_GROUPS = 8;

    /** What is done from the input to the output, in order, with arrays or with their shapes. */
    private interface Parts<T> {
        T embedding(T time, T told, int waves, int width);

        T convolution(T x, long in, long out, int stride);

        T residual(T x, T embedding, int in, int out, int width);

        /** Enlarges x to the size of {@code skipped}, after which its channels come. */
        T joined(T x, T skipped, int in, int out);

        T head(T x, int in, long out);
    }

    @Override
    public String name() {
        return "U-Net";
    }

    @Override
    public Shape outputShape(Shape input) {
        var expected = new Shape(classes + picture.size() + 1);
        Check.that(input.equals(expected), "input shape of U-Net", input, expected.toString());
        return new Shape(outputs, picture.get(1), picture.get(2));
    }

    @Override
    public List<Array> arrays() {
        var declared = new Declared();
        walk(declared, declared, declared, classes == 0 ? null : declared);
        return declared.arrays;
    }

    @Override
    public NDArray forward(NDArray x, NDArray[] arrays, NDArray[] buffers, boolean training) {
        long end = classes + picture.size();
        NDArray pixels = x.get(new NDIndex(":, {}:{}", classes, end));
        NDArray told = classes == 0 ? null : x.get(new NDIndex(":, :{}", classes));
        return walk(
                new Computed(Arrays.asList(arrays).iterator()),
                pixels.reshape(new Shape(x.size(0)).addAll(picture)),
                x.get(new NDIndex(":, {}:", end)),
                told);
    }

    private <T> T walk(Parts<T> parts, T pixels, T time, T told) {
        List<Integer> channels = spec.channels();
        int levels = channels.size();
        int first = channels.get(0);
        int width = WIDER * first;
        T embedding = parts.embedding(time, told, spec.frequencies(), width);
        T x = parts.convolution(pixels, picture.get(0), first, 1);
        int in = first;
        var skipped = new ArrayDeque<T>();
        for (int level = 0; level < levels; level++) {
            int out = channels.get(level);
            for (int b = 0; b < spec.blocks(); b++) {
                x = parts.residual(x, embedding, in, out, width);
                in = out;
            }
            if (level < levels - 1) {
                skipped.push(x);
                x = parts.convolution(x, in, in, 2);
            }
        }
        for (int level = levels - 2; level >= 0; level--) {
            int out = channels.get(level);
            x = parts.joined(x, skipped.pop(), in, out);
            in = 2 * out;
            for (int b = 0; b < spec.blocks(); b++) {
                x = parts.residual(x, embedding, in, out, width);
                in = out;
            }
        }
        return parts.head(x, in, outputs);
    }

    /** Groups of channels that are normalised together: 8, or as many as divide the channels. */
    private static int groups(int channels) {
        return BigInteger.valueOf(channels).gcd(BigInteger.valueOf(MOST_GROUPS)).intValue();
    }

    /** The arrays that the parts need, in their order. */
    private final class Declared implements Parts<Object> {
        private final List<Array> arrays = new ArrayList<>();

        private void linear(String name, long in, long out) {
            add(name, Start.uniform(1 / Math.sqrt(in)), out, in);
        }

        private void add(String name, Start start, long... weight) {
            arrays.add(new Array(name + " weight", new Shape(weight), start));
            arrays.add(new Array(name + " bias", new Shape(weight[0]), start));
        }

        private void kernel(String name, long in, long out, int side) {
            add(name, Start.uniform(1 / Math.sqrt((double) in * side * side)), out, in, side, side);
        }

        private void zero(long in, long out) {
            add("last", Start.constant(0), out, in, SIDE, SIDE);
        }

        private void norm(int channels) {
            arrays.add(new Array("gamma", new Shape(channels), Start.constant(1)));
            arrays.add(new Array("beta", new Shape(channels), Start.constant(0)));
        }

        @Override
        public Object embedding(Object time, Object told, int waves, int width) {
            linear("time", 2L * waves + 1, width);
            linear("time", width, width);
            if (told != null) {
                arrays.add(new Array("classes", new Shape(width, classes), Start.normal(1)));
            }
            return this;
        }

        @Override
        public Object convolution(Object x, long in, long out, int stride) {
            kernel("kernel", in, out, SIDE);
            return this;
        }

        @Override
        public Object residual(Object x, Object embedding, int in, int out, int width) {
            norm(in);
            kernel("kernel", in, out, SIDE);
            linear("embedding", width, out);
            norm(out);
            zero(out, out);
            if (in != out) {
                kernel("shortcut", in, out, 1);
            }
            return this;
        }

        @Override
        public Object joined(Object x, Object skipped, int in, int out) {
            kernel("kernel", in, out, SIDE);
            return this;
        }

        @Override
        public Object head(Object x, int in, long out) {
            norm(in);
            zero(in, out);
            return this;
        }
    }

    /** The parts, with arrays that come in their order. */
    private final class Computed implements Parts<NDArray> {
        private final Iterator<NDArray> arrays;

        Computed(Iterator<NDArray> arrays) {
            this.arrays = arrays;
        }

        /** Calls a function with the next arrays after {@code first}. */
        private NDArray call(Script script, int number, NDArray... first) {
            NDArray[] all = Arrays.copyOf(first, first.length + number);
            for (int i = first.length; i < all.length; i++) {
                all[i] = arrays.next();
            }
            return script.call(all);
        }

        @Override
        public NDArray embedding(NDArray time, NDArray told, int waves, int width) {
            var k = new float[waves];
            for (int i = 0; i < waves; i++) {
                k[i] = (float) (Math.PI * (i + 1));
            }
            NDArray frequencies = Tensors.of(time.getManager(), k, 1, waves);
            return told == null
                    ? call(UNetScripts.TIME, 4, time, frequencies)
                    : call(UNetScripts.TIME_AND_CLASS, 5, time, frequencies, told);
        }

        @Override
        public NDArray convolution(NDArray x, long in, long out, int stride) {
            return call(stride == 1 ? UNetScripts.KEEP : UNetScripts.HALVE, 2, x);
        }

        @Override
        public NDArray residual(NDArray x, NDArray embedding, int in, int out, int width) {
            boolean shortcut = in != out;
            Script script = UNetScripts.residual(groups(in), groups(out), shortcut);
            return call(script, shortcut ? 12 : 10, x, embedding);
        }

        @Override
        public NDArray joined(NDArray x, NDArray skipped, int in, int out) {
            return call(UNetScripts.JOIN, 2, x, skipped);
        }

        @Override
        public NDArray head(NDArray x, int in, long out) {
            return call(UNetScripts.head(groups(in)), 4, x);
        }
    }
}
