package org.ot4j.distribution;

import ai.djl.ndarray.NDArray;
import java.util.random.RandomGenerator;
import org.ot4j.base.Check;
import org.ot4j.base.Scalars;
import org.ot4j.network.Tensors;

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
        return output.add(Tensors.of(output.getManager(), values, output.getShape().getShape()));
    }

    @Override
    public NDArray logDensity(NDArray x, NDArray output) {
        return minusLog(Rows.sum(x.sub(output).abs()), x.size() / x.size(0)).neg();
    }

    @Override
    public NDArray pairwise(NDArray x, NDArray output) {
        NDArray rows = Rows.flat(x);
        return minusLog(Rows.absoluteDistances(rows, Rows.flat(output)), rows.size(1));
    }

    private NDArray minusLog(NDArray distance, long d) {
        return Scalars.div(distance, b).add(d * Math.log(2 * b));
    }
}
