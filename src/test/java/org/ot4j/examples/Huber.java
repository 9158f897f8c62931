package org.ot4j.examples;

import ai.djl.ndarray.NDArray;
import org.ot4j.distribution.Distortion;
import org.ot4j.internal.Check;
import org.ot4j.tensor.Scalars;
import org.ot4j.tensor.Scope;

/**
 * δ² (√(1 + |x - y|² / δ²) - 1): half the squared distance of near points, δ times that of far
 * ones.
 */
public record Huber(double delta) implements Distortion {
    public Huber {
        Check.positive(delta, "delta");
    }

    @Override
    public NDArray rows(NDArray x, NDArray y) {
        return Scope.of(
                x,
                y,
                (a, b) -> {
                    NDArray u = Scalars.div(a.sub(b), delta).square();
                    NDArray sums = u.reshape(u.size(0), -1).sum(new int[] {1});
                    return Scalars.mul(sums.add(1).sqrt().sub(1), delta * delta);
                });
    }
}
