package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.internal.Check;
import org.ot4j.network.Tensors;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * Laplace around the decoder's output: log p(x | z) = -|x - μ|₁ / b - d log 2b.
 *
 * @param b scale
 */
record LaplaceLikelihood(double b) implements ParameterFreeLikelihood {
    LaplaceLikelihood {
        Check.positive(b, "b");
    }

    @Override
    public String name() {
        return "Laplace, b = " + b;
    }

    @Override
    public NDArray mean(NDArray output) {
        return output;
    }

    /** By inversion: μ - b sign(u) log(1 - 2|u|) with u uniform on (-½, ½). */
    @Override
    public NDArray sample(NDArray output, RandomGenerator random) {
        var values = new float[Math.toIntExact(output.size())];
        for (int i = 0; i < values.length; i++) {
            double u = random.nextDouble() - 0.5;
            values[i] = (float) (-b * Math.signum(u) * Math.log1p(-2 * Math.abs(u)));
        }
        return Scope.of(
                output,
                mean ->
                        mean.add(
                                Tensors.of(mean.getManager(), values, mean.getShape().getShape())));
    }

    @Override
    public NDArray logDensity(NDArray x, NDArray output) {
        long d = x.size() / x.size(0);
        return Scope.of(x, output, (a, b) -> minusLog(Rows.sum(a.sub(b).abs()), d).neg());
    }

    @Override
    public NDArray pairwise(NDArray x, NDArray output) {
        long d = x.size() / x.size(0);
        return Scope.of(
                x,
                output,
                (a, b) -> minusLog(Rows.absoluteDistances(Rows.flat(a), Rows.flat(b)), d));
    }

    private NDArray minusLog(NDArray distance, long d) {
        return Scalars.div(distance, b).add(d * Math.log(2 * b));
    }
}
